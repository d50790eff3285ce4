"""The files of every dialect."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from simulators.onec.cml.changes import changes
from simulators.onec.cml.dialects import DIALECTS
from simulators.onec.cml.files import files, write
from simulators.onec.demo.wholesaler import Wholesaler, build
from simulators.onec.folder import plan

AT = datetime(2026, 11, 23, 12, 30)  # noqa: DTZ001 - files carry the ERP's wall clock


@pytest.fixture(scope="module")
def books() -> Wholesaler:
    return build(date(2026, 11, 23), goods=120)


def trees(books: Wholesaler, name: str, **options: str) -> dict[str, Element]:
    """File name -> root with namespaces taken off."""
    found = {}
    for path, content in files(books, DIALECTS[name], AT, encoding=options.get("encoding", "utf-8")):
        root = fromstring(content)
        for node in root.iter():
            node.tag = node.tag.rpartition("}")[2]
        found[path] = root
    return found


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_tells_all_goods_and_offers_once(books: Wholesaler, name: str) -> None:
    told = trees(books, name).values()
    goods = [node.findtext("Ид") for root in told for node in root.iter("Товар")]
    assert sorted(map(str, goods)) == sorted(product.id for product in books.products)
    offers = {node.findtext("Ид") for root in told for node in root.iter("Предложение")}
    assert offers == {offer.id for offer in books.offers}
    assert {root.get("ВерсияСхемы") for root in told} == {DIALECTS[name].version}
    assert len([node for root in told for node in root.iter("Группа")]) == 60


def test_ut11_portions_say_changes_after_the_first(books: Wholesaler) -> None:
    told = trees(books, "2.07")
    assert list(told) == [f"{kind}0_{number}.xml" for kind in ("import", "offers") for number in (1, 2, 3)]
    marks = [
        node.get("СодержитТолькоИзменения") for root in told.values() for node in root if node.tag != "Классификатор"
    ]
    assert marks == ["false", "true", "true"] * 2
    assert [root.find("Классификатор/Группы") is not None for root in told.values()] == [True, *[False] * 5]
    assert {root.get("ДатаФормирования") for root in told.values()} == {"2026-11-23T12:30:00"}


def test_ut11_has_the_namespace_the_mark_and_the_warehouse_rows(books: Wholesaler) -> None:
    content = dict(files(books, DIALECTS["2.07"], AT))["offers0_1.xml"]
    assert content.startswith(b"\xef\xbb\xbf<?xml")
    assert b'xmlns="urn:1C.ru:commerceml_2"' in content
    offer = next(trees(books, "2.07")["offers0_1.xml"].iter("Предложение"))
    rows = offer.findall("Склад")
    assert len(rows) == 4
    total = sum(Decimal(str(row.get("КоличествоНаСкладе"))) for row in rows)
    assert Decimal(str(offer.findtext("Количество"))) == total


@pytest.mark.parametrize(
    ("name", "path"),
    [("2.04", "Статус"), ("2.05", "Статус"), ("2.07", "@Статус"), ("2.10", "@Статус"), ("3.1", "ПометкаУдаления")],
)
def test_a_delete_mark_is_written_the_dialects_way(books: Wholesaler, name: str, path: str) -> None:
    marked = {product.id for product in books.products if product.deleted}
    found = set()
    for node in (node for root in trees(books, name).values() for node in root.iter("Товар")):
        value = node.get(path[1:]) if path.startswith("@") else node.findtext(path)
        if value in ("Удален", "true"):
            found.add(node.findtext("Ид"))
    assert found == marked
    assert len(marked) == 5


def test_old_files_tell_only_the_total_and_only_where_there_is_some(books: Wholesaler) -> None:
    offers = list(trees(books, "2.04")["offers.xml"].iter("Предложение"))
    assert all(offer.find("Склад") is None for offer in offers)
    assert any(offer.find("Количество") is None for offer in offers) or all(
        sum(books.stock[place.id, offer.id] for place in books.warehouses) > 0 for offer in books.offers
    )


def test_the_split_form_has_a_file_for_each_kind(books: Wholesaler) -> None:
    told = trees(books, "3.1")
    kinds = ["groups", "units", "storages", "priceLists", "propertiesGoods", "goods", "offers", "prices", "rests"]
    assert [name.split("/")[0] for name in told] == kinds
    rest = next(told[next(name for name in told if name.startswith("rests"))].iter("Остаток"))
    assert rest.findtext("Склад/Ид") == books.warehouses[0].id


def test_windows_1251_is_declared_and_kept(books: Wholesaler) -> None:
    content = dict(files(books, DIALECTS["2.05"], AT, encoding="windows-1251"))["import.xml"]
    assert content.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    assert "Крепёж".encode("cp1251") in content
    assert [node.text for node in trees(books, "2.05", encoding="windows-1251")["import.xml"].iter("Описание")] == [
        node.text for node in trees(books, "2.05")["import.xml"].iter("Описание")
    ]


def test_changes_keep_the_characteristic_apart() -> None:
    content = changes(
        "cat", AT, {"p#c": {"w1": Decimal("1.500"), "w2": Decimal(0)}}, {"p#c": {"t": (Decimal("9.90"), "RUB")}}
    )
    block = fromstring(content)[0]
    space = "{urn:1C.ru:commerceml_2}"
    offer = next(block.iter(f"{space}Предложение"))
    assert (offer.findtext(f"{space}Ид"), offer.findtext(f"{space}ИдХарактеристики")) == ("p", "c")
    assert [row.get("КоличествоНаСкладе") for row in offer.iter(f"{space}Склады")] == ["1.5", "0"]
    assert offer.findtext(f"{space}Цены/{space}Цена/{space}Валюта") == "643"


@pytest.mark.parametrize("name", DIALECTS)
def test_a_written_folder_is_planned_in_the_order_it_was_made(books: Wholesaler, tmp_path: Path, name: str) -> None:
    made = write(tmp_path, books, DIALECTS[name], AT)
    kinds = [path.name.split("_")[0] for path in made]
    planned = [parcel.path.name.split("_")[0] for parcel in plan(tmp_path)]
    assert sorted(planned) == sorted(kinds)
    assert planned[-1] == kinds[-1]
    assert all(parcel.kind == "catalog" for parcel in plan(tmp_path))
    assert all((tmp_path / path).is_file() or (tmp_path / "goods" / path).is_file() for path in _pictures(books))


def _pictures(books: Wholesaler) -> list[str]:
    return [product.picture for product in books.products if product.picture]
