"""The head of sales at the rules: who may, what a form refuses, what is kept, and that undoing is exact."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import FIELDS, PATH, Staff, price_of, prices
from tests.shop import Shop

WALL = {"category-1": "1"}


@shows("M025")
def test_a_rule_changes_the_prices_of_its_goods_alone(shop: Shop, head: Staff) -> None:
    before = prices(shop)
    head.saved({**WALL, "value": "-30"})
    after = prices(shop)
    assert {name for name in before if before[name] != after[name]} == {"Goods 1", "Goods 2", "Goods 3"}
    assert price_of(shop, 1) == "70.00"


@shows("M025")
def test_switching_off_and_undoing_restore_exactly_the_former_prices(shop: Shop, head: Staff) -> None:
    nothing = prices(shop)
    rule = head.saved({"values": "Цвет = красный", "value": "+7,77"})
    first = prices(shop)
    assert first != nothing
    assert head.do("off", rule, 1).status_code == 303
    assert prices(shop) == nothing
    assert head.do("undo", rule, 2).status_code == 303
    assert prices(shop) == first
    head.saved({"version": "3", "values": "Длина = 40; 50", "value": "-50"}, rule)
    assert prices(shop) not in (first, nothing)
    assert head.do("undo", rule, 4).status_code == 303
    assert prices(shop) == first
    assert head.do("undo", rule, 5, to=2).status_code == 303
    assert prices(shop) == nothing
    assert shop.one("SELECT count(*) FROM price_rule_log WHERE rule_id = %s", rule) == 6


def test_undoing_the_first_version_switches_the_rule_off(shop: Shop, head: Staff) -> None:
    nothing = prices(shop)
    rule = head.saved(WALL)
    assert head.do("undo", rule, 1).status_code == 303
    assert prices(shop) == nothing
    assert "выключено" in head.text(f"{PATH}/{rule}")


def test_the_table_says_each_rule_in_one_sentence(shop: Shop, head: Staff) -> None:
    party = named("counterparty", 1)
    rule = head.saved({
        **WALL, "manufacturers": "гайка", f"counterparty-{party}": "1", f"region-{named('region')}": "1",
        "valid_from": "2999-12-01", "type-1": "1", "minimum": "10",
    })  # fmt: skip
    text = head.text(PATH)
    assert (
        "−3 % · раздел «Крепёж» · производитель Гайка · для: Client 1 · регион Region · вид цен «Prices 1» · "
        "от 10 в корзине · с 01.12.2999"
    ) in text
    assert "ждёт срока" in text
    assert "Правило начнёт действовать со своего первого дня." in head.text(f"{PATH}/{rule}?saved=1")
    assert "Котова Анна" in text
    assert "Линия А" in head.text(f"{PATH}?standing=scheduled")
    assert "Таких правил нет" in head.text(f"{PATH}?standing=off")
    assert "Таких правил нет" in head.text(f"{PATH}?q=Б%25")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "Назовите правило."),
        ({"value": "три"}, "Здесь нужно число."),
        ({"value": "0"}, "С нулём правило ничего не меняет."),
        ({"value": "-100"}, "Процент должен быть больше −100"),
        ({"value": "1,123456"}, "Не больше пяти знаков"),
        ({"effect": "fixed", "value": "-5"}, "Цена не может быть отрицательной."),
        ({"effect": "fixed", "value": "5", "currency": "XXX"}, "Выберите валюту суммы."),
        ({"effect": "magic"}, "Выберите, что правило делает."),
        ({"priority": "первый"}, "Приоритет — целое число."),
        ({"minimum": "-1"}, "Количество не бывает отрицательным."),
        ({"valid_from": "2030-02-30"}, "Такого дня нет."),
        ({"valid_from": "2030-02-02", "valid_to": "2030-02-01"}, "кончается раньше"),
        ({"valid_to": "2020-02-01"}, "кончилось бы до сегодняшнего дня"),
        ({"skus": "A-1\nНЕТ-ТАКОГО; A-2"}, "Не найдены артикулы: НЕТ-ТАКОГО."),
        ({"manufacturers": "Гайка\nНикто"}, "Нет товаров производителей: Никто."),
        ({"values": "Цвет = синий"}, "Не найдены свойства или значения: Цвет = синий."),
        ({"values": "Вкус = кислый"}, "Не найдены свойства или значения: Вкус."),
        ({"values": "Цвет белый"}, "Свойство = значение"),
        ({"category-999": "1"}, "Не найдены разделы: 999."),
        ({"type-999": "1"}, "Не найдены виды цен: 999."),
        ({"category-1": ""} | {f"region-{uuid4()}": "1"}, "Не найдены регионы"),
    ],
)
def test_bad_input_keeps_what_was_typed_and_says_why_beside_its_field(
    shop: Shop, head: Staff, fields: dict[str, str], said: str
) -> None:
    answer = head.send({**WALL, "skus": "A-3", **fields})
    assert answer.status_code == 422
    text = seen(answer.text).replace("\u00a0", " ")
    assert said in text
    assert "не сохранено" in text
    assert 'name="category-1" value="1" checked' in answer.text
    for name, value in fields.items():
        if name in FIELDS and value.strip() and name not in ("currency", "effect"):
            assert value.splitlines()[0] in answer.text, name
    assert shop.one("SELECT count(*) FROM price_rule") == 0


def test_a_rule_without_conditions_is_meant_or_not_saved(shop: Shop, head: Staff) -> None:
    answer = head.send({})
    assert answer.status_code == 422
    assert 'name="everything"' in answer.text
    head.saved({"everything": "1"})
    assert price_of(shop, 8) == "3.23"


def test_a_second_press_makes_no_second_rule(shop: Shop, head: Staff) -> None:
    id = str(uuid4())
    assert head.saved({**WALL, "id": id}) == head.saved({**WALL, "id": id})
    assert shop.one("SELECT count(*) FROM price_rule_log") == 1


def test_who_saves_over_another_is_told_whose_change_it_was(shop: Shop, head: Staff) -> None:
    rule = head.saved(WALL)
    head.saved({**WALL, "version": "1", "value": "-4"}, rule)
    answer = head.send({**WALL, "version": "1", "value": "-5"}, rule)
    assert answer.status_code == 409
    assert "уже изменено: Котова Анна" in seen(answer.text)
    assert 'value="-5"' in answer.text
    assert price_of(shop, 1) == "96.00"
    assert head.do("off", rule, 1).status_code == 409


def test_the_form_of_a_saved_rule_changes_nothing_when_it_is_sent_again(shop: Shop, head: Staff) -> None:
    rule = head.saved({
        **WALL, "skus": "а1; A 2", "values": "цвет = Красный", "effect": "amount", "value": "1 000,50",
        "manufacturers": "ГАЙКА", f"contract-{named('contract', 1, 1)}": "1", "minimum": "2,5", "stops": "1",
        "touches_agreed": "1",
    })  # fmt: skip
    html = head.visitor.ask("GET", f"{PATH}/{rule}").text
    for piece in ("1000,5", "A-1\nA-2", "Цвет = Красный", "Гайка", "2,5", f'name="contract-{named("contract", 1, 1)}"'):
        assert piece in html, piece
    again = {
        **WALL, "version": "1", "skus": "A-1\nA-2", "values": "Цвет = Красный", "effect": "amount", "value": "1000,5",
        "manufacturers": "Гайка", f"contract-{named('contract', 1, 1)}": "1", "minimum": "2,5", "stops": "1",
        "touches_agreed": "1",
    }  # fmt: skip
    assert head.send(again, rule).status_code == 409  # nothing to change


def test_clients_are_found_by_name_and_number_and_stay_ticked(head: Staff) -> None:
    ticked = {f"counterparty-{named('counterparty', 2)}": "1"}
    answer = head.send({"find": "client 1", "name": "Для двоих", **ticked}, do="find")
    assert answer.status_code == 200
    text = seen(answer.text)
    assert "Client 1" in text
    assert "Client 11" in text
    assert f'name="counterparty-{named("counterparty", 2)}" value="1" checked' in answer.text
    assert "Для двоих" in answer.text
    assert "договор № 3/1" in seen(head.send({"find": "3/1"}, do="find").text)


def test_equal_priorities_that_meet_are_told_and_not_refused(head: Staff) -> None:
    head.saved({**WALL, "name": "Первое"})
    second = head.saved({"skus": "A-1", "name": "Второе"})
    third = head.saved({"category-3": "1", "name": "Третье"})
    assert "У правила «Первое» тот же приоритет" in head.text(f"{PATH}/{second}")
    assert "тот же приоритет" not in head.text(f"{PATH}/{third}")


@shows("M031")
def test_rules_are_seen_and_changed_by_right_alone(shop: Shop, head: Staff, auditor: Staff, manager: Staff) -> None:
    rule = head.saved(WALL)
    for path in (PATH, f"{PATH}/{rule}"):
        assert auditor.visitor.ask("GET", path).status_code == 200
        assert manager.visitor.ask("GET", path).status_code == 403
        assert shop.buyer(0).ask("GET", path).status_code == 403
    assert 'name="value"' not in auditor.visitor.ask("GET", f"{PATH}/{rule}").text
    for somebody in (auditor, manager):
        assert somebody.visitor.ask("GET", f"{PATH}/new").status_code == 403
        assert somebody.send({**WALL, "name": "Чужое"}).status_code == 403
        assert somebody.do("off", rule, 1).status_code == 403
    assert shop.one("SELECT count(*) FROM price_rule_log") == 1


def test_a_form_without_its_token_changes_nothing(shop: Shop, head: Staff) -> None:
    rule = head.saved(WALL)
    assert head.send({**WALL, "csrf": "another"}).status_code == 403
    assert head.visitor.form(f"{PATH}/{rule}/off", {"csrf": "", "version": "1"}).status_code == 403
    assert shop.one("SELECT count(*) FROM price_rule_log") == 1


def test_a_rule_ends_with_its_day(shop: Shop, head: Staff) -> None:
    today = shop.one("SELECT (now() AT TIME ZONE 'Europe/Moscow')::date")
    assert isinstance(today, date)
    rule = head.saved({**WALL, "valid_to": today.isoformat()})
    assert price_of(shop, 1) == "97.00"
    ended = today - timedelta(days=1)
    shop.run("UPDATE price_rule SET valid_to = %s WHERE id = %s", ended, rule)
    shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    assert price_of(shop, 1) == "100.00"
    assert "Линия А" in head.text(f"{PATH}?standing=ended")
