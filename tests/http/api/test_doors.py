"""What any request meets at the door: limits, faults, ids, the log."""

import io
import json
from typing import Any

import falcon.testing
import pytest
import structlog
from attrs import evolve

from application.shared.messages import QueueAway
from domain.shared.errors import DomainError
from entrypoints.api.routes import routes
from entrypoints.http.access_log import access_log, no_log
from entrypoints.http.app import new_app
from entrypoints.http.faults import PathUnknown
from tests.capabilities import shows
from tests.http.api.client import V1, Client, an_app, use_cases
from tests.http.api.trade import Trade


class LockTimeout(Exception):
    """As a driver would raise."""


def failing(trade: Trade, error: Exception, **settings: Any) -> Client:
    def fail(_: object) -> Any:
        raise error

    made = evolve(use_cases(trade), cart=fail)
    app = new_app(made.visit, log=no_log, **settings)
    routes(app, made)
    return Client.of(app).sign_in("anna")


@shows("A13")
def test_a_lock_that_does_not_come_is_told_as_busy(trade: Trade) -> None:
    client = failing(trade, LockTimeout(), busy=lambda error: isinstance(error, LockTimeout))
    answer = client.get("/cart")
    assert (answer.status_code, answer.json["code"]) == (503, "server.busy")
    assert answer.headers["Retry-After"] == "2"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_fault_of_ours_tells_its_number_and_nothing_else(trade: Trade) -> None:
    client = failing(trade, ZeroDivisionError("secret of the database"))
    client.headers["X-Request-Id"] = "call-17"
    with structlog.testing.capture_logs() as logs:
        answer = client.get("/cart")
    assert (answer.status_code, answer.json["request_id"]) == (500, "call-17")
    assert "secret" not in answer.text
    assert [(log["event"], log["request_id"]) for log in logs] == [("fault", "call-17")]


def test_a_refusal_without_words_is_a_fault_of_ours(trade: Trade) -> None:
    class Unforeseen(DomainError):
        code = "test.unforeseen"

    with structlog.testing.capture_logs() as logs:
        answer = failing(trade, Unforeseen()).get("/cart")
    assert (answer.status_code, answer.json["code"]) == (500, "server.fault")
    assert logs[0]["event"] == "refusal.unforeseen"


def test_a_dependency_that_is_away_is_503(trade: Trade) -> None:
    with structlog.testing.capture_logs():
        answer = failing(trade, QueueAway()).get("/cart")
    assert (answer.status_code, answer.json["code"]) == (503, "queue.away")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "http.not-found"),
        ("POST", "/products", 405, "http.method-not-allowed"),
        ("PATCH", "/cart", 405, "http.method-not-allowed"),
    ],
)
def test_an_address_that_is_none_is_a_problem_too(anna: Client, method: str, path: str, status: int, code: str) -> None:
    answer = anna.ask(method, path)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert ("Allow" in answer.headers) == (status == 405)


def test_a_body_has_a_limit(anna: Client) -> None:
    big = json.dumps({"lines": [], "x": "y" * (1024 * 1024)})
    answer = anna.ask("POST", "/cart/lines", body=big, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (413, "request.too-large")


def test_a_body_longer_than_it_said_has_the_same_limit(anna: Client) -> None:
    big = b'{"lines": [' + b" " * (1024 * 1024) + b"]}"
    environ = falcon.testing.create_environ(
        f"{V1}/cart/lines",
        method="POST",
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "Cookie": f"optovik_session={anna.token}",
            "X-CSRF-Token": anna.csrf,
        },
    )
    environ |= {"wsgi.input": io.BytesIO(big), "CONTENT_LENGTH": str(len(big))}
    told = falcon.testing.StartResponseMock()
    anna.http.app(environ, told)
    assert (told.status or "").startswith("413")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"a": "\\ud800"}', b"[" * 100_000, b"NaN"])
def test_what_is_no_json_is_told_so(anna: Client, body: bytes) -> None:
    answer = anna.ask("POST", "/cart/lines", body=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json["code"] in ("request.unreadable", "request.invalid")


def test_a_zero_byte_goes_no_further_than_the_door(anna: Client) -> None:
    answer = anna.ask("GET", "/products?q=%00")
    assert answer.json["fields"] == [{"field": "q", "expected": "text"}]


@pytest.mark.parametrize(("told", "kept"), [("call-17", True), ("x" * 65, False), ("a b\r\nc", False)])
def test_a_request_id_is_kept_or_made(anna: Client, told: str, kept: bool) -> None:
    environ = falcon.testing.create_environ(f"{V1}/session")
    environ["HTTP_X_REQUEST_ID"] = told
    answer = falcon.testing.StartResponseMock()
    anna.http.app(environ, answer)
    given = answer.headers_dict["x-request-id"]
    assert (given == told) is kept
    assert given


@shows("A10")
def test_the_log_names_the_route_and_the_person_and_no_more(trade: Trade) -> None:
    file = io.BytesIO()
    client = Client.of(an_app(trade, log=access_log(file))).sign_in("anna")
    client.get("/products/1")
    client.ask("GET", "/products?q=secret")
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/api/v1/session", 201),
        ("GET", "/api/v1/products/{product}", 200),
        ("GET", "/api/v1/products", 200),
    ]
    assert lines[0]["user"] is None
    assert lines[1]["user"] == str(trade.people["anna"].id)
    assert "secret" not in file.getvalue().decode()
    assert "right" not in file.getvalue().decode()


def test_answers_are_not_kept_by_caches_nor_guessed(anna: Client) -> None:
    for answer in (anna.get("/products"), anna.get("/products/999")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_people_s_pages_answer_refusals_their_own_way(trade: Trade) -> None:
    seen = []

    def page(req: falcon.Request, resp: falcon.Response, error: DomainError) -> None:
        assert isinstance(error, PathUnknown)
        seen.append((error, resp.status))
        resp.text = "страница"

    client = Client.of(an_app(trade, page=page))
    assert client.http.simulate_get("/nowhere").text == "страница"
    ((error, status),) = seen
    assert (type(error), error.path, status) == (PathUnknown, "/nowhere", 404)
    assert client.get("/nowhere").json["code"] == "http.not-found"
