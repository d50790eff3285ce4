"""Orders that the company's own rules stop: sent, decided, mended, substituted, expired, raced for."""

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from adapters.postgres.company.requests import PostgresRequests
from adapters.system.system import SystemClock, SystemIds
from application.approvals.decide import ExpireRequests
from tests.capabilities import shows
from tests.http.checkout.world import method
from tests.http.company.company import Company, Person
from tests.http.pages.portal import MOSCOW
from tests.shop import Shop

# At 100 ₽ with VAT each.
DEAR, SMALL = "20", "2"


def rule(company: Company, **fields: object) -> None:
    asked = {"do": "add", "id": uuid4(), "name": "Крупный заказ", "kind": "sum", "amount": "1 000", "step": 1}
    company.admin.done("/company/approval", **{**asked, **fields})


def checkout(who: Person, quantity: str = DEAR, **more: str) -> dict[str, str]:
    """The form of checkout as the page shows it."""
    cart = who.visitor.fill([(1, quantity)])
    total = ";".join(f"{one['amount']} {one['currency']}" for one in cart["totals"])
    return {"key": str(uuid4()), "version": str(cart["version"]), "total": total, **more}


def sent(who: Person, quantity: str = DEAR, **more: str) -> UUID:
    where = who.done("/checkout", do="ask", **checkout(who, quantity, **more))
    assert where.startswith("/approvals/"), where
    return UUID(where.removeprefix("/approvals/").partition("?")[0])


def seen_total(shop: Shop, request: UUID) -> str:
    totals = shop.one("SELECT totals FROM approval_request WHERE id = %s", request)
    return ";".join(f"{amount} {code}" for amount, code in totals)


def approve(who: Person, request: UUID, total: str = "") -> str:
    return who.done(f"/approvals/{request}", do="approve", total=total or seen_total(who.shop, request))


def orders_of(shop: Shop, who: Person) -> list[Any]:
    return shop.rows("SELECT id, total FROM sales_order WHERE user_id = %s ORDER BY number", who.id)


def held(shop: Shop) -> Any:
    return shop.one("SELECT (SELECT count(*) FROM reservation) + (SELECT count(*) FROM credit_hold)")


@shows("N05")
def test_a_large_order_waits_for_the_heads_yes_and_holds_nothing_until_then(shop: Shop, company: Company) -> None:
    rule(company)
    before = held(shop)
    small = company.buyer.visitor.placed([(1, SMALL)], "small")
    assert small  # what the rule does not speak of is placed at once
    stands = held(shop)
    assert stands > before

    form = checkout(company.buyer, comment="К ремонту цеха")
    page = company.buyer.text("/checkout")
    assert "По правилам вашей компании этот заказ согласуют: Крупный заказ" in page
    refused = company.buyer.visitor.order(company.buyer.visitor.ask("GET", "/api/v1/cart").json, "by the API")
    assert (refused.status_code, refused.json["code"]) == (409, "approval.needed")
    request = UUID(company.buyer.done("/checkout", do="ask", **form).removeprefix("/approvals/").partition("?")[0])
    assert company.buyer.done("/checkout", do="ask", **form).startswith(f"/approvals/{request}")  # pressed twice
    assert held(shop) == stands
    assert "ждёт согласования" in company.buyer.text(f"/approvals/{request}")
    assert company.buyer.visitor.ask("GET", "/api/v1/cart").json["lines"] == []

    letters = [(letter.to.email, letter.subject) for letter in company.mail.fetch()]
    assert {email for email, _ in letters} == {
        f"company_admin-{company.number}@k.example",
        f"head-{company.number}@k.example",
    }
    assert "К ремонту цеха" in company.head.text(f"/approvals/{request}")
    assert approve(company.head, request).endswith("done=placed")
    [_, (order, total)] = orders_of(shop, company.buyer)
    assert shop.one("SELECT comment FROM sales_order WHERE id = %s", order) == "К ремонту цеха"
    assert held(shop) > stands
    [letter] = company.mail.fetch()
    assert (letter.to.email, "согласован" in letter.subject) == (f"buyer-{company.number}@k.example", True)
    assert total == Decimal("2000.00")


