"""Price types assigned at the desk: who may, what is refused and how it is said, and what the buyer then pays."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from entrypoints.prove.world import named, token
from tests.capabilities import shows
from tests.http.prices.office import ANNA, INN, TYPES, Office, path_of, staff, text
from tests.shop import Visitor

ASSIGNMENTS = "/manage/prices/assignments"
NEW = f"{ASSIGNMENTS}/new"
GROUPS = "/manage/prices/groups"
REGION = named("region")
VARIANT = 2  # of the first base, so that the first seller's contract prices it


@pytest.fixture(autouse=True)
def as_told(office: Office) -> Iterator[None]:
    """Contracts without a type of their own; goods 2 costs ten in the first type, twenty-two in the second."""
    office.shop.run("UPDATE price_type SET fallback_id = NULL, currency = 'RUB'")
    office.shop.run("UPDATE contract SET price_type_id = NULL")
    amounts = "CASE price_type_id WHEN 1 THEN 10 ELSE 22 END"
    office.shop.run(f"UPDATE price SET amount = {amounts} WHERE variant_id = %s", VARIANT)
    yield
    for table in ("price_assignment", "price_type_region", "user_group_member", "user_group", "price_rule_log",
                  "price_rule"):  # fmt: skip
        office.shop.run(f"DELETE FROM {table}")
    office.shop.run("UPDATE price_type SET fallback_id = NULL, currency = 'RUB'")
    office.shop.run("UPDATE contract SET price_type_id = CASE WHEN number LIKE '%/1' THEN 1 ELSE 2 END")
    raised(office)


def raised(office: Office) -> None:
    office.shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")


def typed(**more: str) -> dict[str, str]:
    return {"assignee": "platform", "price_type": "1"} | more


def assign(office: Office, **more: str) -> str:
    return path_of(office.head.form(NEW, typed(**more))).removesuffix("?saved=1")


def buyer(office: Office, number: int = 0) -> Visitor:
    return Visitor(office.shop.client, token(number))


def price(office: Office, number: int = 0) -> tuple[str | None, list[dict[str, Any]]]:
    """What the buyer is told: the price of the good, and the steps that lead to it."""
    told = buyer(office, number).ask("GET", f"/api/v1/variants/{VARIANT}/price").json
    found = told["price"]
    return (found["amount"] if found else None), told["steps"]


def given_by(office: Office, number: int = 0) -> tuple[str | None, str | None]:
    amount, steps = price(office, number)
    assigned = [step["facts"] for step in steps if step["step"] == "assigned"]
    assert all(set(facts) == {"assignee", "name", "segment"} for facts in assigned), "ids are not the buyer's"
    return amount, assigned[0]["assignee"] if assigned else None


@shows("M019", "M021", "M113")
def test_each_nearer_assignment_takes_the_place_of_the_farther(office: Office) -> None:
    assert price(office)[0] is None
    group = uuid4()
    office.shop.run("INSERT INTO user_group (id, name) VALUES (%s, 'Монтажники')", group)
    office.shop.run("INSERT INTO user_group_member VALUES (%s, %s)", group, named("buyer", 0))
    steps = (
        ("platform", {"price_type": "1"}, "10.00"),
        ("region", {"price_type": "2", "region": str(REGION)}, "22.00"),
        ("group", {"price_type": "1", "group": str(group)}, "10.00"),
        ("holding", {"price_type": "2", "owner": holding_of(office)}, "22.00"),
        ("counterparty", {"price_type": "1", "owner": INN}, "10.00"),
        ("contract", {"price_type": "2", "owner": "0/1"}, "22.00"),
    )
    for assignee, more, amount in steps:
        before = office.version()
        assign(office, assignee=assignee, **more)
        assert office.version() == before + 1
        assert given_by(office) == (amount, assignee)
    office.shop.run("UPDATE contract SET price_type_id = 1 WHERE number = '0/1'")
    office.shop.run("DELETE FROM price_assignment WHERE assignee = 'contract'")
    raised(office)
    assert given_by(office) == ("10.00", None), "what the contract itself names needs no assignment"


@shows("M019")
def test_a_segment_of_goods_has_a_type_of_its_own_and_the_buyer_reads_its_name(office: Office) -> None:
    assign(office, price_type="1")
    goods = {"skus": f"ав-10/{VARIANT}", "segment": "Отрезки"}
    assign(office, assignee="holding", owner=holding_of(office), price_type="2", **goods)
    amount, steps = price(office)
    assert (amount, steps[0]["facts"]) == ("22.00", {"assignee": "holding", "name": "Prices 2", "segment": "Отрезки"})
    page = text(buyer(office).ask("GET", f"/why/{VARIANT}"))
    assert "Вид цен вашего холдинга, товары «Отрезки»" in page
    assert "Prices 2" in page


def holding_of(office: Office) -> str:
    name = office.shop.one(
        "SELECT h.name FROM holding h JOIN counterparty k ON k.holding_id = h.id WHERE k.id = %s", ANNA
    )
    return str(name)


@shows("M113")
def test_a_variant_by_region_is_set_and_comes_first_where_it_has_a_price(office: Office) -> None:
    assign(office)
    form = {f"region-{REGION}": "2"}
    assert office.head.form(f"{TYPES}/1/regions", form).status_code == 303
    amount, steps = price(office)
    assert (amount, steps[1]["facts"]["found_by"]) == ("22.00", "regional")
    assert "Цена вашего региона, вид цен «Prices 2»" in text(buyer(office).ask("GET", f"/why/{VARIANT}"))
    before = office.version()
    assert office.head.form(f"{TYPES}/1/regions", form).status_code == 303
    assert office.version() == before, "the same again is nothing new"
    itself = office.head.form(f"{TYPES}/1/regions", {f"region-{REGION}": "1"})
    assert itself.status_code == 422
    assert "не может быть вариантом самого себя" in text(itself)
    assert office.manager.form(f"{TYPES}/1/regions", form).status_code == 403
    assert office.head.form(f"{TYPES}/1/regions", {f"region-{uuid4()}": "2"}).status_code == 404
    assert office.head.form(f"{TYPES}/1/regions", {f"region-{REGION}": ""}).status_code == 303
    assert price(office)[0] == "10.00"


@shows("M019", "N11")
def test_an_assignment_tells_who_made_it_and_what_it_was(office: Office) -> None:
    path = assign(office, assignee="counterparty", owner=INN)
    page = text(office.head.ask("GET", path))
    assert "Client 0" in page
    assert "Сотрудник sales_head" in page
    seen = office.shop.one("SELECT act_id::text FROM price_assignment")
    form = typed(price_type="2", assignee="counterparty", seen=seen)
    assert office.head.form(path, form).status_code == 303
    assert given_by(office) == ("22.00", "counterparty")
    stale = office.head.form(path, form | {"price_type": "1"})
    assert stale.status_code == 409
    assert "назначение изменили" in text(stale)
    history = text(office.head.ask("GET", path))
    assert history.index("Prices 2 все товары") < history.index("Prices 1 все товары")
    audit = office.shop.rows("SELECT action, facts->'before'->'price_type' FROM audit_log ORDER BY id DESC LIMIT 1")
    assert audit == [("price-assignment.changed", 1)]


@shows("M019")
def test_what_is_ended_gives_way_from_the_next_day_and_what_has_not_begun_is_withdrawn(office: Office) -> None:
    today = date.fromisoformat(str(office.shop.one("SELECT (now() AT TIME ZONE 'Europe/Moscow')::date")))
    assign(office, price_type="1")
    path = assign(office, assignee="region", region=str(REGION), price_type="2")
    seen = office.shop.one("SELECT act_id::text FROM price_assignment WHERE assignee = 'region'")
    refused = office.head.form(f"{path}/end", {"seen": seen, "last": "вчера"})
    assert refused.status_code == 422
    yesterday = (today - timedelta(1)).isoformat()
    assert office.head.form(f"{path}/end", {"seen": seen, "last": yesterday}).status_code == 303
    assert given_by(office) == ("10.00", "platform")
    later = assign(office, assignee="region", region=str(REGION), valid_from=(today + timedelta(3)).isoformat())
    seen = office.shop.one("SELECT act_id::text FROM price_assignment WHERE valid_from IS NOT NULL")
    assert office.head.form(f"{later}/end", {"seen": seen}).status_code == 303
    assert office.shop.rows("SELECT count(*) FROM price_assignment") == [(2,)]
    assert "отозвано" in text(office.head.ask("GET", later)), "it keeps its page"


BAD = (
    ({"assignee": ""}, 422, "Не указано, кому назначается вид цен."),
    ({"assignee": "contract", "owner": "нет такого"}, 422, "Договора «нет такого» нет среди ваших клиентов."),
    ({"assignee": "counterparty", "owner": "7799999999"}, 422, "Клиента с ИНН «7799999999» нет среди ваших."),
    ({"assignee": "holding", "owner": "Нет"}, 422, "Холдинга «Нет» нет среди ваших клиентов."),
    ({"assignee": "region", "region": str(named("nowhere"))}, 422, "Такого региона нет."),
    ({"assignee": "group", "group": "x"}, 422, "Такой группы пользователей нет."),
    ({"price_type": "2", "valid_from": "2026-12-31", "valid_to": "2026-12-01"}, 422, "раньше первого"),
    ({"valid_from": "завтра"}, 422, "не дата"),
    ({"skus": "нет-такого", "segment": "Отрезки"}, 422, "нет-такого"),
    ({"skus": "АВ-10/1"}, 422, "Назовите эти товары"),
    ({"category-999": "1", "segment": "Отрезки"}, 422, "999"),
    ({"manufacturers": "Никто", "segment": "Отрезки"}, 422, "Никто"),
    ({"skus": "АВ-10/1", "segment": "Отрезки", "priority": "-1"}, 422, "Порядок – целое число от 0"),
)


@pytest.mark.parametrize(("more", "code", "said"), BAD)
def test_bad_input_has_a_sentence_of_its_own(office: Office, more: dict[str, str], code: int, said: str) -> None:
    refused = office.head.form(NEW, typed(**more))
    assert (refused.status_code, said in text(refused)) == (code, True), text(refused)[-1500:]
    assert office.shop.rows("SELECT count(*) FROM price_assignment") == [(0,)]


@shows("M018")
def test_a_type_without_prices_or_without_a_rate_is_refused_by_name(office: Office) -> None:
    office.shop.run("INSERT INTO price_type (connection_id, erp_id, name) VALUES (1, 'empty', 'Пустой')")
    empty = office.shop.one("SELECT id FROM price_type WHERE erp_id = 'empty'")
    try:
        refused = office.head.form(NEW, typed(price_type=str(empty)))
        assert "В виде цен «Пустой» и в его заменах нет ни одной цены" in text(refused)
        office.shop.run("UPDATE price_type SET fallback_id = 1 WHERE id = %s", empty)
        assert office.head.form(NEW, typed(price_type=str(empty))).status_code == 303
    finally:
        office.shop.run("DELETE FROM price_assignment")
        office.shop.run("DELETE FROM price_type WHERE id = %s", empty)
    office.shop.run("UPDATE price_type SET currency = 'CNY' WHERE id = 2")
    refused = office.head.form(NEW, typed(price_type="2"))
    assert refused.status_code == 422
    assert "Цены вида «Prices 2» в CNY, договоры в RUB, а курса между ними нет." in text(refused)


@shows("M019")
def test_two_types_for_one_on_the_same_days_are_refused_and_the_erps_are_not_touched(office: Office) -> None:
    assign(office, assignee="region", region=str(REGION), valid_to="2026-12-31")
    wanted = typed(assignee="region", region=str(REGION), price_type="2")
    refused = office.head.form(NEW, wanted | {"valid_from": "2026-12-31"})
    assert refused.status_code == 422
    assert "тем же товарам уже назначен вид цен «Prices 1» по 31.12.2026" in text(refused)
    assert office.head.form(NEW, wanted | {"valid_from": "2027-01-01"}).status_code == 303
    office.shop.run("UPDATE price_assignment SET connection_id = 1, message_id = 7, act_id = NULL, key = id::text")
    kept = office.head.form(NEW, typed(assignee="region", region=str(REGION), valid_from="2026-12-30"))
    assert "Это назначение ведёт 1С: «Prices 1»" in text(kept)
    id = office.shop.one("SELECT id FROM price_assignment LIMIT 1")
    assert "Это назначение ведёт 1С" in text(office.head.form(f"{ASSIGNMENTS}/{id}/end", {"seen": "7"}))


@shows("A10")
def test_a_manager_sees_those_of_his_clients_and_changes_none(office: Office) -> None:
    hers = assign(office, assignee="counterparty", owner=INN)
    other = assign(office, assignee="counterparty", owner="7700000001", price_type="2")
    assign(office)
    page = text(office.manager.ask("GET", ASSIGNMENTS))
    assert ("Client 0" in page, "Client 1" in page, "все, по умолчанию" in page) == (True, False, True)
    assert office.manager.ask("GET", hers).status_code == 200
    assert office.manager.ask("GET", other).status_code == 404
    assert office.manager.ask("GET", f"/manage/clients/{named('counterparty', 1)}/price-types").status_code == 404
    for who in (office.manager, office.auditor):
        assert who.form(NEW, typed()).status_code == 403
        assert who.ask("GET", NEW).status_code == 403
        assert who.form(f"{hers}/end", {"last": "2026-12-01"}).status_code == 403
    assert office.manager.ask("GET", GROUPS).status_code == 403
    assert office.head.form(NEW, typed(csrf="other")).status_code == 403
    assert buyer(office).ask("GET", ASSIGNMENTS).status_code == 403


@shows("A10")
def test_whoever_assigns_to_his_own_clients_finds_no_others_and_decides_nothing_for_all(office: Office) -> None:
    hers = assign(office, assignee="counterparty", owner="7700000001")
    office.shop.run(
        "INSERT INTO role (code, name, permissions) VALUES ('pricing', '', %s) ON CONFLICT DO NOTHING",
        ["client.see-own", "price-type.set"],
    )
    setter = staff(office.shop, "pricing", office.shop.one("SELECT manager_id FROM counterparty WHERE id = %s", ANNA))
    try:
        for path in (hers, f"{ASSIGNMENTS}/{uuid4()}"):
            seen = office.shop.one("SELECT act_id::text FROM price_assignment")
            assert setter.form(path, typed(seen=seen)).status_code == 404
            assert setter.form(f"{path}/end", {"seen": seen, "last": "2030-01-01"}).status_code == 404
        for more in ({"owner": "7700000001"}, {"owner": "7709999999"}):
            refused = setter.form(NEW, typed(assignee="counterparty", **more))
            assert f"Клиента с ИНН «{more['owner']}» нет среди ваших." in text(refused)
        shared = setter.form(NEW, typed(assignee="holding", owner=holding_of(office)))
        assert "есть клиенты других менеджеров" in text(shared)
        for more in ({}, {"assignee": "region", "region": str(REGION)}):
            assert setter.form(NEW, typed(**more)).status_code == 403
        assert setter.form(NEW, typed(assignee="counterparty", owner=INN)).status_code == 303
        assert setter.form(GROUPS, {"name": "Кто", "logins": ""}).status_code == 403
    finally:
        for table in ("membership", "role"):
            office.shop.run(f"DELETE FROM {table} WHERE {'role' if table == 'membership' else 'code'} = 'pricing'")


def test_the_list_is_narrowed_by_client_type_whom_source_and_day(office: Office) -> None:
    assign(office, assignee="counterparty", owner=INN)
    assign(office, price_type="2", valid_from="2030-01-01")

    def shown(query: str) -> tuple[bool, bool]:
        page = text(office.head.ask("GET", f"{ASSIGNMENTS}?{query}"))
        return "Client 0" in page, "контракт" in page or "с 01.01.2030" in page

    assert shown("") == (True, True)
    assert shown("client=7700000000") == (True, False)
    assert shown("type=2") == (False, True)
    assert shown("assignee=platform") == (False, True)
    assert shown("source=erp") == (False, False)
    assert shown("period=future") == (False, True)
    assert shown("period=in-force&day=2030-02-02") == (True, True)
    assert "Таких назначений нет" in text(office.head.ask("GET", f"{ASSIGNMENTS}?client=нет"))


@shows("M019", "N18")
def test_the_page_of_a_client_tells_who_gave_which_type_and_what_gave_way(office: Office) -> None:
    assign(office)
    assign(office, assignee="holding", owner=holding_of(office), price_type="2", skus="АВ-10/3", segment="Отрезки")
    office.shop.run("UPDATE contract SET price_type_id = 1 WHERE number = '0/1'")
    raised(office)
    page = text(office.manager.ask("GET", f"/manage/clients/{ANNA}/price-types"))
    first = page[page.index("№ 0/1") : page.index("№ 0/2")]
    assert "холдинг «Отрезки» Prices 2 действует для этих товаров" in first
    assert "сам договор все товары Prices 1 действует" in first
    assert "все, по умолчанию все товары Prices 1 уступает более близкому" in first
    second = page[page.index("№ 0/2") :]
    assert "все, по умолчанию все товары Prices 1 действует" in second


@shows("M019")
def test_a_group_of_users_is_made_of_buyers_by_login(office: Office) -> None:
    login = office.shop.one("SELECT login FROM app_user WHERE id = %s", named("buyer", 0))
    made = office.head.form(GROUPS, {"name": "Монтажники", "logins": f"{login}\n"})
    assert made.status_code == 303
    group = office.shop.one("SELECT id FROM user_group")
    assign(office, assignee="group", group=str(group), price_type="2")
    assert given_by(office) == ("22.00", "group")
    assert given_by(office, 1)[1] is None, "whoever is not in it has nothing of it"
    staff_login = office.shop.one("SELECT login FROM app_user WHERE kind = 'staff' LIMIT 1")
    for logins, said in (("нет-такого", "нет-такого"), (str(staff_login), str(staff_login))):
        refused = office.head.form(f"{GROUPS}/{group}", {"name": "Монтажники", "logins": logins})
        assert f"Нет покупателей с такими логинами: {said}." in text(refused)
    assert "уже есть" in text(office.head.form(GROUPS, {"name": "монтажники", "logins": ""}))
    assert "Назовите группу" in text(office.head.form(GROUPS, {"name": " ", "logins": ""}))
    assert office.head.form(f"{GROUPS}/{uuid4()}", {"name": "Кто", "logins": ""}).status_code == 404
    assert office.head.form(f"{GROUPS}/{group}", {"name": "Монтажники", "logins": ""}).status_code == 303
    assert given_by(office)[0] is None


@shows("M018", "M019")
def test_home_and_session_name_the_type_that_prices_follow(office: Office) -> None:
    def named_types() -> list[str]:
        contracts = buyer(office).ask("GET", "/api/v1/session").json["context"]["contracts"]
        return [contract["price_type"] for contract in contracts]

    assert set(named_types()) == {""}
    assert "вид цен не назначен" in text(buyer(office).ask("GET", "/"))
    assign(office, assignee="holding", owner=holding_of(office), price_type="2")
    assert set(named_types()) == {"Prices 2"}
    assert "Prices 2" in text(buyer(office).ask("GET", "/"))


@shows("A05")
def test_yesterdays_type_is_told_of_yesterdays_price(office: Office) -> None:
    assign(office, price_type="1")
    moment = datetime.now(ZoneInfo("Europe/Moscow")).strftime("%Y-%m-%dT%H:%M:%S.%f")
    path = office.shop.one("SELECT id FROM price_assignment")
    seen = office.shop.one("SELECT act_id::text FROM price_assignment")
    assert office.head.form(f"{ASSIGNMENTS}/{path}", typed(price_type="2", seen=seen)).status_code == 303
    assert price(office)[0] == "22.00"
    asked = f"contract={named('contract', 0, 1)}&articles=АВ-10/{VARIANT}&at={moment}"
    page = text(office.head.ask("GET", f"/manage/clients/{ANNA}/prices?{asked}"))
    assert "10,00 ₽" in page
    assert "22,00 ₽" in page
    assert "Назначение вида цен" in page
