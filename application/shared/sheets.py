"""Sheets of a workbook (XLSX): what is written into them and what is read out."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Protocol

from attrs import frozen

from domain.shared.errors import DomainError

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
Cell = str | Decimal | date | None


class Form(StrEnum):
    """How the cells of a column are shown."""

    TEXT = "text"
    PRICE = "price"
    QUANTITY = "quantity"
    DAY = "day"


@frozen
class Column:
    """width: in characters."""

    heading: str
    width: int
    form: Form = Form.TEXT


@frozen
class Sheet:
    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]


@frozen
class SheetRead:
    """headings: of the first row that is not empty. rows: (number in the sheet, cells as text): days as 2026-12-31,
    numbers as they are shown, without an exponent."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@frozen
class FileRefused(DomainError):
    """What was sent is no sheet to read. `why`: empty, xls, xlsb, ods, csv, picture, pdf, document, unknown, broken,
    locked, too-large, too-long, too-wide, bomb, no-sheet, no-headings. `limit`: the bound, where there is one.
    """

    code: ClassVar[str] = "file.refused"
    why: str
    limit: int | None = None
    names: tuple[str, ...] = ()


class Sheets(Protocol):
    def write(self, sheets: Sequence[Sheet]) -> bytes:
        """A workbook. Text that a table program might take for a formula is written so that it is none."""

    def read(self, content: bytes) -> SheetRead:
        """The first sheet that is not hidden; of formulas the values kept with them. Raises FileRefused."""
