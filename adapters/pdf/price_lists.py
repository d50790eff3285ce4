"""Price lists as PDF, by Typst: for paper and for people who send them on; short ones, for it keeps all of a list."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo

import msgspec
import typst
from attrs import define, field

from application.price_lists.ports import ListHead, ListLine
from application.price_lists.values import Format, PriceListTooLong
from application.price_lists.words import ListWords
from application.shared.words import price_text, quantity_text

HERE = Path(__file__).parent
# Typst takes half a gigabyte for five thousand lines (stack 7).
MOST_LINES = 5_000
COLUMNS = {
    "ru": ("Артикул", "Наименование", "Ед.", "Кратность", "Цена", "НДС", "Остаток"),
    "en": ("Article", "Name", "Unit", "Multiple", "Price", "VAT", "In stock"),
}


@define
class TypstPriceLists:
    """The port `ListSheets`, of PDF. The same list gives the same bytes."""

    zone: ZoneInfo
    most: int = MOST_LINES
    _compiler: typst.Compiler | None = field(default=None, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def write(self, form: Format, head: ListHead, lines: Iterable[ListLine]) -> BinaryIO:
        """Raises PriceListTooLong."""
        told = data(head, lines, ListWords(head.language, self.zone), self.most)
        with self._lock:
            made = self._ready().compile(sys_inputs={"data": told}, format="pdf", timestamp=0, pdf_tags=False)
        return BytesIO(cast(bytes, made))

    def _ready(self) -> typst.Compiler:
        if self._compiler is None:
            fonts = typst.Fonts(False, False, [HERE / "fonts"])
            self._compiler = typst.Compiler(HERE / "price_list.typ", root=HERE, font_paths=fonts)
        return self._compiler


def data(head: ListHead, lines: Iterable[ListLine], words: ListWords, most: int) -> str:
    title, *told = [line for line in words.head(head) if line]
    told_of: dict[str, Any] = {
        "language": "en" if head.language == "en" else "ru",
        "title": title,
        "head": told,
        "footer": title,
        "page": "Page" if head.language == "en" else "Стр.",
        "columns": COLUMNS["en" if head.language == "en" else "ru"],
        "rows": list(rows(head, lines, words, most)),
    }
    return msgspec.json.encode(told_of).decode()


def rows(head: ListHead, lines: Iterable[ListLine], words: ListWords, most: int) -> Iterator[list[str]]:
    """A row of one cell is the heading of a section."""
    section: str | None = None
    for count, line in enumerate(lines, 1):
        if count > most:
            raise PriceListTooLong(most)
        if line.section != section:
            section = line.section
            yield [section or "—"]
        yield row(head, line, words)


def row(head: ListHead, line: ListLine, words: ListWords) -> list[str]:
    price, language = line.price, head.language
    available = line.available
    return [
        line.goods.sku,
        line.goods.name,
        line.goods.unit,
        quantity_text(line.steps.multiple, "", language) if line.steps.multiple else "",
        words.say(line.why) if price is None else price_text(price.price, price.currency.value, language),
        "" if price is None else words.vat(price),
        "" if available is None else quantity_text(max(available, Decimal(0)), line.goods.unit, language),
    ]
