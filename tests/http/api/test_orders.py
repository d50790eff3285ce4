"""Placing, orders, documents, debts."""

from urllib.parse import quote

import pytest

from tests.builders import a_credit_line, rub
from tests.capabilities import shows
from tests.http.api.book import INVOICE
from tests.http.api.client import Client, an_app
from tests.http.api.trade import Trade


@shows("M001", "N09")
def test_a_cart_becomes_orders(anna: Client) -> None:
    answer = anna.place(anna.fill(v1="3", v2="20"), comment="к обеду")
    assert answer.status_code == 201
    order = answer.json["orders"][0]
    assert (order["total"], order["lines"]) == ({"amount": "550.00", "currency": "RUB"}, 2)
    assert anna.get("/cart").json["lines"] == []
    told = anna.get(f"/orders/{order['id']}").json
    assert told["comment"] == "к обеду"
    assert [line["remaining"] for line in told["lines"]] == ["3.000", "20.000"]
    assert [step["step"] for step in told["lines"][0]["explanation"]] == ["listed", "amount", "vat"]


@shows("N01")
def test_the_same_request_again_places_nothing(anna: Client, trade: Trade) -> None:
    cart = anna.fill(v1="3")
    first, again = anna.place(cart), anna.place(cart)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert first.json["orders"] == again.json["orders"]
    assert len(trade.orders) == 1


@shows("N01")
def test_totals_written_otherwise_are_the_same_request(anna: Client) -> None:
    cart = anna.fill(v1="3")
    anna.place(cart)
    again = anna.place(cart | {"totals": [{"amount": "300", "currency": "RUB"}]})
    assert again.status_code == 200


@shows("N01")
def test_another_request_under_the_key_is_refused(anna: Client) -> None:
    anna.place(anna.fill(v1="3"))
    answer = anna.place(anna.fill(v5="1"))
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency.key-reused")


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": ""}, {"Idempotency-Key": "x" * 201}])
def test_placing_needs_a_key(anna: Client, key: dict[str, str]) -> None:
    cart = anna.fill(v1="3")
    answer = anna.post("/orders", {"cart_version": cart["version"], "total_seen": cart["totals"]}, **key)
    assert answer.status_code == 422
    assert answer.json["fields"][0]["field"] == "Idempotency-Key"


def test_the_key_is_not_taken_from_the_body(anna: Client) -> None:
    cart = anna.fill(v1="3")
    body = {"cart_version": cart["version"], "total_seen": cart["totals"], "Idempotency-Key": "k"}
    answer = anna.post("/orders", body, **{"Idempotency-Key": "k"})
    assert answer.json["fields"] == [{"field": "Idempotency-Key", "expected": "unknown"}]


@shows("M086", "A09")
def test_a_total_that_changed_is_shown_to_be_confirmed(anna: Client) -> None:
    cart = anna.fill(v1="3")
    answer = anna.place(cart | {"totals": [{"amount": "290.00", "currency": "RUB"}]})
    assert (answer.status_code, answer.json["code"]) == (409, "order.total-changed")
    remedy = answer.json["remedies"][0]
    assert (remedy["action"], remedy["total_seen"]) == ("confirm_total", cart["totals"])
    assert anna.place(cart | {"totals": remedy["total_seen"]}).status_code == 201


def test_a_cart_changed_elsewhere_is_not_placed(anna: Client) -> None:
    cart = anna.fill(v1="3")
    anna.fill(v5="1")
    answer = anna.place(cart)
    assert (answer.status_code, answer.json["code"]) == (409, "cart.changed")
    assert answer.json["current"] == cart["version"] + 1


@shows("M043", "A09")
def test_a_limit_tells_the_excess_and_which_lines_to_remove(anna: Client, trade: Trade) -> None:
    trade.limits = (a_credit_line(rub("250")),)
    answer = anna.place(anna.fill(v1="3", v2="10", v5="1"))
    assert (answer.status_code, answer.json["code"]) == (409, "refusals")
    (reason,) = answer.json["reasons"]
    assert reason["excess"] == {"amount": "180.10", "currency": "RUB"}
    assert reason["available"] == {"amount": "250", "currency": "RUB"}
    pay, later, remove = reason["remedies"]
    assert (later["action"], later["lines"]) == ("postpone_lines", remove["lines"])
    assert pay["action"] == "pay"
    assert remove["lines"] == [{"variant": "1", "packaging": "0"}]


@shows("A09")
def test_everything_that_stands_in_the_way_is_told_at_once(anna: Client, trade: Trade) -> None:
    trade.limits = (a_credit_line(rub("1")),)
    answer = anna.place(anna.fill(v1="3", v2="100", v3="1"))
    codes = [reason["code"] for reason in answer.json["reasons"]]
    assert codes == ["stock.not-enough", "price.on-request", "credit.limit-exceeded"]
    assert "есть 3\u00a0причины" in answer.json["detail"]
    assert not trade.orders


