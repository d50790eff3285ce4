"""Individual prices at the desk: whose are seen, what is entered, what is refused and in which words."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import openpyxl
import pytest

from entrypoints.prove.world import named
from tests.capabilities import shows
from tests.http.prices.office import ANNA, BORIS, CONTRACT, INN, NEW, PRICES, Office, entry, inn, path_of, text
from tests.shop import Visitor

TOLD = """
INSERT INTO individual_price (id, connection_id, key, level, owner_id, variant_id, minimum, amount, currency,
    vat_included, valid_from, valid_to, message_id) VALUES (%s, 1, %s, %s, %s, %s, %s, %s, 'RUB', true, %s, %s, 1)
"""


def told(office: Office, owner: UUID, level: int = 0, variant: int = 1, amount: str = "80", **more: object) -> UUID:
    """A price of the ERP."""
    id = uuid4()
    facts = (more.get("minimum", 0), amount, more.get("valid_from"), more.get("valid_to"))
    office.shop.run(TOLD, id, str(id), level, owner, variant, *facts)
    return id


@shows("M020")
def test_a_price_entered_here_is_the_price_in_the_shop_at_once(office: Office) -> None:
    buyer, before = office.shop.buyer(0), office.version()
    assert "100.00" in buyer.ask("GET", "/api/v1/variants/1/price").text

    answer = office.manager.form(NEW, entry(sku="ab 10.1"))

    assert path_of(answer) == f"{PRICES}?done=new"
    assert office.prices() == [
        (0, named("contract", 0, 1), 1, 0, "0", "95.5", "RUB", True, None, None),
    ]
    assert office.version() == before + 1
    assert "95.50" in buyer.ask("GET", "/api/v1/variants/1/price").text
    assert "100.00" in office.shop.buyer(2).ask("GET", "/api/v1/variants/1/price").text


@shows("M021")
def test_each_level_has_its_owner_and_the_nearest_wins(office: Office) -> None:
    office.head.form(NEW, entry(contract="", holding="Holding 0", amount="90"))
    office.head.form(NEW, entry(contract="", inn=INN, amount="91"))
    assert [row[:2] for row in office.prices()] == [(2, named("holding", 0)), (1, ANNA)]
    assert "91.00" in office.shop.buyer(0).ask("GET", "/api/v1/variants/1/price").text
    # Client 4 belongs to the same holding and has nothing of his own.
    assert "90.00" in office.shop.buyer(4).ask("GET", "/api/v1/variants/1/price").text


def test_the_same_price_twice_is_one(office: Office) -> None:
    office.manager.form(NEW, entry())
    before = office.version()
    assert path_of(office.manager.form(NEW, entry())) == f"{PRICES}?done=same"
    assert (len(office.prices()), office.version()) == (1, before)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"amount": "0"}, "Цена: должна быть больше нуля."),
        ({"amount": "-5"}, "Цена: «-5» меньше нуля."),
        ({"amount": "1e3"}, "Цена: «1e3» записано через степень десяти; напишите число полностью."),
        ({"amount": "12345678901"}, "больше десяти знаков до запятой"),
        ({"amount": "1,123456"}, "слишком много знаков после запятой"),
        ({"amount": "сто"}, "Цена: «сто» – не число."),
        ({"amount": "١٢"}, "«١٢» – не число"),
        ({"amount": ""}, "Цена: не заполнено."),
        ({"minimum": "-1"}, "От количества: «-1» меньше нуля."),
        ({"minimum": "1,2345"}, "От количества: «1,2345» – слишком много знаков"),
        ({"currency": "GBP"}, "Валюта: нет значения «GBP»; есть: RUB, USD, EUR"),
        ({"unit": "паллета"}, "У товара «Goods 1» нет единицы «паллета»; есть: шт, упак (5 шт)."),
        ({"sku": "НЕТ-1"}, "Товара с артикулом «НЕТ-1» нет."),
        ({"contract": "999"}, "Договор «999» не найден среди ваших клиентов."),
        ({"contract": "1/1"}, "Договор «1/1» не найден среди ваших клиентов."),
        ({"contract": ""}, "Договор: не заполнено."),
        ({"contract": "", "inn": "77"}, "«77» – не ИНН"),
        ({"contract": "", "holding": "Holding 0"}, "есть клиенты других менеджеров"),
        ({"characteristic": "синий"}, "нет характеристики «синий»"),
        ({"vat": "без НДС"}, "НДС: нет значения «без НДС»; есть: в цене, сверху."),
        ({"valid_from": "31.02.2026"}, "«31.02.2026» – не дата, нужно как 31.12.2026."),
        ({"valid_from": "2026-05-01", "valid_to": "2026-04-01"}, "день 01.04.2026 раньше первого, 01.05.2026."),
        ({"amount": "{0}"}, "Цена: «(0)» – не число."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_stays_typed(
    office: Office, more: dict[str, str], said: str
) -> None:
    before = office.version()
    answer = office.manager.form(NEW, entry(comment="", **more))
    assert answer.status_code == 422
    assert said in text(answer)
    assert 'aria-invalid="true"' in answer.text
    assert 'value="АВ-10/1"' in answer.text or "sku" in more
    assert (office.prices(), office.version()) == ([], before)


def test_everything_wrong_is_told_at_once(office: Office) -> None:
    said = text(office.manager.form(NEW, entry(amount="0", currency="X", contract="999", unit="пал")))
    assert all(part in said for part in ("больше нуля", "«X»", "Договор «999» не найден", "нет единицы «пал»"))


def test_prices_of_one_thing_never_hold_on_one_day(office: Office) -> None:
    office.manager.form(NEW, entry(valid_from="2026-01-01", valid_to="2026-06-30"))
    refused = office.manager.form(NEW, entry(amount="90", valid_from="2026-06-30"))
    assert refused.status_code == 422
    assert "На эти дни уже есть цена 95,50 ₽ с 01.01.2026 по 30.06.2026." in text(refused)
    for more in ({"valid_from": "2026-07-01"}, {"minimum": "10"}, {"unit": "упак"}, {"sku": "АВ-10/2"}):
        assert path_of(office.manager.form(NEW, entry(amount="90", **more)))


def test_what_the_erp_keeps_is_not_kept_twice(office: Office) -> None:
    kept = told(office, named("contract", 0, 1), valid_to="2020-01-01")
    refused = office.manager.form(NEW, entry())
    assert "Эту цену ведёт 1С: 80,00 ₽ по 01.01.2020." in text(refused)
    page = office.manager.ask("GET", f"{PRICES}/{kept}")
    assert "Эту цену ведёт 1С" in text(page)
    assert '<form class="stack"' not in page.text
    for path in (f"{PRICES}/{kept}", f"{PRICES}/{kept}/end"):
        answer = office.manager.form(path, {"amount": "1", "seen": "1", "last": "2026-01-01"})
        assert answer.status_code == 409
        assert "Эту цену ведёт 1С" in text(answer)
    assert len(office.prices()) == 1


@shows("N11", "A05")
def test_a_change_keeps_what_was_and_who_did_it(office: Office) -> None:
    office.manager.form(NEW, entry())
    (id,) = office.ids()
    page = office.manager.ask("GET", f"{PRICES}/{id}")
    seen = re_seen(page.text)
    fields = {"seen": seen, "amount": "97", "currency": "USD", "vat": "сверху", "valid_from": "2026-01-01"}

    assert path_of(office.manager.form(f"{PRICES}/{id}", fields)).startswith(f"{PRICES}/{id}")

    assert office.prices()[0][5:9] == ("97", "USD", False, "2026-01-01")
    history = text(office.manager.ask("GET", f"{PRICES}/{id}"))
    assert "97,00 $" in history
    assert "95,50 ₽" in history
    assert history.count("Сотрудник manager") >= 3
    rows = office.shop.rows(
        "SELECT action, facts->'before'->>'amount', facts->'after'->>'currency' FROM audit_log ORDER BY id DESC LIMIT 1"
    )
    assert rows == [("individual-price.changed", "95.50000", "USD")]


def test_the_audit_log_is_only_added_to(office: Office) -> None:
    office.manager.form(NEW, entry())
    for statement in ("UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log"):
        with pytest.raises(Exception, match="append-only"):
            office.shop.run(statement)


def test_a_price_changed_meanwhile_is_not_overwritten(office: Office) -> None:
    office.manager.form(NEW, entry())
    (id,) = office.ids()
    seen = re_seen(office.manager.ask("GET", f"{PRICES}/{id}").text)
    office.head.form(f"{PRICES}/{id}", {"seen": seen, "amount": "90"})
    late = office.manager.form(f"{PRICES}/{id}", {"seen": seen, "amount": "99"})
    assert late.status_code == 409
    assert "Пока страница была открыта, цену изменили." in text(late)
    assert office.prices()[0][5] == "90"


def test_a_price_ends_on_its_last_day_and_one_that_never_held_is_withdrawn(office: Office) -> None:
    today = office.shop.one("SELECT (now() AT TIME ZONE 'Europe/Moscow')::date")
    office.manager.form(NEW, entry())
    office.manager.form(NEW, entry(sku="АВ-10/2", valid_from=str(today + timedelta(days=2))))
    held, future = office.ids()

    wrong = office.manager.form(f"{PRICES}/{held}/end", {"seen": seen_of(office, held), "last": "завтра"})
    assert (wrong.status_code, "не дата" in text(wrong)) == (422, True)
    for id in (held, future):
        fields = {"seen": seen_of(office, id), "last": str(today - timedelta(days=1))}
        assert path_of(office.manager.form(f"{PRICES}/{id}/end", fields))

    assert [row[2] for row in office.prices()] == [1]
    assert office.prices()[0][9] == str(today - timedelta(days=1))
    assert "100.00" in office.shop.buyer(0).ask("GET", "/api/v1/variants/1/price").text
    assert "снята" in text(office.manager.ask("GET", f"{PRICES}/{future}"))


@shows("M020")
def test_a_manager_sees_and_changes_his_own_clients_prices_alone(office: Office) -> None:
    mine, theirs = told(office, named("contract", 0, 1)), told(office, BORIS, 1)
    shared, foreign = told(office, named("holding", 0), 2), told(office, named("holding", 3), 2)
    assert visible(office, office.manager) == {mine, shared}
    assert visible(office, office.other) == {theirs}
    assert visible(office, office.head) == visible(office, office.auditor) == {mine, theirs, shared, foreign}
    assert office.manager.ask("GET", f"{PRICES}/{theirs}").status_code == 404
    assert str(theirs) not in office.manager.ask("GET", f"{PRICES}?client={inn(1)}").text


def test_a_price_of_a_shared_holding_is_changed_by_the_sales_head(office: Office) -> None:
    office.head.form(NEW, entry(contract="", holding="holding 0"))
    (id,) = office.ids()
    fields = {"seen": seen_of(office, id), "amount": "1"}
    refused = office.manager.form(f"{PRICES}/{id}", fields)
    assert refused.status_code == 403
    assert "есть клиенты других менеджеров" in text(refused)
    assert path_of(office.head.form(f"{PRICES}/{id}", fields))


def test_who_may_only_look_changes_nothing(office: Office) -> None:
    office.head.form(NEW, entry())
    (id,) = office.ids()
    assert office.auditor.ask("GET", f"{PRICES}/{id}").status_code == 200
    assert "Добавить цену" not in text(office.auditor.ask("GET", PRICES))
    seen, before = seen_of(office, id), office.prices()
    for path in (NEW, f"{PRICES}/{id}", f"{PRICES}/{id}/end"):
        answer = office.auditor.form(path, {**entry(amount="1"), "seen": seen, "last": "2026-01-01"})
        assert answer.status_code == 403
        assert "менять индивидуальные цены" in text(answer)
    assert office.auditor.ask("GET", NEW).status_code == 403
    assert office.prices() == before


def test_a_form_of_another_site_changes_nothing(office: Office) -> None:
    office.manager.form(NEW, entry())
    (id,) = office.ids()
    for path in (NEW, f"{PRICES}/{id}", f"{PRICES}/{id}/end"):
        assert office.manager.form(path, {**entry(amount="1"), "csrf": "other"}).status_code == 403
    assert [row[5] for row in office.prices()] == ["95.5"]


def test_a_buyer_has_no_desk_of_prices(office: Office) -> None:
    buyer = office.shop.buyer(0)
    for path in ("/manage/prices", PRICES, f"{PRICES}.xlsx", NEW, f"{PRICES}/template.xlsx", "/manage/prices/types"):
        assert buyer.ask("GET", path).status_code == 403, path


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {1, 2, 3, 4}),
        ("client=client+0", {1, 2}),
        ("client=7700000001", {3, 4}),
        ("client=0/1", {1}),
        ("goods=ab102", {2}),
        ("level=counterparty", {2, 4}),
        ("source=portal", set()),
        ("period=past&day=2026-06-01", {1}),
        ("period=in-force&day=2026-06-01", {2, 3}),
        ("period=future&day=2026-06-01", {4}),
        ("client=%25", set()),
        ("period=never&day=yesterday&before=x&level=q", {1, 2, 3, 4}),
    ],
)
def test_the_list_is_narrowed(office: Office, query: str, found: set[int]) -> None:
    known = {
        told(office, named("contract", 0, 1), valid_to="2026-05-31"): 1,
        told(office, ANNA, 1, variant=2, valid_to="2026-06-01"): 2,
        told(office, named("contract", 1, 1), valid_from="2026-06-01"): 3,
        told(office, BORIS, 1, valid_from="2026-06-02"): 4,
    }
    assert {known[id] for id in visible(office, office.head, query)} == found


def test_a_long_list_is_read_on_by_key(office: Office) -> None:
    made = {told(office, ANNA, 1, variant=1, minimum=n) for n in range(120)}
    seen, path = set[UUID](), PRICES
    for _ in range(3):
        page = office.head.ask("GET", path).text
        seen |= found_in(page)
        path = next((part for part in hrefs(page) if "before=" in part), "")
    assert (seen, path) == (made, "")
    assert "120 индивидуальных цен" in text(office.head.ask("GET", PRICES))


def test_the_export_holds_the_filtered_list_as_numbers_and_days(office: Office) -> None:
    told(office, named("contract", 0, 1), amount="1234.5", valid_from="2026-01-02", minimum="2.5")
    told(office, BORIS, 1)
    answer = office.head.ask("GET", f"{PRICES}.xlsx?client=client+0")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    heads, row = list(sheet.iter_rows(values_only=True))
    cells = dict(zip(heads, row, strict=True))
    assert (cells["Цена"], cells["От количества"], cells["Договор"]) == (1234.5, 2.5, CONTRACT)
    assert str(cells["Действует с"]).startswith("2026-01-02")
    assert (cells["ИНН"], cells["Клиент"], cells["Источник"]) == (INN, "Client 0", "first")
    assert sheet.freeze_panes == "A2"
    assert office.manager.ask("GET", f"{PRICES}.xlsx").content[:2] == b"PK"


def visible(office: Office, who: Visitor, query: str = "") -> set[UUID]:
    return found_in(who.ask("GET", f"{PRICES}?{query}").text)


def hrefs(html: str) -> list[str]:
    return [part.partition('"')[0].replace("&amp;", "&") for part in html.split('href="')[1:]]


def found_in(html: str) -> set[UUID]:
    tails = (href.rpartition("/")[2] for href in hrefs(html) if href.startswith(f"{PRICES}/"))
    return {UUID(tail) for tail in tails if len(tail) == 36}


def re_seen(html: str) -> str:
    return html.partition('name="seen" value="')[2].partition('"')[0]


def seen_of(office: Office, id: UUID) -> str:
    return re_seen(office.head.ask("GET", f"{PRICES}/{id}").text)
