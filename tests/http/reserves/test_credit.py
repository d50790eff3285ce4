"""Orders beyond a limit: kept on hold, let through by a permission, freed by a payment (M043, N12; C1, C2)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from entrypoints.prove.world import counterparty_of, holding_of, named
from tests.capabilities import shows
from tests.http.reserves.clock import Hands
from tests.http.rules.staff import Staff, staff_of
from tests.shop import Shop, Visitor

pytestmark = shows("M043", "N12")

ANNA = 0
CLIENT = named("counterparty", counterparty_of(ANNA))
CONTRACT = named("contract", counterparty_of(ANNA), 1)
CREDIT = f"/manage/clients/{CLIENT}/credit"
TOMORROW = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011 - as a person types it
ENDED = "UPDATE credit_permission SET granted_at = now() - interval '2 days', ends_at = now()"
REASON = "Директор дал слово"
EXPOSURE = "SELECT coalesce(sum(uncontained), 0) FROM credit_hold"


def limit(shop: Shop, owner: UUID, amount: str) -> None:
    shop.run(
        "INSERT INTO credit_limit (owner_id, currency, amount) VALUES (%s, 'RUB', %s)"
        " ON CONFLICT (owner_id) DO UPDATE SET amount = excluded.amount",
        owner, amount,
    )  # fmt: skip


def press(who: Visitor, quantity: str = "10") -> Any:
    """Ten for 333.30 of the first seller's."""
    return who.order(who.fill([(2, quantity)]), str(uuid4()))


def permit(head: Staff, **told: str) -> Any:
    fields = {
        "kind": "limit",
        "owner": f"0/{CONTRACT}",
        "amount": "500,00",
        "ends_on": TOMORROW,
        "reason": "Директор дал слово",
    }
    return head.visitor.form(CREDIT, fields | told)


def keep_on_hold(shop: Shop) -> None:
    assert staff_of(shop, "sales_head").visitor.form(CREDIT, {"deed": "policy", "on_excess": "hold"}).status_code == 303


def test_an_order_beyond_the_limit_is_kept_on_hold_and_a_payment_lets_it_go(shop: Shop, hands: Hands) -> None:
    keep_on_hold(shop)
    limit(shop, CONTRACT, "300.00")
    answer = press(shop.buyer(ANNA))
    assert answer.status_code == 201
    order = UUID(answer.json["orders"][0]["id"])
    assert hands.status(order) == "on_hold"
    assert (shop.one(EXPOSURE), shop.one("SELECT sum(uncontained) FROM reservation")) == (0, 10)
    assert (hands.told("order.placed"), hands.told("order.held")) == ([], ["mail", "manager-mail"])
    assert "На удержании" in shop.buyer(ANNA).ask("GET", f"/orders/{order}").text
    assert "Заказы на удержании" in shop.buyer(ANNA).ask("GET", "/debts").text
    assert hands.release() == 0

    limit(shop, CONTRACT, "333.30")
    shop.run("UPDATE counterparty SET status = 'blocked' WHERE id = %s", CLIENT)
    assert hands.release() == 0, "a block of the ERP is lifted by the ERP alone"
    shop.run("UPDATE counterparty SET status = 'active' WHERE id = %s", CLIENT)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: hands.release(), range(4))) == 1

    assert hands.status(order) == "new"
    assert shop.one("SELECT expires_at > now() + interval '70 hours' FROM reservation"), "its reserve begins anew"
    assert shop.one(EXPOSURE) == Decimal("333.30")
    assert hands.told("order.placed") == ["invoice", "mail", "manager-mail", "onec"]
    assert shop.one(
        "SELECT limit_amount - debt - held >= amount FROM credit_basis WHERE order_id = %s AND level = 0", order
    )


def test_the_oldest_on_hold_goes_first_and_none_beyond_the_limit(shop: Shop, hands: Hands) -> None:
    keep_on_hold(shop)
    limit(shop, CONTRACT, "0.00")
    orders = [UUID(press(shop.buyer(ANNA)).json["orders"][0]["id"]) for _ in range(3)]
    limit(shop, CONTRACT, "700.00")
    assert hands.release() == 2
    assert [hands.status(order) for order in orders] == ["new", "new", "on_hold"]
    assert shop.one(EXPOSURE) == Decimal("666.60")


def test_an_order_on_hold_whose_reserve_is_over_is_cancelled_once(shop: Shop, hands: Hands) -> None:
    keep_on_hold(shop)
    limit(shop, CONTRACT, "0.00")
    order = UUID(press(shop.buyer(ANNA)).json["orders"][0]["id"])
    hands.pass_hours(25)
    assert (hands.expire(), hands.expire()) == (1, 0)
    assert hands.status(order) == "cancelled"
    assert shop.rows("SELECT ordered = cancelled FROM order_line WHERE order_id = %s", order) == [(True,)]
    limit(shop, CONTRACT, "9000.00")
    assert hands.release() == 0


