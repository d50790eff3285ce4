"""CSV as people save it: Windows-1251, UTF-8 or UTF-16; semicolons, commas or tabs; perhaps `sep=;` on top."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from attrs import frozen

from adapters.files.kinds import is_text
from application.filling.sheets import HEAD, MOST_FILE_ROWS, TableNotes
from application.shared.sheets import FileRefused

DELIMITERS = ";\t,|"
MOST_COLUMNS = 200
MOST_CELL = 10_000


@frozen
class CsvTable:
    name: str
    rows: Sequence[tuple[int, tuple[str, ...]]]
    notes: TableNotes = TableNotes()

    def head(self, rows: int) -> Sequence[tuple[int, tuple[str, ...]]]:
        return self.rows[:rows]

    def picked(self, columns: Sequence[int], after: int, filled: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        for number, row in self.rows:
            if number > after and filled < len(row) and row[filled]:
                yield number, tuple(row[place] if place < len(row) else "" for place in columns)


def csv_tables(content: bytes) -> Sequence[CsvTable]:
    """Raises FileRefused."""
    text = decoded(content)
    lines = text.lstrip().splitlines()
    told = lines[0].strip().strip('"') if lines else ""
    delimiter, skipped = delimiter_of(lines[:HEAD]), 0
    if told[:4].lower() == "sep=" and len(told) == 5:
        delimiter, skipped = told[4], 1
    rows = []
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter), 1):
            if number > MOST_FILE_ROWS:
                raise FileRefused("too-long", MOST_FILE_ROWS)
            if len(row) > MOST_COLUMNS:
                raise FileRefused("too-wide", MOST_COLUMNS)
            cells = tuple(plain(cell) for cell in row)
            if number > skipped and any(cells):
                rows.append((number, cells))
    except csv.Error:
        raise FileRefused("broken-csv") from None
    return [CsvTable("CSV", rows)] if rows else []


def plain(cell: str) -> str:
    """Without the apostrophe behind which we write what looks like a formula, and `="00123"` as it is shown."""
    text = cell[:MOST_CELL].strip()
    if text.startswith('="') and text.endswith('"'):
        return text[2:-1]
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text


def decoded(content: bytes) -> str:
    """Raises FileRefused for what is no text in any of the encodings."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16")
    head = content[:2000]
    if head[1::2].count(0) > len(head) // 4:
        return _strict(content, "utf-16-le")
    if head[::2].count(0) > len(head) // 4:
        return _strict(content, "utf-16-be")
    if not is_text(content[:4096]):
        raise FileRefused("unknown")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _strict(content, "cp1251")
    return mended(text)


def mended(text: str) -> str:
    """«РђСЂС‚РёРєСѓР»» is UTF-8 that some program took for Windows-1251 and saved again."""
    if text[:2000].count("Р") + text[:2000].count("С") < 8:
        return text
    try:
        return text.encode("cp1251").decode()
    except UnicodeError:
        return text


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefused("encoding") from None


def delimiter_of(lines: Sequence[str]) -> str:
    """The one that divides most lines into as many columns; a comma is also the decimal one, so it comes last."""
    best, score = ";", 0
    for mark in DELIMITERS:
        counts = [line.count(mark) for line in lines if line.strip()]
        common = max(set(counts), key=counts.count, default=0)
        worth = counts.count(common) * (2 if mark != "," else 1) if common else 0
        if worth > score:
            best, score = mark, worth
    return best
