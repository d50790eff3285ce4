"""How long a reserve lives, who is told, who may prolong it, and that each ends once (S2, M048, M077)."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from tests.capabilities import shows
from tests.http.reserves.clock import Hands
from tests.http.rules.staff import staff_of
from tests.shop import Shop

pytestmark = shows("M048", "M077")

POLICIES = "/manage/reserves/policies"
LEFT = "SELECT sum(uncontained) FROM reservation"
HOURS = "SELECT round(extract(epoch FROM expires_at - reserved_at) / 3600) FROM reservation WHERE order_id = %s"


def test_a_policy_for_terms_gives_the_reserve_its_hours(shop: Shop) -> None:
    admin = staff_of(shop, "administrator")
    told = {"status": "", "terms": "prepayment", "hours": "24", "warn_hours": "3", "at_status": "keep"}
    assert admin.visitor.form(POLICIES, told).status_code == 303
    (on_credit,) = shop.buyer(0).placed([(2, "1")], "on credit")
    assert shop.one(HOURS, on_credit) == 72, "of a contract with a limit the policy says nothing"
    shop.run("UPDATE contract SET terms = 'prepayment'")
    (order,) = shop.buyer(1).placed([(2, "1")], "prepaid")
    shop.run("UPDATE contract SET terms = 'limited'")
    assert shop.one(HOURS, order) == 24
    assert shop.one("SELECT phase FROM sales_order WHERE id = %s", order) == "awaiting_payment"
    assert "24" in admin.text(POLICIES)
    assert shop.one("SELECT count(*) FROM audit_log WHERE action = 'reserve.policy'") == 1


@pytest.mark.parametrize(
    ("hours", "warn", "said"),
    [("0", "0", "от 1 до 8760"), ("9000", "0", "от 1 до 8760"), ("сутки", "0", "от 1 до 8760"), ("24", "24", "до 23")],
)
def test_a_term_that_makes_no_sense_is_refused_and_stays_typed(shop: Shop, hours: str, warn: str, said: str) -> None:
    admin = staff_of(shop, "administrator")
    told = {"status": "new", "terms": "", "hours": hours, "warn_hours": warn, "at_status": "keep"}
    answer = admin.visitor.form(POLICIES, told)
    assert answer.status_code == 422
    assert said in answer.text and f'value="{hours}"' in answer.text
    assert shop.one("SELECT count(*) FROM reserve_policy") == 2


def test_a_manager_sets_no_policies(shop: Shop) -> None:
    manager = staff_of(shop, "manager").visitor
    assert manager.ask("GET", POLICIES).status_code == 403
    assert manager.form(POLICIES, {"deed": "switch", "kind": "base", "key": "1", "off": "1"}).status_code == 403


def test_people_are_warned_once_before_the_end_and_the_end_comes_once(shop: Shop, hands: Hands) -> None:
    (order,) = shop.buyer(0).placed([(2, "3")], "to expire")
    hands.pass_hours(59)
    assert hands.warn() == 0
    hands.pass_hours(2)
    assert (hands.warn(), hands.warn()) == (1, 0)
    assert hands.told("reserve.ending") == ["mail", "manager-mail"]
    hands.pass_hours(12)
    assert hands.ends(order) == [("active", 0)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: hands.expire(), range(4)))

    assert hands.ends(order) == [("expired", 1)]
    assert hands.told("reserve.ended") == ["mail", "manager-mail"]
    assert shop.one(LEFT) == 0
    assert hands.status(order) == "new", "the order itself stays"


def test_a_manager_prolongs_by_right_and_is_told_when_it_is_too_late(shop: Shop, hands: Hands) -> None:
    (order,) = shop.buyer(0).placed([(2, "3")], "to prolong")
    head = staff_of(shop, "sales_head")
    hands.pass_hours(71)
    assert hands.warn() == 1
    answer = head.visitor.form(f"/manage/reserves/{order}/prolong", {"hours": "24"})
    assert answer.status_code == 303
    hands.pass_hours(2)
    assert hands.expire() == 0
    assert shop.one("SELECT warned_at IS NULL FROM reservation"), "and people are told before the new end again"
    assert "Резерв продлён до" in head.text(f"/manage/orders/{order}")

    stranger = staff_of(shop, "auditor").visitor
    assert stranger.form(f"/manage/reserves/{order}/prolong", {"hours": "24"}).status_code == 403

    hands.pass_hours(48)
    assert hands.expire() == 1
    late = head.visitor.form(f"/manage/reserves/{order}/prolong", {"hours": "24"})
    assert late.status_code == 409
    assert "Продлить нечего" in late.text
    assert hands.ends(order) == [("expired", 1)]


def test_a_clock_that_jumps_back_ends_nothing_twice(shop: Shop, hands: Hands) -> None:
    (order,) = shop.buyer(0).placed([(2, "3")], "jump")
    hands.pass_hours(73)
    assert hands.expire() == 1
    hands.pass_hours(-200)
    assert (hands.expire(), hands.warn()) == (0, 0)
    assert hands.ends(order) == [("expired", 1)]


def test_goods_of_an_order_that_1c_was_given_stay_subtracted_until_it_speaks(shop: Shop, hands: Hands) -> None:
    (order,) = shop.buyer(0).placed([(2, "3")], "given")
    shop.run("INSERT INTO order_offer (order_id, connection_id, given_at) VALUES (%s, 1, now())", order)
    hands.pass_hours(73)
    assert hands.expire() == 1
    assert hands.ends(order) == [("expired", 1)]
    assert shop.one(LEFT) == 3


@pytest.mark.parametrize(("kind", "key"), [("base", "1"), ("warehouse", "1"), ("contract", "")])
def test_reservation_is_switched_off_and_goods_must_be_there_all_the_same(shop: Shop, kind: str, key: str) -> None:
    head = staff_of(shop, "sales_head")
    key = key or str(shop.one("SELECT contract_id FROM sales_order WHERE id = %s", *first(shop)))
    assert head.visitor.form(POLICIES, {"deed": "switch", "kind": kind, "key": key, "off": "1"}).status_code == 303
    before = shop.one("SELECT count(*) FROM reservation")
    assert shop.buyer(0).placed([(2, "3")], "off")
    assert shop.one("SELECT count(*) FROM reservation") == before
    shop.run("UPDATE stock SET free = 5")
    refused = shop.buyer(0).order(shop.buyer(0).fill([(2, "40")]), "too much")
    assert refused.status_code == 409

    assert head.visitor.form(POLICIES, {"deed": "switch", "kind": kind, "key": key, "off": "0"}).status_code == 303
    shop.run("DELETE FROM cart_line")
    assert shop.buyer(0).placed([(2, "1")], "on again")
    assert shop.one("SELECT count(*) FROM reservation") == before + 1


def first(shop: Shop) -> list[object]:
    return list(shop.buyer(0).placed([(2, "1")], "first"))


def test_a_buyer_sees_his_reserves_and_a_manager_those_of_his_clients(shop: Shop) -> None:
    (order,) = shop.buyer(0).placed([(2, "3")], "mine")
    number = shop.one("SELECT number FROM sales_order WHERE id = %s", order)
    assert number in shop.buyer(0).ask("GET", "/reserves").text
    assert number not in shop.buyer(1).ask("GET", "/reserves").text
    assert number in staff_of(shop, "sales_head").text("/manage/reserves")
    assert number not in staff_of(shop, "manager").text("/manage/reserves")
    assert Decimal(shop.one(LEFT)) == 3
