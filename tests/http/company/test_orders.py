"""Whose orders one sees, who corrects them and signs, who acts for whom."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.postgres import access
from tests.capabilities import shows
from tests.http.company.company import Company, Person, session_of
from tests.http.company.test_approvals import orders_of
from tests.http.rules.staff import staff_of
from tests.shop import Shop


def ordered(who: Person, *lines: tuple[int, str]) -> UUID:
    return who.visitor.placed(list(lines), str(uuid4()))[0]


@shows("M029", "M031")
def test_a_subordinate_sees_his_own_orders_and_the_head_everybodys(shop: Shop, company: Company) -> None:
    colleague = company.hire("colleague", "buyer")
    mine, theirs = ordered(company.buyer, (1, "3")), ordered(colleague, (2, "4"))
    made_in_erp = uuid4()
    shop.run(
        "INSERT INTO sales_order (id, number, placing_id, origin, counterparty_id, currency, total, vat_total, phase,"
        " status) VALUES (%s, %s, %s, 'offline', %s, 'RUB', 1, 0, 'new', 'new')",
        *(made_in_erp, f"1С-{company.number}", uuid4(), company.id),
    )

    def sees(who: Person) -> set[UUID]:
        return {UUID(order["id"]) for order in who.visitor.ask("GET", "/api/v1/orders").json["orders"]}

    assert sees(company.buyer) == {mine, made_in_erp}
    assert sees(company.head) == sees(company.admin) == {mine, theirs, made_in_erp}
    for path in (f"/orders/{theirs}", f"/api/v1/orders/{theirs}", f"/orders/{theirs}/change"):
        assert company.buyer.status(path) == 404, path
        assert company.head.status(path) == 200 if path.startswith("/orders") else True, path
    document = uuid4()
    shop.run(
        "INSERT INTO document (id, order_id, counterparty_id, kind, number, day, total, currency, storage_key, sha256,"
        " size) VALUES (%s, %s, %s, 'invoice', %s, current_date, 1, 'RUB', 'x', 'x', 4)",
        *(document, theirs, company.id, f"C{company.number}"),
    )
    assert company.buyer.status(f"/documents/{document}") == 404


@shows("M029")
def test_the_head_corrects_a_colleagues_order_and_signs_it(shop: Shop, company: Company) -> None:
    order = ordered(company.buyer, (1, "10"), (3, "100"))
    before = holds(shop, order)
    assert before["reserved"] == 110
    version = shop.one("SELECT version FROM sales_order WHERE id = %s", order)
    changed(company.head, order, version, q1="4", q2="0")

    lines = shop.rows("SELECT requested, ordered, gross FROM order_line WHERE order_id = %s ORDER BY line", order)
    assert lines == [(Decimal(10), Decimal(4), Decimal(400)), (Decimal(100), Decimal(0), Decimal(0))]
    after = holds(shop, order)
    assert (after["total"], after["reserved"], after["credit"]) == (Decimal(400), Decimal(4), Decimal(400))
    told = company.buyer.text(f"/orders/{order}")
    assert "Заказ исправлен" in told
    assert "заказано 10 шт → 4 шт" in told
    assert f"Сотрудник {company.head.login}" in told
    facts = shop.one("SELECT facts FROM audit_log WHERE action = 'order.corrected' AND subject = %s", str(order))
    assert facts["lines"] == {"1": ["10.000", "4.000"], "2": ["100.000", "0"]}

    page = f"/orders/{order}/change"
    stale = company.head.told(page, do="change", version=version, q1="3")
    assert (stale[0], "изменился" in stale[1]) == (409, True)
    raised = company.head.told(page, do="change", version=version + 1, q1="5")
    assert (raised[0], "можно только уменьшить" in raised[1]) == (409, True)
    assert company.head.told(page, do="change", version=version + 1, q1="-1")[0] == 422
    colleague = company.hire("accounts", "accountant")
    assert colleague.told(page, do="change", version=version + 1, q1="1")[0] == 403
    changed(company.head, order, version + 1, q1="0")
    assert shop.one("SELECT phase FROM sales_order WHERE id = %s", order) == "cancelled"
    assert holds(shop, order)["reserved"] == holds(shop, order)["credit"] == 0


def changed(who: Person, order: UUID, version: int, **lines: str) -> str:
    return who.done(f"/orders/{order}/change", do="change", version=version, operation=uuid4(), **lines)


def holds(shop: Shop, order: UUID) -> dict[str, Any]:
    asked = {
        "total": "SELECT total FROM sales_order WHERE id = %s",
        "reserved": "SELECT coalesce(sum(uncontained), 0) FROM reservation WHERE order_id = %s AND state = 'active'",
        "credit": "SELECT coalesce(sum(uncontained), 0) FROM credit_hold WHERE order_id = %s",
    }
    return {name: shop.one(statement, order) for name, statement in asked.items()}


@shows("N11", "M031")
def test_staff_act_for_a_buyer_with_both_names_on_the_page_and_on_the_record(shop: Shop, company: Company) -> None:
    manager = Person(shop, *_manager(shop, company))
    people = f"/manage/clients/{company.id}/people"
    assert company.buyer.login in manager.text(people)
    manager.done(people, do="act", user=company.buyer.id)
    for path in ("/", "/cart", "/catalogue", "/orders"):
        assert f"работает за клиента: Сотрудник {company.buyer.login}" in manager.text(path), path
    order = ordered(manager, (1, "2"))
    names = shop.rows("SELECT user_id, acting_for FROM sales_order WHERE id = %s", order)
    assert names == [(manager.id, company.buyer.id)]
    assert f"/ Сотрудник {company.buyer.login}" in company.buyer.text(f"/orders/{order}")
    # What is said, granted or decided stays with the company's own people.
    for refused in ("/company/people", "/company/roles", "/company/approval"):
        assert manager.status(refused) == 403, refused
    status, text = manager.told("/watches", variant="1", price="on")
    assert (status, "это может только он сам" in text) == (403, True)
    manager.done("/acting/end")
    assert "работает за клиента" not in manager.text("/manage/clients")
    acts = shop.rows("SELECT action, user_id, acting_for FROM audit_log WHERE action LIKE 'acting.%%' ORDER BY id")
    assert acts[-2:] == [
        ("acting.begun", manager.id, company.buyer.id),
        ("acting.ended", manager.id, company.buyer.id),
    ]


@shows("N07", "M031")
def test_nobody_is_the_buyer_for_want_of_an_answer(
    shop: Shop, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = Person(shop, *_manager(shop, company))
    manager.done(f"/manage/clients/{company.id}/people", do="act", user=company.buyer.id)
    assert f"Сотрудник {company.buyer.login}" in manager.text("/cart")
    with monkeypatch.context() as unanswered:
        unanswered.setattr(access, "ACTING_FOR", f"{access.ACTING_FOR} AND false")
        away = manager.visitor.ask("GET", "/cart")
        assert (away.status_code, away.headers["Location"].split("?")[0]) == (303, "/login")
        assert company.buyer.login not in away.text
        api = manager.visitor.ask("GET", "/api/v1/cart")
        assert (api.status_code, api.json["code"]) == (401, "access.not-signed-in")
    assert f"Сотрудник {company.buyer.login}" in manager.text("/cart")


@shows("N07", "M031")
def test_whoever_may_act_no_more_is_himself_with_the_next_request(shop: Shop, company: Company) -> None:
    manager = Person(shop, *_manager(shop, company))
    people = f"/manage/clients/{company.id}/people"
    manager.done(people, do="act", user=company.buyer.id)
    assert manager.status("/cart") == 200
    shop.run("UPDATE counterparty SET manager_id = NULL WHERE id = %s", company.id)
    assert manager.visitor.ask("GET", "/cart").status_code == 404  # staff again, who have no cart
    assert manager.status("/manage/clients") == 200
    assert manager.status(people) == 404
    stranger = shop.one("SELECT user_id FROM membership WHERE counterparty_id <> %s LIMIT 1", company.id)
    shop.run(
        "UPDATE counterparty SET manager_id = (SELECT manager_id FROM app_user WHERE id = %s) WHERE id = %s",
        manager.id,
        company.id,
    )
    assert manager.told(people, do="act", user=stranger)[0] == 404


def _manager(shop: Shop, company: Company) -> tuple[UUID, str, Any]:
    erp = uuid4()
    shop.run("INSERT INTO manager (id, name) VALUES (%s, 'Котова')", erp)
    shop.run("UPDATE counterparty SET manager_id = %s WHERE id = %s", erp, company.id)
    user = uuid4()
    shop.run(
        "INSERT INTO app_user (id, login, name, kind, password_hash, manager_id)"
        " VALUES (%s, %s, 'Анна Котова', 'staff', '', %s)",
        *(user, f"kotova-{company.number}", erp),
    )
    shop.run("INSERT INTO membership (id, user_id, role) VALUES (%s, %s, 'manager')", uuid4(), user)
    return user, f"kotova-{company.number}", session_of(shop, user)


@shows("N11")
def test_the_journal_is_searched_by_words_areas_and_days_and_tells_before_and_after(
    shop: Shop, company: Company
) -> None:
    company.admin.done("/company/budgets", do="set", user=company.buyer.id, period="month", amount="500")
    company.admin.done("/company/budgets", do="set", user=company.buyer.id, period="month", amount="700")
    company.admin.done(f"/company/people/{company.buyer.id}", ("role", "accountant"))
    text = company.admin.text("/company/journal")
    assert "Бюджет задан" in text
    assert "500.00 → 700.00" in text
    assert "Закупщик → Бухгалтер" in text
    assert "Права изменены" not in company.admin.text("/company/journal?area=orders")
    assert "Бюджет задан" not in company.admin.text("/company/journal?area=rights")
    assert "Ничего не найдено" in company.admin.text("/company/journal?q=никогда%25")
    assert "Ничего не найдено" in company.admin.text("/company/journal?to=2020-01-01")
    assert company.head.status("/company/journal") == 403
    staff = staff_of(shop, "auditor")
    assert "Бюджет задан" in staff.visitor.ask("GET", "/manage/journal?area=orders").text
    assert len(orders_of(shop, company.buyer)) == 0