@shows("N05")
def test_nobody_approves_his_own_order(shop: Shop, company: Company) -> None:
    rule(company)
    request = sent(company.head)
    status, text = company.head.told(f"/approvals/{request}", do="approve", total=seen_total(shop, request))
    assert (status, "Свой заказ никто не согласует" in text) == (409, True)
    assert "Согласовать" not in company.head.text(f"/approvals/{request}")
    # A rule that names the asker himself is decided by anybody else who has the right.
    rule(company, name="Решает глава", approver=company.head.id)
    named = sent(company.head)
    approve(company.admin, named)
    assert len(orders_of(shop, company.head)) == 1
    assert company.buyer.status(f"/approvals/{named}") == 404  # not his, and he sees nobody else's


@shows("N05")
def test_where_only_the_asker_could_approve_he_is_told_at_once(company: Company) -> None:
    rule(company)
    company.admin.done(f"/company/people/{company.head.id}", do="end")
    status, text = company.admin.told("/checkout", do="ask", **checkout(company.admin))
    assert (status, "некому согласовать, кроме вас самих" in text) == (409, True)


@shows("N05")
def test_several_steps_are_decided_one_after_another(shop: Shop, company: Company) -> None:
    rule(company, name="Начальник", approver=company.head.id, step=1)
    rule(company, name="Директор", approver=company.admin.id, step=2)
    request = sent(company.buyer)
    status, text = company.admin.told(f"/approvals/{request}", do="approve", total=seen_total(shop, request))
    assert (status, "Сейчас решение не за вами" in text) == (409, True)
    assert approve(company.head, request).endswith("done=approved")
    assert orders_of(shop, company.buyer) == []
    assert approve(company.admin, request).endswith("done=placed")
    assert len(orders_of(shop, company.buyer)) == 1
    acts = [row[0] for row in shop.rows("SELECT action FROM audit_log WHERE subject = %s ORDER BY id", str(request))]
    assert acts == ["approval.sent", "approval.step-approved", "approval.approved"]


@shows("N05")
def test_a_substitute_decides_for_whom_is_away_and_both_are_named(shop: Shop, company: Company) -> None:
    deputy = company.hire("deputy", "head")
    rule(company, name="Начальник", approver=company.head.id)
    request = sent(company.buyer)
    assert deputy.told(f"/approvals/{request}", do="approve", total=seen_total(shop, request))[0] == 409
    day = shop.one("SELECT (now() AT TIME ZONE 'Europe/Moscow')::date")
    company.admin.done(
        "/company/approval",
        do="substitute",
        id=uuid4(),
        approver=company.head.id,
        substitute=deputy.id,
        from_=day,
        to=day,
    )
    approve(deputy, request)
    told = company.buyer.text(f"/approvals/{request}")
    assert f"Сотрудник {deputy.login} за Сотрудник {company.head.login}" in told


@shows("N05")
def test_price_and_stock_are_checked_again_when_it_is_approved(shop: Shop, company: Company) -> None:
    rule(company)
    request = sent(company.buyer)
    was = seen_total(shop, request)
    shop.run("UPDATE price SET amount = amount * 2 WHERE variant_id = 1")
    shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    try:
        assert "С отправки сумма изменилась" in company.head.text(f"/approvals/{request}")
        assert company.head.told(f"/approvals/{request}", do="approve", total=was)[0] == 409
    finally:
        shop.run("UPDATE price SET amount = amount / 2 WHERE variant_id = 1")
        shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    shop.run("UPDATE stock SET free = 1 WHERE variant_id = 1")
    try:
        status, text = company.head.told(f"/approvals/{request}", do="approve", total=was)
        assert status == 409
        assert "нужно 20 шт" in text
        assert orders_of(shop, company.buyer) == []
    finally:
        shop.run("UPDATE stock SET free = 100000 WHERE variant_id = 1")
    assert shop.one("SELECT state FROM approval_request WHERE id = %s", request) == "waiting"
    approve(company.head, request)


