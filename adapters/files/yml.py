"""YML (Yandex Market Language): goods with prices and stock as marketplaces and shop programs read them.

Categories stand above offers and are known only when all offers are written, so that the offers wait in a file.
"""

from collections.abc import Iterable
from decimal import Decimal
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, cast
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from attrs import define, field

from application.price_lists.ports import ListHead, ListLine

# XML 1.0 has no words for these.
CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}


def text(value: str) -> str:
    return escape(value.translate(CONTROL))


def plain(value: Decimal) -> str:
    told = f"{value:f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


@define
class Offers:
    """Offers written so far, and the categories that they name; an id for each step of a path."""

    prices: bool = True
    stock: bool = True
    file: BinaryIO = field(factory=lambda: cast(BinaryIO, TemporaryFile()))  # noqa: SIM115  # `complete` closes it
    categories: dict[str, int] = field(factory=dict)
    currencies: dict[str, None] = field(factory=dict)

    def write(self, lines: Iterable[ListLine]) -> None:
        for line in lines:
            self.file.write(self._offer(line).encode())

    def gone(self, variant: int) -> None:
        self.file.write(f'<offer id="{variant}" available="false" deleted="true"/>\n'.encode())

    def _offer(self, line: ListLine) -> str:
        goods, price = line.goods, line.price
        free = line.available or Decimal(0)
        available = ' available="true"' if free > 0 else ' available="false"'
        parts = [f'<offer id="{goods.variant}"{available if self.stock else ""}>', f"<name>{text(goods.name)}</name>"]
        if self.prices and price is not None:
            self.currencies[price.currency.value] = None
            parts.append(f"<price>{plain(price.price)}</price><currencyId>{price.currency.value}</currencyId>")
            if price.vat_rate is not None:
                parts.append(f"<vat>VAT_{plain(price.vat_rate)}</vat>")
        if goods.sku:
            parts.append(f"<vendorCode>{text(goods.sku)}</vendorCode>")
        parts.append(f"<categoryId>{self._category(line.section)}</categoryId>")
        if self.stock:
            parts.append(f"<count>{plain(max(free, Decimal(0)))}</count>")
        if line.steps.minimum:
            parts.append(f"<min-quantity>{plain(line.steps.minimum)}</min-quantity>")
        if line.steps.multiple:
            parts.append(f"<step-quantity>{plain(line.steps.multiple)}</step-quantity>")
        parts.append(f'<param name="unit">{text(goods.unit)}</param></offer>\n')
        return "".join(parts)

    def _category(self, path: str) -> int:
        """Of the last step; those above are named with it."""
        found = self.categories.get(path)
        if found is None:
            above = path.rpartition(" / ")[0]
            if above:
                self._category(above)
            found = self.categories[path] = len(self.categories) + 1
        return found

    def complete(self, target: BinaryIO, head: ListHead, zone: ZoneInfo, cursor: int | None = None) -> None:
        seller = head.basis[0].seller if head.basis else head.client
        told = "" if cursor is None else f" cursor={quoteattr(str(cursor))}"
        write = target.write
        write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
        write(f'<yml_catalog date="{head.at.astimezone(zone):%Y-%m-%dT%H:%M%z}"{told}>\n<shop>\n'.encode())
        write(f"<name>{text(seller)}</name><company>{text(seller)}</company>\n<currencies>".encode())
        # Prices are told each in its own currency: no rate is promised.
        write("".join(f'<currency id="{one}" rate="1"/>' for one in self.currencies or {"RUB": None}).encode())
        write(b"</currencies>\n<categories>\n")
        for path, id in self.categories.items():
            above, _, name = path.rpartition(" / ")
            parent = f' parentId="{self.categories[above]}"' if above else ""
            write(f'<category id="{id}"{parent}>{text(name) or "—"}</category>\n'.encode())
        write(b"</categories>\n<offers>\n")
        self.file.seek(0)
        copyfileobj(self.file, target)
        self.file.close()
        write(b"</offers>\n</shop>\n</yml_catalog>\n")
