"""A buyer asks for too much, his head says no and why, he mends it, a deputy says yes: one story, through the doors."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from tests.capabilities import shows
from tests.http.company.company import Company, Person, found
from tests.shop import Shop, settings, settle


@pytest.fixture(scope="module")
def company(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    settle(postgres_url)
    shop = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    yield found(shop, 0)
    shop.close()


@shows("N05", "N10", "N11")
def test_an_order_is_refused_with_a_reason_mended_and_approved(company: Company) -> None:
    admin, head, buyer, shop = company.admin, company.head, company.buyer, company.shop

    # The administrator: orders from 1 000 ₽ need a yes, the buyer has 2 500 ₽ a month, what is over goes to approval.
    admin.done("/company/approval", do="add", id=uuid4(), name="Крупный заказ", kind="sum", amount="1 000", step=1)
    admin.done("/company/approval", do="policy", over="approve", days=5)
    admin.done("/company/budgets", do="set", user=buyer.id, period="month", amount="2 500")

    # The buyer fills his cart for 3 000 ₽ and learns at checkout that two things want a yes. He asks for it.
    request = ask_for(buyer, {1: "20", 7: "4"})
    waiting = buyer.text(f"/approvals/{request}")
    assert "Крупный заказ" in waiting
    assert "Превышен бюджет" in waiting
    assert buyer.visitor.ask("GET", "/api/v1/cart").json["lines"] == []

    # The head has a letter, looks, and refuses; without a reason he cannot.
    assert {letter.to.email for letter in company.mail.fetch()} >= {"head-0@k.example"}
    assert "Goods 7" in head.text(f"/approvals/{request}")
    assert head.told(f"/approvals/{request}", do="refuse", reason=" ")[0] == 409
    head.done(f"/approvals/{request}", do="refuse", reason="Кабель берём в следующем месяце")
    [letter] = company.mail.fetch()
    assert (letter.to.email, "Кабель берём в следующем месяце" in letter.text) == ("buyer-0@k.example", True)

    # The buyer takes it back beside what he has begun meanwhile, leaves the cable out, and sends it again.
    buyer.visitor.fill([(2, "3")])
    assert buyer.done(f"/approvals/{request}", do="take-back") == "/cart?back=yes"
    lines = buyer.visitor.ask("GET", "/api/v1/cart").json["lines"]
    assert {line["variant"]: line["quantity"] for line in lines} == {"1": "20.000", "2": "3.000", "7": "4.000"}
    buyer.visitor.ask("DELETE", "/api/v1/cart/lines/7")
    mended = ask_for(buyer, {})
    assert "прежнюю заявку" in buyer.text(f"/approvals/{mended}")
    assert "следующей заявкой" in buyer.text(f"/approvals/{request}")

    # The head is away from today; his deputy has the right, sees that the sum is smaller, and approves.
    page = head.text(f"/approvals/{mended}")
    assert "2 099,99 ₽" in page
    assert "Превышен бюджет" not in page
    deputy = company.hire("deputy", "head")
    where = deputy.done(f"/approvals/{mended}", do="approve", total=total_of(shop, mended))
    assert where.endswith("done=placed")

    # The order stands under the buyer's name, took 2 099,99 ₽ of his budget, and the journal names everybody.
    [order] = shop.rows("SELECT user_id, total::text, phase FROM sales_order WHERE counterparty_id = %s", company.id)
    assert order == (buyer.id, "2099.99", "new")
    assert "400,01 ₽" in admin.text("/company/budgets")
    acts = shop.rows(
        "SELECT action, user_id FROM audit_log WHERE counterparty_id = %s AND action LIKE 'approval.%%' ORDER BY id",
        company.id,
    )
    assert [row for row in acts if row[1] != admin.id] == [
        ("approval.sent", buyer.id),
        ("approval.refused", head.id),
        ("approval.taken-back", buyer.id),
        ("approval.sent", buyer.id),
        ("approval.approved", deputy.id),
    ]


def ask_for(who: Person, goods: dict[int, str]) -> UUID:
    """As checkout sends it; nothing more is added where the cart stands as wanted."""
    if goods:
        who.visitor.fill(list(goods.items()))
    cart = who.visitor.ask("GET", "/api/v1/cart").json
    total = ";".join(f"{one['amount']} {one['currency']}" for one in cart["totals"])
    where = who.done("/checkout", do="ask", key=uuid4(), version=cart["version"], total=total)
    return UUID(where.removeprefix("/approvals/").partition("?")[0])


def total_of(shop: Shop, request: UUID) -> str:
    totals = shop.one("SELECT totals FROM approval_request WHERE id = %s", request)
    return ";".join(f"{amount} {code}" for amount, code in totals)
