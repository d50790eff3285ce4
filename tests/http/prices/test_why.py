"""N18 at the manager's pages: the buyer's explanation with ids, what was passed over, and an order then and now."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.prices.office import ANNA, BORIS, NEW, Office, entry, text
from tests.http.promo.codes import made
from tests.shop import Visitor

pytestmark = shows("N18")

CONTRACT = named("contract", 0, 1)
GOODS, ARTICLE = 2, "АВ-10/2"
RULE = """
INSERT INTO price_rule (id, name, priority, effect, value, currency, which, whom, minimum, valid_to, stops, state)
VALUES (%s, %s, %s, 'percent', -10, NULL, %s, %s, %s, %s, %s, %s)
"""
RAISE = "UPDATE catalogue_state SET pricing_version = pricing_version + 1"


def a_rule(
    office: Office, name: str, priority: int = 1, which: str = "{}", whom: str = "{}", minimum: int = 0,
    valid_to: str | None = None, stops: bool = False, state: str = "active",
) -> UUID:  # fmt: skip
    id = uuid4()
    office.shop.run(RULE, id, name, priority, which, whom, minimum, valid_to, stops, state)
    office.shop.run(RAISE)
    return id


@pytest.fixture
def ruled(office: Office) -> Iterator[Office]:
    yield office
    for table in ("price_rule_log", "price_rule"):
        office.shop.run(f"DELETE FROM {table}")
    office.shop.run(RAISE)


def page(who: Visitor, client: object = ANNA, contract: object = CONTRACT, **more: str) -> Any:
    query = {"contract": str(contract), "article": ARTICLE, **more}
    return who.client.simulate_get(f"/manage/clients/{client}/why", params=query, cookies=who.cookies)


def passed(answer: Any) -> str:
    return text(answer).split("Что не применилось и почему")[1]


def hash_of(html: str) -> str:
    found = re.search(r'title="([0-9a-f]{64})"', html)
    assert found is not None
    return found[1]


def test_the_manager_reads_the_buyers_very_explanation(ruled: Office) -> None:
    a_rule(ruled, "Акция осени")
    own = page(ruled.manager, quantity="3")
    buyers = ruled.shop.buyer(0).client.simulate_get(
        f"/why/{GOODS}", params={"quantity": "3"}, cookies=ruled.shop.buyer(0).cookies
    )
    assert hash_of(own.text) == hash_of(buyers.text)
    assert "Акция осени, −10 %" in text(own)
    steps = [re.findall(r"<ol class=\"steps\">(.*?)</ol>", answer.text, re.S)[0] for answer in (own, buyers)]
    figures = [re.findall(r'class="number">(.*?)<', each) for each in steps]
    assert figures[0] == figures[1]


def test_each_thing_that_was_passed_over_stands_with_its_reason(ruled: Office) -> None:
    office = ruled
    for name, more in {
        "Для опта": {"minimum": 50}, "Прошлая": {"valid_to": "2026-01-01"}, "Выключенная": {"state": "off"},
        "Не этот товар": {"which": '{"products": [3]}'},
    }.items():  # fmt: skip
        a_rule(office, name, **more)  # type: ignore[arg-type]
    a_rule(office, "Последняя", 2, stops=True)
    a_rule(office, "За последней", 3)
    agreed = office.manager.form(NEW, entry(sku=ARTICLE, amount="90", minimum="20"))
    assert agreed.status_code == 303, text(agreed)

    told = passed(page(office.manager))

    for thing, why in {
        "Индивидуальная цена по договору № 0/1, от 20": "действует от 20 шт, набрано 1 шт",
        "Для опта": "действует от 50 шт, набрано 1 шт", "Прошлая": "закончилось 01.01.2026",
        "Выключенная": "выключено", "Не этот товар": "для других артикулов", "За последней": "его остановило правило",
    }.items():  # fmt: skip
        assert thing in told
        assert why in told.split(thing)[1][:120], thing
    assert "Последняя" not in told.replace("За последней", "")
    reached = passed(page(office.manager, quantity="20"))
    assert "от 20" not in reached
    assert "есть индивидуальная цена" in reached


def test_a_code_that_takes_nothing_says_why_and_one_that_takes_is_a_step(ruled: Office) -> None:
    made(ruled.shop, "КРУПНЫЙ", minimum="99999999")
    made(ruled.shop, "ОСЕНЬ")
    assert "99 999 999,00" in text(page(ruled.manager, promo="крупный"))
    assert "Промокода «НЕТ» нет" in text(page(ruled.manager, promo="НЕТ"))
    assert "Промокод ОСЕНЬ, −10 %" in text(page(ruled.manager, promo="осень"))


@shows("A10", "N18")
def test_a_manager_reads_no_name_of_a_rule_for_the_clients_of_others(ruled: Office) -> None:
    secret = f"Только для своих {uuid4().hex[:6]}"
    for state in ("active", "off"):
        a_rule(ruled, secret, whom=f'{{"counterparties": ["{BORIS}"]}}', state=state)
    own, heads = page(ruled.manager), page(ruled.head)
    assert secret not in own.text
    assert "Ещё 2 правила — только для других клиентов" in text(own)
    assert secret in heads.text
    assert "/manage/rules/" not in own.text


@shows("A10", "N18")
def test_nobody_elses_client_can_be_asked_about(office: Office) -> None:
    others = named("contract", 1, 1)
    for asked in (page(office.other), page(office.manager, client=BORIS), page(office.manager, contract=others)):
        assert asked.status_code == 404
    buyer = office.shop.buyer(0)
    assert page(buyer).status_code == 403


def test_an_order_is_compared_with_what_it_would_cost_now(ruled: Office) -> None:
    office, buyer = ruled, ruled.shop.buyer(0)
    rule = a_rule(office, "Прежняя акция")
    order = buyer.placed([(GOODS, "3"), (3, "1")], uuid4().hex)[0]
    line = int(office.shop.one("SELECT line FROM order_line WHERE order_id = %s AND variant_id = %s", order, GOODS))
    path = f"/manage/orders/{order}/lines"

    def compared(who: Visitor, line: int = line) -> Any:
        return who.client.simulate_get(f"{path}/{line}/why", cookies=who.cookies)

    same = compared(office.manager)
    assert "Сейчас позиция стоила бы столько же" in text(same)
    assert "differs" not in same.text
    assert "Ничего не изменилось" in text(same)

    answer = office.head.form(f"/manage/rules/{rule}/off", {"version": "1"})
    assert answer.status_code == 303, text(answer)
    changed = compared(office.head)
    then, now = text(changed).split("Если заказать сейчас")
    assert "Прежняя акция, −10 %" in then
    assert "Прежняя акция" not in now.split("Что изменилось с тех пор")[0]
    assert "differs" in changed.text
    assert "Правило «Прежняя акция»" in now
    assert "выключено" in now.split("Что не применилось и почему")[1]

    assert compared(office.other).status_code == 404
    assert compared(buyer).status_code == 403
    assert compared(office.manager, 99).status_code == 404


def test_goods_that_are_sold_no_more_are_said_to_be(ruled: Office) -> None:
    buyer = ruled.shop.buyer(0)
    order = buyer.placed([(GOODS, "1")], uuid4().hex)[0]
    ruled.shop.run("UPDATE product SET deleted = true WHERE id = %s", GOODS)
    try:
        path = f"/manage/orders/{order}/lines/1/why"
        shown = ruled.manager.client.simulate_get(path, cookies=ruled.manager.cookies)
        assert shown.status_code == 200
        assert "больше не продаётся" in seen(shown.text)
    finally:
        ruled.shop.run("UPDATE product SET deleted = false WHERE id = %s", GOODS)
