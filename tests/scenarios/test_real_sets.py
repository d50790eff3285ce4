"""Exports of real bases and of every dialect through the door of a running portal, as 1C sends them, and once more."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from simulators.onec.cml.dialects import DIALECTS
from simulators.onec.cml.files import write
from simulators.onec.demo.wholesaler import Wholesaler, build
from simulators.onec.folder import send_folder
from tests.capabilities import shows
from tests.scenarios.portal import COUNTED, Portal

pytestmark = shows("M090", "M091", "M098", "A04", "A11")

# The wall clock of the ERP: files carry no zone.
NOON = datetime(2026, 3, 5, 12)  # noqa: DTZ001


@frozen
class Told:
    """What the sets' own page counts; `properties` and the rest as the first sending must show them added."""

    groups: int
    products: int
    variants: int
    prices: int
    stock_rows: int
    price_types: int = 0
    warehouses: int = 0
    properties: int = 0
    documents: int = 0

    @property
    def counted(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in COUNTED}

    @property
    def listed(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("price_types", "warehouses", "properties")}


SETS = {
    "ut11-2.07-flat": Told(1, 36, 44, 44, 132, price_types=1, warehouses=3, properties=12),
    "ut11-2.07-nested-groups": Told(13, 283, 0, 0, 0, properties=20),
    "bitrix-module-3.1": Told(1, 21, 86, 86, 1032, price_types=8, warehouses=12, properties=37, documents=20),
    "characteristics-2.04": Told(4, 27, 1455, 2910, 0, price_types=2, properties=1),
    "five-price-types-2.04": Told(1, 3, 14, 70, 0, price_types=5, properties=1),
    "incremental-2.05": Told(4, 1, 2, 2, 0, price_types=1, properties=7),
    "official-example-2.03-2.04": Told(1, 4, 2, 8, 0, price_types=4, documents=3),
    "site-orders-2.05-cp1251": Told(0, 0, 0, 0, 0, documents=2),
}


@pytest.mark.parametrize("name", SETS)
def test_a_real_export_is_counted_as_its_page_says_and_changes_nothing_the_second_time(
    name: str, commerceml_sets: Path, empty: Portal
) -> None:
    told = SETS[name]

    first = sent(empty, commerceml_sets / name)

    assert empty.counted() == told.counted
    assert listed(empty) == told.listed
    assert documents(empty, first) == told.documents
    second = sent(empty, commerceml_sets / name)
    assert [message["name"] for message in second] == [message["name"] for message in first]
    assert changes(second) == []
    assert empty.counted() == told.counted


@pytest.fixture(scope="module")
def books() -> Wholesaler:
    return build(NOON.date(), goods=40)


# The old exporters wrote windows-1251 as well.
@pytest.mark.parametrize(("dialect", "encoding"), [*((name, "utf-8") for name in DIALECTS), ("2.05", "windows-1251")])
def test_a_wholesaler_in_every_dialect_is_counted_as_his_books_say(
    dialect: str, encoding: str, empty: Portal, books: Wholesaler, tmp_path: Path
) -> None:
    write(tmp_path, books, DIALECTS[dialect], NOON, encoding=encoding)

    sent(empty, tmp_path)

    assert empty.counted() == counted(books, warehouses=DIALECTS[dialect].warehouses)
    assert changes(sent(empty, tmp_path)) == []


def counted(books: Wholesaler, *, warehouses: bool) -> dict[str, int]:
    offers = books.offers
    return {
        "groups": len(books.groups),
        "products": len(books.products),
        "variants": len(offers),
        "prices": sum(len(books.prices[offer.id]) for offer in offers),
        "stock_rows": len(offers) * len(books.warehouses) if warehouses else 0,
    }


def sent(portal: Portal, folder: Path) -> list[dict[str, Any]]:
    """The messages that came of the folder: every one applied."""
    before = portal.last_message()
    with portal.erp() as client:
        send_folder(client, folder)
    messages = portal.messages(before)
    assert {message["state"] for message in messages} == {"applied"}
    return messages


def listed(portal: Portal) -> dict[str, int]:
    """What the files list beside goods. The warehouse without an id is the portal's own, for totals of a whole base."""
    (found,) = portal.rows("""
        SELECT (SELECT count(*) FROM price_type WHERE told) AS price_types,
               (SELECT count(*) FROM warehouse WHERE told AND erp_id <> '') AS warehouses,
               (SELECT count(*) FROM property WHERE told) AS properties
    """)
    return found


def changes(messages: list[dict[str, Any]]) -> list[tuple[str, str, str, int]]:
    """(file, entity, measure, count) of whatever a message says that it changed."""
    return [
        (message["name"], entity, measure, count)
        for message in messages
        for entity, measures in message["diff"].items()
        for measure, count in measures.items()
        if measure != "unchanged" and count
    ]


def documents(portal: Portal, messages: list[dict[str, Any]]) -> int:
    """Orders that the journal tells of: taken or told why not, or waiting for an order that is not here."""
    judged = sum(sum(message["diff"].get("orders", {}).values()) for message in messages)
    return judged + sum(row["code"] in ("no-order", "unknown_order") for row in portal.refusals())
