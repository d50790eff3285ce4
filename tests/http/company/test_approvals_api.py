"""Approval by JSON: a shop of the buyer's own, an assistant, a program that decides by rules of its own."""

from typing import Any
from uuid import UUID, uuid4

from falcon.testing import Result

from tests.capabilities import shows
from tests.http.company.company import Company, Person
from tests.http.company.test_approvals import DEAR, rule
from tests.shop import Shop


def ask(who: Person, quantity: str = DEAR, key: str = "") -> Result:
    cart = who.visitor.fill([(1, quantity)])
    return again(who, cart, key or str(uuid4()))


def again(who: Person, cart: dict[str, Any], key: str) -> Result:
    body = {"cart_version": cart["version"], "total_seen": cart["totals"], "comment": "По плану"}
    return who.visitor.ask("POST", "/api/v1/approvals", body, Idempotency_Key=key)


def decide(who: Person, request: str, decision: str, **more: object) -> Result:
    return who.visitor.ask("POST", f"/api/v1/approvals/{request}/decision", {"decision": decision, **more})


def looked(who: Person, request: str) -> dict[str, Any]:
    found: dict[str, Any] = who.visitor.ask("GET", f"/api/v1/approvals/{request}").json
    return found


@shows("N05")
def test_a_request_is_sent_looked_at_and_approved_by_json(shop: Shop, company: Company) -> None:
    rule(company)
    cart = company.buyer.visitor.fill([(1, DEAR)])
    sent = again(company.buyer, cart, "by the API")
    assert sent.status_code == 201, sent.text
    request = sent.json["id"]
    assert again(company.buyer, cart, "by the API").json["id"] == request  # the same key, the cart put aside meanwhile

    waiting = company.head.visitor.ask("GET", "/api/v1/approvals").json["requests"]
    assert [(one["id"], one["awaits_me"], one["comment"]) for one in waiting] == [(request, True, "По плану")]
    mine = company.buyer.visitor.ask("GET", "/api/v1/approvals?kind=mine").json["requests"]
    assert [(one["id"], one["state"]) for one in mine] == [(request, "waiting")]
    seen = looked(company.head, request)
    assert (seen["may_decide"], seen["may_withdraw"], [step["name"] for step in seen["steps"]]) == (
        *(True, False),
        ["Крупный заказ"],
    )

    wrong = [{"amount": "1.00", "currency": "RUB"}]
    moved = decide(company.head, request, "approve", total_seen=wrong)
    assert (moved.status_code, moved.json["code"]) == (409, "order.total-changed")
    done = decide(company.head, request, "approve", total_seen=seen["cart"]["totals"])
    assert (done.status_code, done.json["state"]) == (200, "approved")
    [order] = done.json["orders"]
    assert order["total"]["amount"] == "2000.00"
    assert shop.one("SELECT user_id FROM sales_order WHERE id = %s", UUID(order["id"])) == company.buyer.id
    twice = decide(company.head, request, "approve", total_seen=seen["cart"]["totals"])
    assert (twice.status_code, twice.json["code"]) == (409, "approval.closed")
    assert looked(company.buyer, request)["orders"] == [{"id": order["id"], "name": order["number"]}]


@shows("N05")
def test_a_no_has_a_reason_and_the_goods_come_back(company: Company) -> None:
    rule(company)
    request = ask(company.buyer).json["id"]
    own = decide(company.buyer, request, "approve", total_seen=[])
    assert own.status_code == 403, own.text
    assert decide(company.head, request, "refuse").json["code"] == "approval.reason-empty"
    assert decide(company.head, request, "refuse", reason="Дорого").json == {"state": "refused", "orders": []}
    seen = looked(company.buyer, request)
    assert (seen["cart"], seen["may_take_back"], seen["steps"][0]["reason"]) == (None, True, "Дорого")
    assert decide(company.buyer, request, "take-back").status_code == 200
    assert len(company.buyer.visitor.ask("GET", "/api/v1/cart").json["lines"]) == 1
    withdrawn = ask(company.buyer).json["id"]
    assert decide(company.head, withdrawn, "withdraw").status_code == 403
    assert decide(company.buyer, withdrawn, "withdraw").json["state"] == "withdrawn"


def test_what_is_not_to_be_approved_is_told(company: Company) -> None:
    refused = ask(company.buyer, "1")
    assert (refused.status_code, refused.json["code"]) == (409, "approval.not-needed")
    misfit = decide(company.head, str(uuid4()), "perhaps")
    assert misfit.status_code == 422
    assert "approve, refuse" in misfit.text
    assert company.head.visitor.ask("GET", "/api/v1/approvals?kind=hers").status_code == 422
    unknown = [looked(company.head, str(uuid4()))["code"], decide(company.head, str(uuid4()), "withdraw").json["code"]]
    assert unknown == ["not-found", "not-found"]
