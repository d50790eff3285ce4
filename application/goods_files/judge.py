"""What would become of each row of a file of goods."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import ClassVar

from attrs import frozen

from application.goods_files.columns import FIELDS, NEEDED, PROPERTY
from application.shared.sheets import SheetRead
from domain.catalog.folding import sku_key
from domain.shared.errors import DomainError

LONGEST: Mapping[str, int] = {
    "sku": 100, "name": 500, "section": 500, "unit": 25, "maker": 200, "country": 100, "description": 10_000,
}  # fmt: skip
RATES = frozenset(("", "0", "5", "7", "10", "18", "20", "22", "без ндс"))
DEEPEST = 20
LONGEST_VALUE = 1000


@frozen
class GoodsFileUnmapped(DomainError):
    """Fields that no column of the file is said to hold, or two are."""

    code: ClassVar[str] = "goods-file.unmapped"
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


@frozen
class FileGood:
    """A good as the file tells it; `key` is its article folded. section: names from the root."""

    line: int
    key: str
    sku: str
    name: str
    section: tuple[str, ...] = ()
    unit: str = ""
    barcode: str = ""
    maker: str = ""
    country: str = ""
    vat: str = ""
    description: str = ""
    properties: tuple[tuple[str, str], ...] = ()


@frozen
class RowFault:
    """why: empty, too-long, barcode, vat, twice, too-deep, of-the-erp. told: the cell, the bound or the other line."""

    line: int
    field: str
    why: str
    told: str


@frozen
class JudgedFile:
    goods: tuple[FileGood, ...]
    faults: tuple[RowFault, ...]
    bad_rows: int


def check_meaning(meaning: Sequence[str]) -> None:
    """Raises GoodsFileUnmapped."""
    missing = tuple(field for field in NEEDED if field not in meaning)
    twice = tuple(field for field in FIELDS if meaning.count(field) > 1)
    if missing or twice:
        raise GoodsFileUnmapped(missing, twice)


def judge(sheet: SheetRead, meaning: Sequence[str], taken: AbstractSet[str]) -> JudgedFile:
    """taken: folded articles that a base of 1C tells: it has the word over them, whatever a file says."""
    goods: list[FileGood] = []
    faults: list[RowFault] = []
    bad, lines = 0, dict[str, int]()
    for line, cells in sheet.rows:
        told = {field: cells[n].strip() for n, field in enumerate(meaning) if field in FIELDS and n < len(cells)}
        properties = tuple(
            (sheet.headings[n], cells[n].strip()[:LONGEST_VALUE])
            for n, field in enumerate(meaning)
            if field == PROPERTY and n < len(cells) and cells[n].strip()
        )
        if not any(told.values()) and not properties:
            continue
        key = sku_key(told.get("sku", ""))
        found = _faults(line, told, key)
        if not found and key in taken:
            found = [RowFault(line, "sku", "of-the-erp", told["sku"])]
        if not found and key in lines:
            found = [RowFault(line, "sku", "twice", str(lines[key]))]
        if found:
            bad += 1
            faults += found
            continue
        lines[key] = line
        section = tuple(part for part in (" ".join(p.split()) for p in told.pop("section", "").split("/")) if part)
        goods.append(FileGood(line, key, section=section, properties=properties, **told))
    return JudgedFile(tuple(goods), tuple(faults), bad)


def _faults(line: int, told: Mapping[str, str], key: str) -> list[RowFault]:
    found = [RowFault(line, field, "empty", "") for field in NEEDED if not told.get(field)]
    if told.get("sku") and not key:
        found.append(RowFault(line, "sku", "empty", told["sku"][:40]))
    long = ((field, most) for field, most in LONGEST.items() if len(told.get(field, "")) > most)
    found += [RowFault(line, field, "too-long", str(most)) for field, most in long]
    barcode = told.get("barcode", "")
    if barcode and not (barcode.isascii() and barcode.isdigit() and len(barcode) in (8, 12, 13, 14)):
        found.append(RowFault(line, "barcode", "barcode", barcode[:40]))
    if told.get("vat", "").rstrip("% ").casefold() not in RATES:
        found.append(RowFault(line, "vat", "vat", told["vat"][:40]))
    if told.get("section", "").count("/") >= DEEPEST:
        found.append(RowFault(line, "section", "too-deep", str(DEEPEST)))
    return found


