"""The published and real exports, where they are at hand: counts as an independent count of elements gave them."""

import io
import os
from collections import Counter
from pathlib import Path

import pytest

from adapters.onec.reading import read
from application.exchange.lexical import currency_code
from application.exchange.records import (
    ClassifierHead,
    DocumentRecord,
    GroupRecord,
    OfferRecord,
    PriceTypeRecord,
    ProductRecord,
    PropertyRecord,
    Record,
    Unchanged,
    UnitRecord,
    WarehouseRecord,
)
from application.exchange.refusals import Notice, Refused
from tests.adapters.onec.files import both, unhashed

ROOT = Path(__file__).parents[3]
SETS = Path(os.environ.get("OPTOVIK_COMMERCEML_SETS", ROOT.parent / "shared" / "data" / "commerceml"))
pytestmark = pytest.mark.skipif(not SETS.is_dir(), reason="the sample sets are not here")

COLUMNS = "groups products deleted offers variants price_types prices warehouses stocks properties units documents"
EXPECTED = {
    "ut11-2.07-flat": (1, 36, 1, 44, 0, 1, 44, 3, 132, 12, 0, 0),
    "ut11-2.07-nested-groups": (13, 283, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0),
    "bitrix-module-3.1": (1, 21, 0, 86, 86, 8, 86, 12, 1032, 37, 1, 20),
    "characteristics-2.04": (4, 27, 0, 1455, 1455, 2, 2910, 0, 0, 1, 0, 0),
    "five-price-types-2.04": (1, 3, 0, 14, 0, 5, 70, 0, 0, 1, 0, 0),
    "incremental-2.05": (4, 1, 0, 2, 1, 1, 2, 0, 0, 7, 0, 0),
    "official-example-2.03-2.04": (1, 4, 0, 2, 2, 4, 8, 0, 0, 0, 0, 3),
    "site-orders-2.05-cp1251": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2),
}


def files_of(name: str) -> list[Path]:
    return sorted((SETS / name).rglob("*.xml"))


def all_records(name: str) -> list[Record]:
    return [record for path in files_of(name) for record in both(path.read_bytes())]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_record_of_a_real_export_is_read(name: str) -> None:
    found = all_records(name)
    kinds = Counter(type(record) for record in found)
    offers = [record for record in found if isinstance(record, OfferRecord)]
    named = {(record.product_id, record.characteristic_id) for record in offers}
    dropped = {record.code: record.count for record in found if isinstance(record, Notice)}

    counted = (
        kinds[GroupRecord],
        kinds[ProductRecord],
        sum(record.deleted for record in found if isinstance(record, ProductRecord)),
        len(named),
        sum(characteristic is not None for _, characteristic in named),
        kinds[PriceTypeRecord],
        sum(len(record.prices) for record in offers) + dropped.get("duplicate-price", 0),
        kinds[WarehouseRecord],
        sum(len(record.stocks) for record in offers) + dropped.get("duplicate-stock", 0),
        kinds[PropertyRecord],
        kinds[UnitRecord],
        kinds[DocumentRecord],
    )

    assert dict(zip(COLUMNS.split(), counted, strict=True)) == dict(zip(COLUMNS.split(), EXPECTED[name], strict=True))
    assert not [record for record in found if isinstance(record, Refused)]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_second_reading_finds_every_hashed_record_unchanged(name: str) -> None:
    for path in files_of(name):
        data = path.read_bytes()
        first = list(read(io.BytesIO(data)))
        goods = [record for record in first if isinstance(record, ProductRecord | OfferRecord)]
        stored = {(record.kind, record.key): record.raw_hash for record in goods}

        def known(kind: str, key: str, stored: dict[tuple[str, str], bytes | None] = stored) -> bytes | None:
            return stored.get((kind, key))

        second = list(read(io.BytesIO(data), known))

        assert [record for record in second if isinstance(record, Unchanged)] == [
            Unchanged(record.kind, record.key) for record in goods
        ]
        assert len(second) == len(first)


def test_the_currencies_of_all_real_price_types_are_known() -> None:
    found = [r for name in EXPECTED for r in all_records(name) if isinstance(r, PriceTypeRecord)]
    assert all(currency_code(record.currency) for record in found)


def test_characteristic_values_of_the_demo_base_are_all_there() -> None:
    found = all_records("characteristics-2.04")
    assert sum(len(record.characteristics) for record in found if isinstance(record, OfferRecord)) == 4480
    assert sum(record.quantity is not None for record in found if isinstance(record, OfferRecord)) == 81


def test_orders_that_come_back_carry_the_proof_of_acceptance() -> None:
    documents = [r for r in all_records("bitrix-module-3.1") if isinstance(r, DocumentRecord)]
    assert [document.container for document in documents] == list(range(1, 21))
    assert documents[0].number == "320"
    assert documents[0].erp_number == "L320"
    assert documents[0].told("Отгружен") is True
    assert documents[0].told("Оплачен") is None

    classic = [r for r in all_records("official-example-2.03-2.04") if isinstance(r, DocumentRecord)]
    assert [document.erp_number for document in classic] == [None, "MM92", "MM93"]
    assert classic[1].fact("СтатусЗаказа") == "Открыт"


def test_orders_in_windows_1251_are_read() -> None:
    documents = [r for r in all_records("site-orders-2.05-cp1251") if isinstance(r, DocumentRecord)]
    assert sum(len(document.lines) for document in documents) == 8
    assert documents[0].fact("Статус заказа") == "[N] Принят, ожидается оплата"


def test_the_owner_of_a_classifier_is_read() -> None:
    head = next(r for r in all_records("ut11-2.07-flat") if isinstance(r, ClassifierHead))
    assert head.owner is not None
    assert (head.owner.tin, head.owner.is_legal) == ("2500000000", True)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_export_reads_the_same_in_windows_1251(name: str) -> None:
    for path in files_of(name):
        text = path.read_bytes().decode("utf-8-sig", "replace") if "cp1251" not in name else ""
        if text:
            text = text.replace('encoding="UTF-8"', 'encoding="windows-1251"', 1)
            usual = unhashed(list(read(io.BytesIO(path.read_bytes()))))
            assert both(text.encode("cp1251", "xmlcharrefreplace")) == usual
