"""The document tells all operations, and answers are as it tells."""

import re
from typing import Any

import jsonschema_rs
import pytest

from entrypoints.api.openapi import document
from entrypoints.api.table import OPERATIONS, PREFIX
from entrypoints.http.problems import REGISTER
from tests.capabilities import shows
from tests.http.api.book import INVOICE
from tests.http.api.client import Client

API = document()


def schema_of(operation: Any, status: str) -> Any:
    (content,) = operation["responses"][status]["content"].values()
    return content["schema"]


def check(schema: Any, instance: Any) -> None:
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "components": API["components"],
    }
    jsonschema_rs.validator_for(whole, validate_formats=True).validate(instance)


@shows("N09")
def test_each_operation_is_told(anna: Client) -> None:
    told = {(m.upper(), p) for p, methods in API["paths"].items() for m in methods}
    assert told == {(operation.method, PREFIX + operation.path) for operation in OPERATIONS}
    names = [operation.name for operation in OPERATIONS]
    assert len(names) == len(set(names))


def test_each_told_address_is_served(guest: Client) -> None:
    for method, path in ((op.method, op.path) for op in OPERATIONS):
        answer = guest.ask(method, re.sub(r"{\w+}", "1", path), json={})
        assert answer.json["code"] in ("access.not-signed-in", "request.invalid"), path


def test_the_document_is_one_of_openapi(anna: Client) -> None:
    served = anna.http.simulate_get("/api/openapi.json")
    assert served.json == API
    assert API["openapi"].startswith("3.1")
    for schema in API["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
    refs = set(re.findall(r'"\$ref": ?"#/components/schemas/(\w+)"', str(API).replace("'", '"')))
    assert refs <= API["components"]["schemas"].keys()


def test_each_refusal_that_is_told_is_in_the_register() -> None:
    assert {kind for operation in OPERATIONS for kind in operation.refuses} <= REGISTER.keys()


def test_a_path_parameter_is_a_field_of_what_is_asked() -> None:
    for path, methods in API["paths"].items():
        for operation in methods.values():
            in_path = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert in_path == set(re.findall(r"{(\w+)}", path))


@pytest.mark.parametrize(
    "path",
    [
        "/session",
        "/context",
        "/categories",
        "/products",
        "/products/{product}",
        "/variants/{variant}/price",
        "/cart",
        "/consignees",
        "/orders",
        "/debts",
    ],
)
def test_an_answer_is_as_the_document_tells(anna: Client, path: str) -> None:
    anna.fill(v1="3", v2="100", v3="1")
    answer = anna.get(re.sub(r"{\w+}", "3", path))
    assert answer.status_code == 200
    check(schema_of(API["paths"][PREFIX + path]["get"], "200"), answer.json)


def test_answers_to_changes_are_as_the_document_tells(anna: Client) -> None:
    lines = {"lines": [{"variant": "1", "quantity": "3"}, {"variant": "2", "quantity": "7"}]}
    changed = anna.post("/cart/lines", lines)
    check(schema_of(API["paths"][f"{PREFIX}/cart/lines"]["post"], "200"), changed.json)
    placed = anna.place(anna.get("/cart").json)
    check(schema_of(API["paths"][f"{PREFIX}/orders"]["post"], "201"), placed.json)
    order = anna.get(f"/orders/{placed.json['orders'][0]['id']}")
    check(schema_of(API["paths"][f"{PREFIX}/orders/{{order}}"]["get"], "200"), order.json)
    assert anna.get(f"/documents/{INVOICE}").status_code == 200


def test_requests_of_these_tests_are_as_the_document_tells() -> None:
    told = API["paths"][f"{PREFIX}/orders"]["post"]
    body = told["requestBody"]["content"]["application/json"]["schema"]
    check(body, {"cart_version": 1, "total_seen": [{"amount": "1.00", "currency": "RUB"}], "ship_on": None})
    with pytest.raises(jsonschema_rs.ValidationError):
        check(body, {"cart_version": 1, "total_seen": [], "key": "x"})
    assert [p["name"] for p in told["parameters"] if p["in"] == "header"] == ["Idempotency-Key"]


def test_a_problem_is_as_the_document_tells(anna: Client) -> None:
    for answer in (anna.get("/products/999"), anna.get("/products", limit="0"), anna.get("/nowhere")):
        check({"$ref": "#/components/schemas/Problem"}, answer.json)


def test_the_page_shows_every_operation_schema_and_code(guest: Client) -> None:
    page = guest.http.simulate_get("/api/docs")
    ids = set(re.findall(r'id="([^"]+)"', page.text))
    assert ids >= {operation.name for operation in OPERATIONS}
    assert ids >= {f"schema-{name}" for name in API["components"]["schemas"]}
    assert ids >= {kind.code for kind in REGISTER}
    links = set(re.findall(r'href="#([^"]+)"', page.text))
    assert links <= ids
    assert "<script" not in page.text
    assert not re.search(r'(src|href)="(https?:)?//', page.text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert guest.http.simulate_get("/api/docs.css").status_code == 200


def test_the_type_of_a_problem_leads_to_its_words(anna: Client) -> None:
    kind = anna.get("/products/999").json["type"]
    answer = anna.http.simulate_get(kind)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/api/docs#not-found")