def test_a_permission_gives_room_for_its_sum_until_its_day_and_stands_in_the_log(shop: Shop) -> None:
    head = staff_of(shop, "sales_head")
    limit(shop, CONTRACT, "0.00")
    assert press(shop.buyer(ANNA)).status_code == 409
    assert permit(head, amount="333,30").status_code == 303
    seen = shop.buyer(ANNA).ask("GET", "/debts").text
    assert "По разрешению ещё" in seen
    assert "лимит превышен" not in seen, "the head of the page counts it, too"
    assert REASON in head.text(CREDIT)
    assert press(shop.buyer(ANNA)).status_code == 201
    shop.run("DELETE FROM cart_line")
    assert press(shop.buyer(ANNA), "1").status_code == 409, "the sum is spent"
    action, facts = shop.rows("SELECT action, facts FROM audit_log WHERE action LIKE 'credit.%%' ORDER BY id DESC")[0]
    assert (action, facts["amount"], facts["reason"]) == ("credit.permitted", "333.30", REASON)


@pytest.mark.parametrize("ended", [ENDED, ""])
def test_a_permission_ends_by_itself_or_by_hand(shop: Shop, ended: str) -> None:
    head = staff_of(shop, "sales_head")
    limit(shop, CONTRACT, "0.00")
    permit(head)
    if ended:
        shop.run(ended)
    else:
        id = str(shop.one("SELECT id FROM credit_permission"))
        assert head.visitor.form(CREDIT, {"deed": "revoke", "permission": id}).status_code == 303
    assert press(shop.buyer(ANNA)).status_code == 409


def test_overdue_debt_stops_orders_until_the_erp_or_a_permission_lifts_it(shop: Shop, hands: Hands) -> None:
    shop.run(
        "INSERT INTO overdue_document (owner_id, document, due, amount, currency)"
        " VALUES (%s, 'РТ-7', '2026-01-10', 900, 'RUB')",
        CONTRACT,
    )
    refused = press(shop.buyer(ANNA))
    assert (refused.status_code, refused.json["reasons"][0]["code"]) == (409, "credit.overdue")
    head = staff_of(shop, "sales_head")
    assert permit(head, kind="overdue", amount="899,99").status_code == 303
    assert press(shop.buyer(ANNA)).status_code == 409, "the debt is larger than what was permitted"
    shop.run("UPDATE overdue_document SET amount = 899.99")
    assert press(shop.buyer(ANNA)).status_code == 201

    shop.run("TRUNCATE credit_permission")
    keep_on_hold(shop)
    shop.run("UPDATE contract SET terms = 'prepayment'")
    try:
        order = UUID(press(shop.buyer(ANNA)).json["orders"][0]["id"])
        assert (hands.status(order), hands.release()) == ("on_hold", 0), "C2 holds for prepaid orders, too"
        shop.run("DELETE FROM overdue_document")
        assert hands.release() == 1
        assert hands.status(order) == "awaiting_payment"
        assert shop.one("SELECT count(*) FROM credit_hold WHERE order_id = %s", order) == 0
    finally:
        shop.run("UPDATE contract SET terms = 'limited'")


def test_every_limit_applies_the_holding_s_beside_the_contract_s(shop: Shop) -> None:
    holding = named("holding", holding_of(counterparty_of(ANNA)))
    had = shop.rows("SELECT amount FROM credit_limit WHERE owner_id = %s", holding)
    limit(shop, holding, "300.00")
    refused = press(shop.buyer(ANNA))
    assert [one["level"] for one in refused.json["reasons"]] == ["holding"]
    assert permit(staff_of(shop, "sales_head")).status_code == 303
    assert press(shop.buyer(ANNA)).status_code == 409, "more room on the contract gives none on the holding"
    assert permit(staff_of(shop, "sales_head"), owner=f"2/{holding}").status_code == 303
    assert press(shop.buyer(ANNA)).status_code == 201
    if not had:
        shop.run("DELETE FROM credit_limit WHERE owner_id = %s", holding)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"amount": "0"}, "больше нуля"),
        ({"amount": "1e3"}, "больше нуля"),
        ({"amount": "10,005"}, "двух знаков"),
        ({"reason": "ок"}, "почему разрешаете"),
        ({"ends_on": "2020-01-01"}, "до дня"),
        ({"ends_on": ""}, "до дня"),
        ({"ends_on": "2199-01-01"}, "трёх месяцев"),
    ],
)
def test_a_permission_that_is_not_whole_is_refused_and_stays_typed(shop: Shop, told: dict[str, str], said: str) -> None:
    answer = permit(staff_of(shop, "sales_head"), **told)
    assert answer.status_code == 422
    assert said in answer.text
    assert told.get("reason", REASON) in answer.text
    assert shop.one("SELECT count(*) FROM credit_permission") == 0


def test_who_may_not_permit_may_not_and_a_stranger_finds_nothing(shop: Shop) -> None:
    manager = staff_of(shop, "manager")
    assert permit(manager).status_code == 403
    assert manager.visitor.ask("GET", CREDIT).status_code == 404
    other = named("contract", counterparty_of(1), 1)
    assert permit(staff_of(shop, "sales_head"), owner=f"0/{other}").status_code == 404