@shows("N05", "N07")
def test_nothing_is_ordered_in_the_name_of_whoever_was_shut_out(shop: Shop, company: Company) -> None:
    rule(company)
    request = sent(company.buyer)
    company.admin.done(f"/company/people/{company.buyer.id}", do="end")
    status, text = company.head.told(f"/approvals/{request}", do="approve", total=seen_total(shop, request))
    assert (status, "больше не может заказывать" in text) == (409, True)
    assert orders_of(shop, company.buyer) == []
    company.head.done(f"/approvals/{request}", do="refuse", reason="Уволен")


@shows("N05")
def test_what_nobody_decided_in_time_goes_back_to_its_asker(shop: Shop, company: Company) -> None:
    rule(company)
    request = sent(company.buyer)
    company.mail.fetch()
    shop.run("UPDATE approval_request SET expires_at = now() - interval '1 minute' WHERE id = %s", request)
    assert company.head.told(f"/approvals/{request}", do="approve", total=seen_total(shop, request))[0] == 409
    expire(shop)
    [letter] = company.mail.fetch()
    assert letter.subject.endswith("не рассмотрена в срок")
    company.buyer.done(f"/approvals/{request}", do="take-back")
    assert len(company.buyer.visitor.ask("GET", "/api/v1/cart").json["lines"]) == 1


def expire(shop: Shop) -> None:
    requests = PostgresRequests(shop.database, MOSCOW, SystemIds(), SystemClock(MOSCOW))
    assert ExpireRequests(requests, requests.begin, SystemClock(MOSCOW))() == 1


@shows("N05")
def test_one_approval_pressed_by_two_at_once_places_one_order(shop: Shop, company: Company) -> None:
    rule(company)
    for _ in range(4):
        request = sent(company.buyer)
        total, before = seen_total(shop, request), len(orders_of(shop, company.buyer))
        with ThreadPoolExecutor(4) as pool:
            people = (company.head, company.admin, company.head, company.admin)
            pressed = [pool.submit(one.send, f"/approvals/{request}", do="approve", total=total) for one in people]
            answers = [each.result().status_code for each in pressed]
        assert 303 in answers
        assert set(answers) <= {303, 409}
        assert len(orders_of(shop, company.buyer)) == before + 1


@shows("N05", "M074")
def test_what_was_chosen_at_checkout_is_what_is_approved(shop: Shop, company: Company) -> None:
    rule(company)
    pickup = method(shop, "pickup")
    company.buyer.visitor.fill([(1, DEAR), (2, "3")])
    later = company.buyer.visitor.ask("GET", "/checkout?later=2-0").text
    fields = {name: hidden(later, name) for name in ("key", "version", "total", "later")}
    warehouse = shop.one("SELECT warehouse_id FROM region_warehouse ORDER BY priority LIMIT 1")
    where = company.buyer.done("/checkout", do="ask", method=str(pickup), pickup=str(warehouse), **fields)
    request = UUID(where.removeprefix("/approvals/").partition("?")[0])
    left = company.buyer.visitor.ask("GET", "/api/v1/cart").json["lines"]
    assert [(line["variant"], line["quantity"]) for line in left] == [("2", "3.000")]
    assert approve(company.head, request).endswith("done=placed")
    [(order, _)] = orders_of(shop, company.buyer)[-1:]
    assert shop.rows("SELECT variant_id FROM order_line WHERE order_id = %s", order) == [(1,)]
    assert shop.one("SELECT method_id FROM order_delivery WHERE order_id = %s", order) == pickup
    assert company.buyer.visitor.ask("GET", "/api/v1/cart").json["lines"] == left


def hidden(page: str, name: str) -> str:
    field = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert field is not None, name
    return field[1]