def test_an_empty_cart_is_not_placed(anna: Client) -> None:
    answer = anna.place(anna.get("/cart").json)
    assert (answer.status_code, answer.json["code"]) == (409, "cart.empty")


@shows("N07")
def test_a_blocked_company_orders_nothing(trade: Trade) -> None:
    client = Client.of(an_app(trade)).sign_in("blocked")
    answer = client.place(client.fill(v1="1"))
    assert answer.json["code"] == "counterparty.blocked"
    assert answer.json["detail"] == "Заказы для ООО «Ромашка» приостановлены: нет оплаты."


def test_yesterday_nothing_is_shipped(anna: Client) -> None:
    answer = anna.place(anna.fill(v1="1"), ship_on="2026-11-22")
    assert (answer.status_code, answer.json["earliest"]) == (422, "2026-11-23")


@pytest.mark.parametrize(
    ("totals", "field", "expected"),
    [
        ([{"amount": "1.005", "currency": "RUB"}], "total_seen[0].amount", "whole-kopecks"),
        ([{"amount": 300, "currency": "RUB"}], "total_seen[0].amount", "decimal"),
        ([{"amount": "1e3", "currency": "RUB"}], "total_seen[0].amount", "decimal"),
        ([{"amount": "1", "currency": "XYZ"}], "total_seen[0].currency", "currency"),
        ("300", "total_seen", "list"),
    ],
)
def test_a_sum_is_exact_or_refused(anna: Client, totals: object, field: str, expected: str) -> None:
    answer = anna.place({"version": 1, "totals": totals})
    assert answer.json["fields"] == [{"field": field, "expected": expected}]


@shows("M072", "M111")
def test_orders_are_found_by_number(anna: Client) -> None:
    anna.place(anna.fill(v1="3"))
    found = anna.get("/orders", number="B0", limit="1").json
    assert (found["total"], found["limit"], len(found["orders"])) == (1, 1, 1)
    assert found["statuses"][0]["status"]["name"] == "Новый"
    assert anna.get("/orders", number="none").json["orders"] == []


def test_a_period_has_a_beginning_and_an_end(anna: Client) -> None:
    assert anna.ask("GET", "/orders?from=2026-11-01&to=2026-11-23").status_code == 200
    answer = anna.ask("GET", "/orders?from=2026-11-23&to=2026-11-01")
    assert (answer.status_code, answer.json["code"]) == (422, "request.period-inverted")
    misfit = anna.ask("GET", "/orders?from=23.11.2026").json["fields"]
    assert misfit == [{"field": "from", "expected": "date"}]


@shows("A10")
def test_another_s_order_and_document_are_not_there(anna: Client, trade: Trade) -> None:
    id = anna.place(anna.fill(v1="3")).json["orders"][0]["id"]
    stranger = Client.of(an_app(trade)).sign_in("stranger")
    unknown = "019a0000-0000-7000-8000-000000000000"
    answers = [stranger.get(f"/orders/{one}") for one in (id, unknown, "none")]
    assert [a.status_code for a in answers] == [404, 404, 404]
    assert len({a.json["detail"] for a in answers}) == 1
    assert stranger.get(f"/documents/{INVOICE}").status_code == 404
    assert stranger.get("/orders").json["total"] == 0


@shows("M040")
def test_a_document_is_downloaded_under_its_name(anna: Client) -> None:
    anna.place(anna.fill(v1="3"))
    answer = anna.get(f"/documents/{INVOICE}")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (
        200,
        b"%PDF",
        "application/pdf",
    )
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="')
    assert disposition.endswith(f"filename*=UTF-8''{quote('Счёт № 1 от 23.11.2026.pdf')}")


@shows("M042")
def test_debts_of_the_holding_are_for_who_may_see_them(trade: Trade) -> None:
    told = {}
    for login in ("anna", "head"):
        told[login] = Client.of(an_app(trade)).sign_in(login).get("/debts").json
    assert told["anna"]["shared"] == []
    assert told["head"]["shared"][0]["level"] == "holding"
    assert told["anna"]["contracts"][0]["limit"]["available"] == {"amount": "50", "currency": "RUB"}


def test_an_order_is_read_by_staff_with_all_its_steps(anna: Client, trade: Trade) -> None:
    id = anna.place(anna.fill(v1="3")).json["orders"][0]["id"]
    manager = Client.of(an_app(trade)).sign_in("manager")
    facts = manager.get(f"/orders/{id}").json["lines"][0]["explanation"][0]["facts"]
    assert "price_type" in facts
