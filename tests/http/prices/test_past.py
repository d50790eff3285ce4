"""A05 at the doors: what this client saw then, what was in force, what has changed since, and who may ask."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.prices.office import ANNA, BORIS, NEW, Office, entry, text
from tests.shop import Visitor

pytestmark = shows("A05")

ZONE = ZoneInfo("Europe/Moscow")
CONTRACT = named("contract", 0, 1)
# Of the first base, sold by the first seller.
GOODS, ARTICLE = 2, "АВ-10/2"


def now(office: Office) -> str:
    at: datetime = office.shop.one("SELECT clock_timestamp()")
    return at.astimezone(ZONE).replace(tzinfo=None).isoformat()


def page(who: Visitor, at: str, articles: str = ARTICLE, client: object = ANNA, contract: object = CONTRACT) -> Any:
    query = {"contract": str(contract), "articles": articles, "at": at}
    return who.client.simulate_get(f"/manage/clients/{client}/prices", params=query, cookies=who.cookies)


def agreed(office: Office, amount: str, **more: str) -> None:
    answer = office.manager.form(NEW, entry(sku=ARTICLE, amount=amount, **more))
    assert answer.status_code == 303, text(answer)


def price(who: Visitor, **more: str) -> Any:
    return who.client.simulate_get(
        f"/api/v1/variants/{GOODS}/price", params={**more}, cookies=who.cookies, headers={"Accept-Language": "ru"}
    )


def test_both_answers_stand_beside_the_present_price_with_what_changed_and_by_whom(office: Office) -> None:
    before = now(office)
    agreed(office, "95,50")
    seen = now(office)
    first_day = (datetime.now(ZONE).date() - timedelta(30)).isoformat()
    agreed(office, "80,00", valid_from=first_day, minimum="1")

    shown = text(page(office.manager, seen))

    saw, in_force, present = (shown.split(mark)[1] for mark in ("Видел", "Действовало", "Видит сейчас"))
    assert "95,50 ₽" in saw.split("Действовало")[0]
    assert "80,00 ₽" in in_force.split("Видит сейчас")[0]
    assert "80,00 ₽" in present.split("Что изменилось")[0]
    changed = shown.split("Что изменилось с тех пор")[1]
    assert "Индивидуальная цена договора" in changed
    assert "80,00 ₽" in changed
    assert "Сотрудник manager" in changed
    assert "95,50" not in text(page(office.manager, before)).split("Действовало")[0]


def test_a_setting_of_the_price_type_is_named_with_who_changed_it(office: Office) -> None:
    seen = now(office)
    scale = str(int(office.shop.one("SELECT scale FROM price_type WHERE id = 1")) + 1)
    assert office.head.form("/manage/prices/types/1", {"fallback": "", "scale": scale}).status_code == 303
    office.shop.run("UPDATE contract SET price_type_id = 2 WHERE id = %s", CONTRACT)
    try:
        changed = text(page(office.head, seen)).split("Что изменилось с тех пор")[1]
        assert "Договор № 0/1" in changed
        assert "вид цен:" in changed
        office.shop.run("UPDATE contract SET price_type_id = 1 WHERE id = %s", CONTRACT)
        changed = text(page(office.head, seen)).split("Что изменилось с тех пор")[1]
        assert "Настройки вида цен" in changed
        assert "Сотрудник sales_head" in changed
    finally:
        office.shop.run("UPDATE contract SET price_type_id = 1 WHERE id = %s", CONTRACT)
        office.shop.run("UPDATE price_type SET scale = 2, set_here = false")


def test_each_impossible_question_has_a_sentence_of_its_own(office: Office) -> None:
    tomorrow = (datetime.now(ZONE) + timedelta(1)).replace(tzinfo=None).isoformat(timespec="minutes")
    for at, articles, sentence in (
        (tomorrow, ARTICLE, "ещё не наступил"),
        ("вчера", ARTICLE, "«вчера» – не дата и время"),
        ("", ARTICLE, "не дата и время"),
        (now(office), "", "Не указан ни один артикул"),
        (now(office), ",".join(map(str, range(21))), "Указано артикулов: 21"),
    ):
        answer = page(office.manager, at, articles)
        assert answer.status_code == 422
        assert sentence in text(answer)
    unknown = page(office.manager, now(office), f"{ARTICLE}\nНЕТ-ТАКОГО")
    assert "Товара с артикулом «НЕТ-ТАКОГО» нет" in text(unknown)
    assert "Видел" in text(unknown)
    assert "Портал записывает условия цен с" in text(page(office.manager, "2020-03-12T14:05"))


def test_a_contract_that_came_later_is_said_to_have_come_later(office: Office) -> None:
    seen, contract = now(office), uuid4()
    office.shop.run(
        "INSERT INTO contract (id, number, organization_id, counterparty_id, currency, price_type_id)"
        " VALUES (%s, 'НОВЫЙ-1', %s, %s, 'RUB', 1)",
        *(contract, named("seller", 1), ANNA),
    )
    try:
        assert "Договора № НОВЫЙ-1 в портале тогда не было" in text(page(office.manager, seen, contract=contract))
        office.shop.run("UPDATE contract SET deleted = true WHERE id = %s", contract)
        assert "был отозван" in text(page(office.manager, now(office), contract=contract))
    finally:
        office.shop.run("DELETE FROM contract WHERE id = %s", contract)


@pytest.mark.parametrize("role", ["manager", "head", "auditor"])
def test_the_clients_own_manager_and_those_who_see_all_may_ask(office: Office, role: str) -> None:
    assert page(getattr(office, role), now(office)).status_code == 200


def test_a_strangers_contract_is_not_there_by_whatever_way_one_asks(office: Office) -> None:
    at, theirs = now(office), named("contract", 1, 1)
    assert page(office.other, at).status_code == 404
    # Of his own client's page, with a contract of another's.
    assert page(office.manager, at, contract=theirs).status_code == 404
    assert page(office.manager, at, contract=uuid4()).status_code == 404
    assert page(office.manager, at, client=BORIS, contract=theirs).status_code == 404
    assert page(office.shop.buyer(0), at).status_code == 403


def test_a_buyer_asks_for_his_own_price_of_then_by_both_clocks(office: Office) -> None:
    agreed(office, "95,50")
    seen = now(office)
    first_day = (datetime.now(ZONE).date() - timedelta(30)).isoformat()
    agreed(office, "80,00", valid_from=first_day, minimum="1")
    buyer, stranger = office.shop.buyer(0), office.shop.buyer(1)

    answers = {by: price(buyer, at=seen, by=by).json for by in ("recorded", "validity")}
    assert [answer["price"]["amount"] for answer in answers.values()] == ["95.50", "80.00"]
    assert price(buyer, at=seen + "+03:00").json == answers["recorded"] == price(buyer, at=seen).json
    assert price(buyer).json["price"]["amount"] == "80.00"
    assert price(stranger, at=seen).json["price"]["amount"] not in ("95.50", "80.00")

    shown = text(buyer.client.simulate_get(f"/why/{GOODS}", params={"at": seen}, cookies=buyer.cookies))
    then, in_force = shown.split("Вы видели")[1].split("Действовало")[:2]
    assert "95,50 ₽" in then
    assert "80,00 ₽" in in_force


def test_the_api_names_what_is_wrong_with_a_moment(office: Office) -> None:
    buyer = office.shop.buyer(0)
    tomorrow = (datetime.now(ZONE) + timedelta(1)).replace(tzinfo=None).isoformat()
    told = [price(buyer, at=at).json["code"] for at in ("12 марта", tomorrow, "2020-03-12T14:05")]
    assert told == ["price-history.moment-invalid", "price-history.future", "price-history.before-the-records"]
    assert price(buyer, at=now(office), by="memory").status_code == 422
