"""A price list from the asking to the file: every line is a single quote, the file says whose and of when it is."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from attrs import evolve
from openpyxl.worksheet.worksheet import Worksheet

from application.access.context import Visit
from application.price_lists.values import (
    Format,
    HashInvalid,
    PriceListFile,
    PriceListGone,
    PriceListNotReady,
    State,
    TooManyPriceLists,
)
from application.shared.words import instant_text
from domain.pricing.travel import By, MomentInFuture
from domain.shared.errors import DomainError, NotFound
from entrypoints.bootstrap.price_lists import make_price_list
from entrypoints.prove.world import named
from tests import assortment
from tests.application.price_lists.conftest import ZONE, Desk
from tests.capabilities import shows

BUYER, STRANGER = 1, 2


def number(cell: Any) -> Decimal | None:
    return None if cell in (None, "") else Decimal(str(cell).replace(",", "."))


def prices(desk: Desk, visit: Visit, made: PriceListFile) -> dict[str, tuple[Decimal | None, str, str]]:
    """By article and name."""
    _, rows = desk.rows(visit, made)
    return {
        f"{row['Артикул'] or ''} {row['Наименование']}": (number(row["Цена"]), row["Валюта"] or "", row["НДС"] or "")
        for row in rows
    }


def singles(desk: Desk, visit: Visit) -> dict[str, tuple[Decimal | None, str, str]]:
    found: dict[str, tuple[Decimal | None, str, str]] = {}
    for (variant,) in desk.shop.rows("SELECT v.id FROM variant v ORDER BY v.id"):
        try:
            told = desk.people.explain(visit, variant, Decimal(1), 0)  # type: ignore[arg-type]  # the base unit
        except DomainError:
            continue
        line = told.line
        if line.refusal is not None:
            found[f"{told.sku} {told.goods_name}"] = (None, "", "")
            continue
        rate = f"{line.vat_rate:f}".rstrip("0").rstrip(".") if line.vat_rate is not None else ""
        before, after = ("с ", "") if line.vat_included else ("", " сверху")
        vat = "без НДС" if line.vat_rate is None else f"{before}НДС {rate}\u00a0%{after}"
        found[f"{told.sku} {told.goods_name}"] = (line.price, line.currency.value, vat)
    return found


@shows("M054", "M027", "M018")
@pytest.mark.parametrize("form", [Format.XLSX, Format.CSV])
@pytest.mark.parametrize("buyer", [0, 1, 2, 3])
def test_every_line_is_the_price_that_the_site_shows(desk: Desk, form: Format, buyer: int) -> None:
    visit = desk.visit(buyer)
    made = desk.made(visit, form)
    expected = singles(desk, visit)
    assert prices(desk, visit, made) == expected
    assert made.state is State.READY
    assert made.issued is not None
    assert (made.issued.lines, made.issued.priced) == (
        len(expected), sum(price is not None for price, _, _ in expected.values())
    )  # fmt: skip
    assert 0 < made.issued.priced < made.issued.lines


@shows("M054")
def test_the_file_says_whose_and_of_when_it_is(desk: Desk) -> None:
    visit = desk.visit(BUYER)
    made = desk.made(visit)
    assert made.issued is not None
    head, _ = desk.rows(visit, made)
    at = instant_text(made.issued.at, ZONE)
    assert head[0] == f"Прайс-лист на {at}"
    assert head[1] == "Клиент: Client 1"
    assert "Seller 1, договор № 1/1, вид цен «Prices 1», RUB" in head[2]
    assert "Seller 2, договор № 1/2, вид цен «Prices 2», USD" in head[2]
    assert head[3] == f"Регион: Region; остатки на {at}"
    assert head[4] == "Весь ассортимент"
    assert f"Цены и остатки на {at}" in head[5]
    told = (made.issued.pricing_version, made.issued.catalogue_version, made.id)
    assert head[6] == "Основание: версия цен {}, версия каталога {}, файл {}".format(*told)
    assert desk.shop.rows("SELECT pricing_version, catalogue_version FROM catalogue_state") == [told[:2]]


def test_the_stock_is_that_of_the_region_as_shown(desk: Desk) -> None:
    visit = desk.visit(BUYER)
    _, rows = desk.rows(visit, desk.made(visit))
    told = {row["Наименование"]: number(row["Остаток"]) for row in rows}
    page = desk.people.product(visit, 101)  # type: ignore[arg-type]  # an id
    assert {offer.row.goods.name: offer.available for offer in page.offers}.items() <= told.items()
    assert len(set(told.values())) > 3


@shows("M092")
def test_goods_stand_under_their_sections_once_and_in_the_order_of_the_tree(desk: Desk) -> None:
    visit = desk.visit(BUYER)
    _, rows = desk.rows(visit, desk.made(visit))
    sections = [row["Раздел"] or "" for row in rows]
    assert list(dict.fromkeys(sections)) == ["Fasteners", "Fasteners / Bolts", "Tools", ""]
    assert len({row["Наименование"] for row in rows}) == len(rows)


@shows("M054")
def test_chosen_sections_bring_what_stands_below_them_and_nothing_else(desk: Desk) -> None:
    visit = desk.visit(BUYER)
    made = desk.made(visit, Format.CSV, sections=[1])
    head, rows = desk.rows(visit, made)
    assert head[4] == "Разделы: Fasteners"
    assert {row["Раздел"] for row in rows} == {"Fasteners", "Fasteners / Bolts"}
    (count,) = desk.shop.rows(
        "SELECT count(DISTINCT v.id) FROM product_category c JOIN variant v USING (product_id) WHERE category_id < 3"
    )[0]
    assert len(rows) == count
    with pytest.raises(NotFound):
        desk.ask(visit, sections=[999])


def test_articles_keep_their_zeros_and_no_cell_is_a_formula(desk: Desk) -> None:
    visit = desk.visit(BUYER)
    desk.shop.run("UPDATE product SET name = '=HYPERLINK(\"http://x\")', sku = '-007' WHERE id = 101")
    assortment.told(desk.shop)
    visit = desk.visit(BUYER)
    try:
        for form in (Format.XLSX, Format.CSV):
            _, rows = desk.rows(visit, desk.made(visit, form))
            articles = {row["Артикул"] for row in rows}
            assert {"00102", "'-007"} <= articles
            assert any(str(row["Наименование"]).startswith("'=HYPERLINK") for row in rows)
        sheet = workbook(desk, visit)
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    finally:
        desk.shop.run("UPDATE product SET name = 'Good 101', sku = '00101' WHERE id = 101")
        assortment.told(desk.shop)


def workbook(desk: Desk, visit: Visit) -> Worksheet:
    made = desk.made(visit)
    with desk.lists.download(visit, made.id)[1] as file:
        return openpyxl.load_workbook(file).worksheets[0]


def test_a_workbook_is_made_to_be_worked_with(desk: Desk) -> None:
    sheet = workbook(desk, desk.visit(BUYER))
    names = [cell.value for cell in sheet[9]]
    assert (sheet.freeze_panes, sheet.auto_filter.ref.split(":")[0]) == ("A10", "A9")
    article, price = names.index("Артикул"), names.index("Цена")
    assert {row[article].number_format for row in sheet.iter_rows(min_row=10) if row[article].value} == {"@"}
    told = [row[price] for row in sheet.iter_rows(min_row=10) if row[price].value is not None]
    assert {(cell.data_type, cell.number_format) for cell in told} == {("n", "#,##0.00###_-")}
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4)


def test_csv_is_what_a_russian_excel_opens(desk: Desk) -> None:
    visit = desk.visit(BUYER)
    content = desk.content(visit, desk.made(visit, Format.CSV))
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    assert content.count(b"\n") == content.count(b"\r\n")
    text = content.decode("utf-8-sig")
    assert ";12,34;RUB;" in text
    assert "12.34" not in text
    _, rows = desk.rows(visit, desk.made(visit, Format.CSV))
    stock = {row["Остаток"] for row in rows if row["Остаток"]}
    assert stock
    assert not [told for told in stock if "," in str(told) and str(told).endswith("0")]


@shows("A05")
def test_an_issued_file_is_known_by_its_hash_to_whoever_may_see_it(desk: Desk) -> None:
    visit = desk.visit(BUYER)
    made = desk.made(visit)
    digest = sha256(desk.content(visit, made)).hexdigest()
    assert made.issued is not None
    assert (made.issued.sha256, made.issued.size) == (digest, len(desk.content(visit, made)))
    assert desk.lists.issued(visit, f" {digest.upper()}\n") == made
    assert desk.lists.issued(visit, "0" * 64) is None
    assert desk.lists.issued(desk.visit(STRANGER), digest) is None
    with pytest.raises(HashInvalid):
        desk.lists.issued(visit, "no hash")


@shows("A05")
def test_nobody_rewrites_what_was_issued(desk: Desk) -> None:
    visit = desk.visit(BUYER)
    made = desk.made(visit)
    for statement in (
        "UPDATE price_list SET sha256 = repeat('0', 64) WHERE id = %s",
        "UPDATE price_list SET read_at = now() WHERE id = %s",
        "DELETE FROM price_list WHERE id = %s",
    ):
        with pytest.raises(Exception, match="stays as it was issued"):
            desk.shop.run(statement, made.id)
    assert desk.one(visit, made.id) == made


@shows("A10", "N07")
def test_a_file_is_there_for_its_client_alone(desk: Desk) -> None:
    made = desk.made(desk.visit(BUYER))
    for stranger in (desk.visit(STRANGER), desk.visit(3)):
        assert made.id not in {one.id for one in desk.lists.lists(stranger)}
        for look in (desk.one, desk.lists.download):
            with pytest.raises(NotFound):
                look(stranger, made.id)
    assert made in desk.lists.lists(desk.visit(BUYER))


@shows("A05")
@pytest.mark.parametrize("by", list(By))
def test_a_list_of_a_past_moment_tells_the_prices_of_then_and_says_so(desk: Desk, by: By) -> None:
    visit = desk.visit(BUYER)
    moment = datetime.now(UTC)
    before = prices(desk, visit, desk.made(visit))
    desk.shop.run("UPDATE contract SET price_type_id = 3 WHERE number = '1/1'")
    desk.shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")
    visit = desk.visit(BUYER)
    try:
        assert prices(desk, visit, desk.made(visit)) != before
        made = desk.made(visit, at=moment.isoformat(), by=by)
        assert prices(desk, visit, made) == before
        head, rows = desk.rows(visit, made)
        at = instant_text(moment, ZONE)
        assert head[0] == f"Прайс-лист на {at}"
        assert head[5].startswith("ПЕРЕСЧИТАНО")
        assert (f"видел {at}" in head[5]) == (by is By.RECORDED)
        assert (f"действовали {at}" in head[5]) == (by is By.VALIDITY)
        assert {row["Остаток"] for row in rows} <= {None, ""}
        assert made.moment is not None
        assert made.moment.by is by
    finally:
        desk.shop.run("UPDATE contract SET price_type_id = 1 WHERE number = '1/1'")
        desk.shop.run("UPDATE catalogue_state SET pricing_version = pricing_version + 1")


@shows("A05", "A09")
def test_a_moment_that_nothing_is_known_of_fails_in_words(desk: Desk) -> None:
    visit = desk.visit(BUYER)
    made = desk.made(visit, at="2020-01-01T10:00")
    assert (made.state, made.failure, made.issued) == (State.FAILED, "price-history.before-the-records", None)
    with pytest.raises(PriceListNotReady):
        desk.lists.download(visit, made.id)
    with pytest.raises(MomentInFuture):
        desk.ask(visit, at="2090-01-01T10:00")


def test_an_empty_section_fails_in_words(desk: Desk) -> None:
    desk.shop.run("INSERT INTO category (id, connection_id, erp_id) OVERRIDING SYSTEM VALUE VALUES (9, 1, 'e')")
    assortment.told(desk.shop)
    made = desk.made(desk.visit(BUYER), sections=[9])
    assert (made.state, made.failure) == (State.FAILED, "price-list.empty")
    desk.shop.run("DELETE FROM category WHERE id = 9")
    assortment.told(desk.shop)


HIDE = """
INSERT INTO price_rule (id, name, priority, effect, value, which)
VALUES ('00000000-0000-7000-8000-0000000000ff', 'Скрыто', 1, 'hide', 0, '{"categories": [1]}')
"""


@shows("N20", "M054")
def test_hidden_goods_are_neither_in_the_list_nor_counted_while_it_is_made(desk: Desk) -> None:
    visit, counted = desk.visit(BUYER), list[tuple[int, int]]()
    whole = {row["Наименование"] for row in desk.rows(visit, desk.made(visit))[1]}
    desk.shop.run(HIDE)
    assortment.told(desk.shop)
    visit = desk.visit(BUYER)
    id = desk.ask(visit)
    evolve(desk.make, progress=lambda _, done, of: counted.append((done, of)))(desk.delivery(id))
    left = {row["Наименование"] for row in desk.rows(visit, desk.one(visit, id))[1]}
    ((seen,),) = desk.shop.rows(
        "SELECT count(DISTINCT v.product_id) FROM variant v JOIN product p ON p.id = v.product_id"
        " WHERE p.name = ANY(%s)", [name.split(" (")[0] for name in left],
    )  # fmt: skip
    desk.shop.run("DELETE FROM price_rule WHERE name = 'Скрыто'")
    assortment.told(desk.shop)
    assert left and left < whole
    assert counted and {of for _, of in counted} == {seen}


@shows("N07")
def test_a_right_withdrawn_before_the_file_is_made_leaves_nothing(desk: Desk) -> None:
    visit = desk.visit(5)
    id = desk.ask(visit)
    desk.shop.run("UPDATE membership SET valid_to = '2020-01-01' WHERE user_id = %s", named("buyer", 5))
    desk.make(desk.delivery(id))
    assert desk.shop.rows("SELECT state, failure, sha256 FROM price_list WHERE id = %s", id) == [
        ("failed", "no-right", None)
    ]
    desk.shop.run("UPDATE membership SET valid_to = NULL WHERE user_id = %s", named("buyer", 5))


def test_the_same_form_asks_once_and_the_same_message_makes_once(desk: Desk) -> None:
    visit = desk.visit(BUYER)
    made = desk.made(visit)
    files = len(list((desk.parts.settings.media_root / "price-lists").rglob("*")))
    desk.make(desk.delivery(made.id))
    assert desk.one(visit, made.id) == made
    assert len(list((desk.parts.settings.media_root / "price-lists").rglob("*"))) == files


def test_one_person_has_three_in_the_making_at_most(desk: Desk) -> None:
    visit = desk.visit(7)
    asked = [desk.ask(visit) for _ in range(3)]
    with pytest.raises(TooManyPriceLists):
        desk.ask(visit)
    desk.make(desk.delivery(asked[0]))
    desk.ask(visit)


def test_an_accident_leaves_the_delivery_open_and_the_next_attempt_makes_it(desk: Desk) -> None:
    visit = desk.visit(BUYER)
    id = desk.ask(visit)
    desk.shop.run("ALTER TABLE product_category RENAME TO away")
    with pytest.raises(Exception, match="product_category"):
        desk.make(desk.delivery(id))
    desk.shop.run("ALTER TABLE away RENAME TO product_category")
    assert not desk.one(visit, id).is_finished
    desk.make(desk.delivery(id))
    assert desk.one(visit, id).state is State.READY


def test_what_is_in_the_making_for_an_hour_is_given_up(desk: Desk) -> None:
    visit = desk.visit(8)
    id = desk.ask(visit)
    desk.tidy()
    assert desk.one(visit, id).state is State.WAITING
    desk.shop.run("UPDATE price_list SET asked_at = now() - interval '61 minutes' WHERE id = %s", id)
    desk.tidy()
    assert (desk.one(visit, id).state, desk.one(visit, id).failure) == (State.FAILED, "gave-up")


@shows("A05")
def test_a_file_past_its_term_is_removed_and_still_known_by_its_hash(desk: Desk) -> None:
    visit = desk.visit(9)
    made = desk.made(visit)
    assert made.issued is not None
    assert made.expires_at is not None
    assert timedelta(days=29) < made.expires_at - datetime.now(UTC) <= timedelta(days=30)
    desk.shop.run("ALTER TABLE price_list DISABLE TRIGGER issued_stays")
    desk.shop.run("UPDATE price_list SET expires_at = now() WHERE id = %s", made.id)
    desk.shop.run("ALTER TABLE price_list ENABLE TRIGGER issued_stays")
    assert desk.tidy() == 1
    with pytest.raises(PriceListGone):
        desk.lists.download(visit, made.id)
    known = desk.lists.issued(visit, made.issued.sha256)
    assert known is not None
    assert (known.id, known.is_kept) == (made.id, False)
    assert not list((desk.parts.settings.media_root / "price-lists").rglob(made.issued.sha256))
    assert desk.tidy() == 0


@shows("A10")
def test_a_manager_makes_one_for_his_client_and_for_no_other(desk: Desk) -> None:
    manager, client = uuid4(), named("counterparty", BUYER)
    desk.shop.run("INSERT INTO manager (id, name) VALUES (%s, 'Manager')", manager)
    desk.shop.run("UPDATE counterparty SET manager_id = %s WHERE id = %s", manager, client)
    staff = staff_of(desk, manager)
    made = desk.made(staff, client=client)
    visit = desk.visit(BUYER)
    assert prices(desk, staff, made) == prices(desk, visit, desk.made(visit))
    assert made in desk.lists.lists(visit), "the client finds it among his own"
    row, listed = desk.lists.of_client(staff, client)
    assert (row.id, listed[0].id) == (client, desk.lists.lists(visit)[0].id)
    with pytest.raises(NotFound):
        desk.ask(staff, client=named("counterparty", STRANGER))
    with pytest.raises(NotFound):
        desk.lists.of_client(staff, named("counterparty", STRANGER))


def staff_of(desk: Desk, manager: object) -> Visit:
    user = uuid4()
    desk.shop.run(
        "INSERT INTO app_user (id, login, name, password_hash, kind, manager_id)"
        " VALUES (%s, %s, 'Staff', '', 'staff', %s)", user, str(user), manager,
    )  # fmt: skip
    desk.shop.run("INSERT INTO membership (id, user_id, role) VALUES (%s, %s, 'manager')", uuid4(), user)
    desk.shop.run(
        "INSERT INTO session (token_hash, user_id, csrf, expires_at)"
        " VALUES (sha256(%s), %s, 'csrf', now() + interval '1 day')", str(user).encode(), user,
    )  # fmt: skip
    visit = desk.people.visit(str(user))
    assert visit is not None
    return visit


def test_lines_are_read_from_a_replica_where_there_is_one(desk: Desk) -> None:
    visit, settings = desk.visit(BUYER), desk.parts.settings
    beside = f"{settings.database_url}{'&' if '?' in settings.database_url else '?'}application_name=replica"
    make = make_price_list(evolve(desk.parts, settings=evolve(settings, database_replica_url=beside)))
    id = desk.ask(visit)
    make(desk.delivery(id))
    assert desk.one(visit, id).state is State.READY
    asked = "SELECT query FROM pg_stat_activity WHERE application_name = 'replica' AND datname = current_database()"
    assert desk.shop.rows(asked), "a connection to the replica is kept in its pool"


def test_lines_without_a_price_say_why(desk: Desk) -> None:
    def remarks(buyer: int) -> set[str]:
        visit = desk.visit(buyer)
        _, rows = desk.rows(visit, desk.made(visit))
        return {row["Примечание"] or "" for row in rows}

    assert remarks(BUYER) == {"", "цена по запросу"}
    desk.shop.run("UPDATE contract SET valid_to = '2020-01-01' WHERE number = '10/1'")
    assert "нет действующего договора с продавцом" in remarks(10)
    desk.shop.run("UPDATE contract SET valid_to = NULL WHERE number = '10/1'")
    # A region that no warehouse serves.
    desk.shop.run("INSERT INTO region (id, name) VALUES (%s, 'Far away')", far := uuid4())
    desk.shop.run("UPDATE cart SET region_id = %s WHERE user_id = %s", far, named("buyer", 10))
    assert remarks(10) == {"цена по запросу"}
