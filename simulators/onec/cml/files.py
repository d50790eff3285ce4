"""The wholesaler as a folder of CommerceML files."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from xml.etree.ElementTree import Element

from simulators.onec.cml import classifier as parts
from simulators.onec.cml import offers as supply
from simulators.onec.cml.catalogue import catalogue
from simulators.onec.cml.dialects import Dialect, file_name
from simulators.onec.cml.xml import encoded, root
from simulators.onec.demo.ids import erp_id
from simulators.onec.demo.pictures import picture
from simulators.onec.demo.turning import frame
from simulators.onec.demo.wholesaler import Wholesaler

PORTIONS = 3
Row = TypeVar("Row")
File = tuple[str, bytes]


def files(
    books: Wholesaler, dialect: Dialect, at: datetime, *, portions: int = PORTIONS, encoding: str = "utf-8"
) -> Iterator[File]:
    """(path inside the folder, bytes) of every XML of a full load.

    `at` is the ERP's local time; all files of one run carry the same, as 1C writes them.
    """
    trees = (
        _split(books, dialect, at)
        if dialect.split
        else _classic(books, dialect, at, portions if dialect.numbered != "none" else 1)
    )
    for name, tree in trees:
        yield name, encoded(tree, encoding, bom=dialect.bom)


def pictures(books: Wholesaler, dialect: Dialect) -> Iterator[File]:
    """(path, PNG) of every good that has a picture; the 3.1 module keeps them beside the goods."""
    folder = "goods/" if dialect.split else ""
    for product in books.products:
        if product.picture:
            yield folder + product.picture, picture(product.pictogram, product.hue)
        for place, path in enumerate(product.frame_paths):
            yield folder + path, frame(product.hue, place, product.frames)


def write(
    folder: Path,
    books: Wholesaler,
    dialect: Dialect,
    at: datetime,
    *,
    portions: int = PORTIONS,
    encoding: str = "utf-8",
) -> list[Path]:
    """Write the folder; returns the XML files in the order they were made."""
    made = [_save(folder, *file) for file in files(books, dialect, at, portions=portions, encoding=encoding)]
    for file in pictures(books, dialect):
        _save(folder, *file)
    return made


def _save(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _classic(books: Wholesaler, dialect: Dialect, at: datetime, portions: int) -> Iterator[tuple[str, Element]]:
    """import… then offers…; only the first portion holds the classifier and says that it is no mere change."""
    for number, goods in enumerate(_parts(books.products, portions), 1):
        tree = root(dialect.version, at, dialect.namespace)
        if number == 1:
            head = parts.classifier(tree, books, dialect)
            parts.tree(head, books.groups, dialect)
            parts.properties(head, books.properties, dialect)
            if dialect.units:
                parts.units(head, dialect)
        catalogue(tree, books, goods, dialect, changes=number > 1)
        yield file_name(dialect, "import", number), tree
    for number, rows in enumerate(_parts(books.offers, portions), 1):
        tree = root(dialect.version, at, dialect.namespace)
        if number == 1 and dialect.numbered != "none":
            parts.classifier(tree, books, dialect)
        block = supply.package(tree, books, dialect, changes=number > 1)
        parts.price_types(block, books.price_types, dialect)
        if dialect.warehouses:
            parts.storages(block, books.warehouses, dialect)
        supply.offers(block, books, rows, dialect, supply.names, supply.prices, supply.stock)
        yield file_name(dialect, "offers", number), tree


def _split(books: Wholesaler, dialect: Dialect, at: datetime) -> Iterator[tuple[str, Element]]:
    """One kind of object per file, each in its folder."""
    heads: tuple[tuple[str, Callable[[Element], None]], ...] = (
        ("groups", lambda head: parts.tree(head, books.groups, dialect)),
        ("units", lambda head: parts.units(head, dialect)),
        ("storages", lambda head: parts.storages(head, books.warehouses, dialect)),
        ("priceLists", lambda head: parts.price_types(head, books.price_types, dialect)),
        ("propertiesGoods", lambda head: parts.properties(head, books.properties, dialect)),
    )
    for kind, fill in heads:
        tree = root(dialect.version, at, dialect.namespace)
        fill(parts.classifier(tree, books, dialect, changes=False))
        if kind == "groups":
            catalogue(tree, books, (), dialect, changes=False)
        yield _split_name(kind), tree
    tree = root(dialect.version, at, dialect.namespace)
    catalogue(tree, books, books.products, dialect, changes=False)
    yield _split_name("goods"), tree
    for kind, filling in (("offers", supply.names), ("prices", supply.prices), ("rests", supply.rests)):
        tree = root(dialect.version, at, dialect.namespace)
        supply.offers(supply.package(tree, books, dialect, changes=False), books, books.offers, dialect, filling)
        yield _split_name(kind), tree


def _split_name(kind: str) -> str:
    return f"{kind}/{kind}_1_1_{erp_id('file', kind)}.xml"


def _parts(rows: Sequence[Row], count: int) -> Iterator[Sequence[Row]]:
    size = max(1, -(-len(rows) // count))
    yield from (rows[start : start + size] for start in range(0, len(rows), size))
