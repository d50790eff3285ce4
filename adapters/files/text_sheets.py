"""A sheet as text: CSV of whichever encoding and divider Russian table programs write. Workbooks go to `XlsxSheets`."""

import csv
import io

from adapters.files.kinds import kind_of
from adapters.files.xlsx import XlsxSheets
from application.shared.sheets import MOST_BYTES, FileRefused, SheetRead

MOST_LINES = 200_000
WIDEST = 300
LONGEST_CELL = 100_000


class AnySheets(XlsxSheets):
    """Workbooks, and text beside them."""

    def read(self, content: bytes) -> SheetRead:
        if len(content) > MOST_BYTES:
            raise FileRefused("too-large", MOST_BYTES)
        return read_text(content) if kind_of(content) == "csv" else super().read(content)


def read_text(content: bytes) -> SheetRead:
    text = decoded(content)
    csv.field_size_limit(LONGEST_CELL)
    rows: list[tuple[int, tuple[str, ...]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider(text))
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, tuple(cell.strip() for cell in row)))
            if len(rows) > MOST_LINES:
                raise FileRefused("too-long", MOST_LINES)
    except csv.Error:
        raise FileRefused("broken") from None
    if not rows:
        raise FileRefused("empty")
    if len(rows[0][1]) > WIDEST:
        raise FileRefused("too-wide", WIDEST)
    headings = tuple(" ".join(heading.split()) for heading in rows[0][1])
    return SheetRead("", headings, tuple(rows[1:]))


def decoded(content: bytes) -> str:
    """By its mark, else UTF-8 where it is that, else windows-1251."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


def divider(text: str) -> str:
    """What the first line is divided by most often."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(";\t,", key=first.count)
