"""An order form longer than a cart: nothing is lost, the cart takes it part by part, what stays in the list waits."""

import re
from collections.abc import Iterator
from time import perf_counter

import pytest

from domain.ordering.cart import MOST_LINES
from tests.capabilities import shows
from tests.http.filling.test_quick_order import Office, office, opened, sent, text, workbook

__all__ = ["office", "opened"]
GOODS = range(1001, 5501)
MANY = (
    "INSERT INTO product (id, connection_id, erp_id, name, sku, sku_key, sort_key, unit_code, unit, vat_kind, vat_rate)"
    " OVERRIDING SYSTEM VALUE SELECT n, 1, 'l' || n, 'Long ' || n, 'LONG' || n, sku_folded('LONG' || n), 'z' || n,"
    " '796', 'шт', 1, 20 FROM generate_series(1001, 5500) n",
    "INSERT INTO variant (id, product_id) OVERRIDING SYSTEM VALUE SELECT n, n FROM generate_series(1001, 5500) n",
    "INSERT INTO price (price_type_id, variant_id, amount, currency, message_id)"
    " SELECT 1, n, 10, 'RUB', 0 FROM generate_series(1001, 5500) n",
    "INSERT INTO stock (variant_id, warehouse_id, free, snapshot_id)"
    " SELECT n, w.id, 500, 0 FROM generate_series(1001, 5500) n, warehouse w",
)


@pytest.fixture
def long(office: Office) -> Iterator[Office]:
    for statement in MANY:
        office.shop.run(statement)
    office.shop.run("UPDATE catalogue_state SET (catalogue_version, pricing_version) = (catalogue_version + 1,"
                    " pricing_version + 1)")  # fmt: skip
    yield office
    office.shop.run("DELETE FROM cart_line")
    for table, column in (("stock", "variant_id"), ("price", "variant_id"), ("variant", "id"), ("product", "id")):
        office.shop.run(f"DELETE FROM {table} WHERE {column} BETWEEN 1001 AND 5500")
    office.shop.run("UPDATE catalogue_state SET (catalogue_version, pricing_version) = (catalogue_version + 1,"
                    " pricing_version + 1)")  # fmt: skip


def drafted(office: Office) -> int:
    return int(office.shop.one("SELECT jsonb_array_length(lines) FROM order_draft"))


@shows("A14", "M081")
def test_a_form_longer_than_a_cart_is_added_part_by_part(long: Office) -> None:
    rows: list[list[object]] = [["Артикул", "Количество"], *([f"LONG{n}", 2] for n in GOODS)]
    rows += [["LONG1001", 1], ["НЕТ-ТАКОГО", 1]]
    answer = sent(long.anna, workbook(rows))
    assert answer.status_code == 303, text(answer)
    path = answer.headers["Location"]
    began = perf_counter()
    page = long.anna.ask("GET", path)
    assert perf_counter() - began < 20
    said = text(page)
    assert "4 500 строк пойдут в корзину" in said.replace("\u00a0", " ").replace("\u202f", " ")
    parts = re.findall(r'name="part" value="(\d+)"', page.text)
    assert len(parts) == 3

    # Something is in the cart already: the part fills what room there is, and nothing of it is lost.
    long.anna.fill([(1, "1")])
    added = long.anna.form(path, {"part": parts[1]})
    assert f"added={MOST_LINES - 1}" in added.headers["Location"]
    assert len(long.cart(long.anna)) == MOST_LINES
    assert drafted(long) == 4502 - (MOST_LINES - 1)
    # The same press again, from a page that was not renewed.
    again = long.anna.form(path, {"part": parts[1]})
    assert again.status_code == 409
    assert "уже в корзине или изменились" in text(again)
    full = long.anna.form(path, {"part": parts[0]})
    assert full.status_code == 422
    assert drafted(long) == 4502 - (MOST_LINES - 1)

    long.shop.run("DELETE FROM cart_line")
    added = long.anna.form(path, {"part": parts[0]})
    assert added.headers["Location"] == f"{path}?added=2000"
    # A row that was summed into one of the part goes with it: three pieces of the first goods.
    assert ("1001", "3.000") in long.cart(long.anna)
    long.shop.run("DELETE FROM cart_line")
    last = long.anna.form(path, {"do": "add"})
    assert last.headers["Location"] == f"{path}?show=errors&added=501"
    assert drafted(long) == 1


def test_what_is_longer_than_a_draft_is_told_with_its_number(office: Office) -> None:
    answer = sent(office.anna, "\n".join(["Артикул;Количество", *(f"X{n};1" for n in range(20_005))]).encode(), "z.csv")
    assert answer.status_code == 422
    assert "В списке может быть до 20 000 строк" in text(answer).replace("\u00a0", " ").replace("\u202f", " ")
