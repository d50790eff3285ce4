"""Feeds for programs: CSV and JSON with names that stay, and YML."""

import csv
from collections.abc import Iterable, Mapping
from decimal import Decimal
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo

import msgspec
from attrs import frozen

from adapters.files.yml import Offers, plain
from application.feeds.values import FeedForm, Scope
from application.price_lists.ports import ListHead, ListLine
from domain.shared.ids import VariantId

encode = msgspec.json.Encoder(decimal_format="string").encode
GOODS = ("variant", "sku", "name", "unit", "section", "minimum", "multiple", "packagings", "contract")
PRICES = ("price", "currency", "vat_rate", "vat_included", "gross")
STOCK = ("available",)


def columns(scopes: frozenset[Scope]) -> tuple[str, ...]:
    return (*GOODS, *(PRICES if Scope.PRICES in scopes else ()), *(STOCK if Scope.STOCK in scopes else ()))


def facts(line: ListLine, scopes: frozenset[Scope]) -> dict[str, Any]:
    """Decimals as they are; price: of one unit; gross: what is paid for it. null: on request."""
    goods, price = line.goods, line.price
    found: dict[str, Any] = {
        "variant": str(goods.variant), "sku": goods.sku, "name": goods.name, "unit": goods.unit,
        "section": line.section, "minimum": line.steps.minimum, "multiple": line.steps.multiple,
        "packagings": [{"id": str(one.id), "name": one.name, "units": plain(one.to_base(Decimal(1)))}
                       for one in line.packagings],
        "contract": line.contract,
    }  # fmt: skip
    if Scope.PRICES in scopes:
        is_priced = price is not None
        found |= {
            "price": price.price if price is not None else None,
            "currency": price.currency.value if price is not None else None,
            "vat_rate": price.vat_rate if price is not None else None,
            "vat_included": price.vat_included if is_priced and price is not None else None,
            "gross": price.gross if price is not None else None,
        }
    if Scope.STOCK in scopes:
        found["available"] = max(line.available or Decimal(0), Decimal(0))
    return found


@frozen
class Feeds:
    """The port `FeedWriter`. `zone`: in which YML tells its moment."""

    zone: ZoneInfo

    def write(
        self, form: FeedForm, head: ListHead, lines: Iterable[ListLine], scopes: frozenset[Scope]
    ) -> "CsvFeed | JsonFeed | YmlFeed":
        if form is FeedForm.YML:
            offers = Offers(Scope.PRICES in scopes, Scope.STOCK in scopes)
            offers.write(lines)
            return YmlFeed(offers, head, self.zone)
        file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  # whoever asked closes it
        return json_feed(file, head, lines, scopes) if form is FeedForm.JSON else csv_feed(file, lines, scopes)


@frozen
class YmlFeed:
    offers: Offers
    head: ListHead
    zone: ZoneInfo

    def finished(self, cursor: int, gone: Iterable[VariantId]) -> BinaryIO:
        for variant in gone:
            self.offers.gone(variant)
        file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  # whoever asked closes it
        self.offers.complete(file, self.head, self.zone, cursor)
        file.seek(0)
        return file


def json_feed(file: BinaryIO, head: ListHead, lines: Iterable[ListLine], scopes: frozenset[Scope]) -> "JsonFeed":
    """One line of the file is one line of the feed, so that it is read as a stream, too."""
    told = {
        "at": head.at, "client": head.client, "contracts": [one.contract for one in head.basis],
        "pricing_version": head.pricing_version, "catalogue_version": head.catalogue_version,
    }  # fmt: skip
    file.write(encode(told)[:-1] + b',"lines":[')
    mark = b"\n"
    for line in lines:
        file.write(mark + encode(facts(line, scopes)))
        mark = b",\n"
    return JsonFeed(file)


@frozen
class JsonFeed:
    file: BinaryIO

    def finished(self, cursor: int, gone: Iterable[VariantId]) -> BinaryIO:
        tail = {"gone": [str(variant) for variant in gone], "cursor": str(cursor)}
        self.file.write(b"\n]," + encode(tail)[1:] + b"\n")
        self.file.seek(0)
        return self.file


def csv_feed(file: BinaryIO, lines: Iterable[ListLine], scopes: frozenset[Scope]) -> "CsvFeed":
    """For programs: commas, a decimal point, UTF-8. A line that is gone has its variant and a 1 in the last column."""
    names = columns(scopes)
    text = TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*names, "gone"])
    for line in lines:
        told = facts(line, scopes)
        writer.writerow([*(cell(told, name) for name in names), ""])
    text.flush()
    text.detach()
    return CsvFeed(file, len(names))


def cell(told: Mapping[str, Any], name: str) -> str:
    value = told[name]
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, list):
        return "; ".join(f"{one['name']}={one['units']}" for one in value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@frozen
class CsvFeed:
    file: BinaryIO
    columns: int

    def finished(self, cursor: int, gone: Iterable[VariantId]) -> BinaryIO:
        for variant in gone:
            self.file.write(f"{variant}{',' * self.columns}1\n".encode())
        self.file.seek(0)
        return self.file
