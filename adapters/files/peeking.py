"""What a workbook's parts tell beside its values, read while the archive is weighed (see `archive`)."""

import re
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from attrs import define, field, frozen

from adapters.files.archive import LONGEST_TAG, MOST_COLUMNS, column_number, look_through, unpacked
from application.filling.sheets import MOST_FILE_ROWS, TableNotes

ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="([0-9]{1,7})"[^>]*?\bhidden="(?:1|true)"')
COLUMN = re.compile(rb'<(?:\w+:)?col\s[^>]*>')
# A formula that was written by a program that does not calculate: nothing stands behind it.
NO_VALUE = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\s*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
ATTRIBUTE = re.compile(rb'\b(min|max|hidden)="([^"]*)"')
FORMAT = re.compile(rb'<(?:\w+:)?numFmt\s[^>]*?numFmtId="([0-9]+)"[^>]*?formatCode="(0{2,20})"')
FORMAT_BACK = re.compile(rb'<(?:\w+:)?numFmt\s[^>]*?formatCode="(0{2,20})"[^>]*?numFmtId="([0-9]+)"')
STYLES = re.compile(rb"<(?:\w+:)?cellXfs.*?</(?:\w+:)?cellXfs>", re.DOTALL)
STYLE = re.compile(rb'<(?:\w+:)?xf\s[^>]*?numFmtId="([0-9]+)"')
SHEET = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml")


@frozen
class Peeked:
    notes: TableNotes = TableNotes()
    zeros: Mapping[tuple[int, int], int] = field(factory=dict)


@define
class Peek:
    """One sheet, piece by piece. padded: styles that show a number with so many digits."""

    padded: Mapping[int, int]
    rows: set[int] = field(factory=set)
    columns: set[int] = field(factory=set)
    unevaluated: int = 0
    zeros: dict[tuple[int, int], int] = field(factory=dict)
    tail: bytes = b""
    cell: "re.Pattern[bytes] | None" = None

    def __attrs_post_init__(self) -> None:
        if self.padded:
            styles = b"|".join(str(style).encode() for style in self.padded)
            self.cell = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?\bs="(' + styles + rb')"')

    def look(self, piece: bytes) -> None:
        # What straddles two pieces is met with the second; what is met twice is the same.
        text = self.tail + piece
        if b"hidden" in text:
            self.rows.update(int(number) for number in ROW.findall(text))
            for tag in COLUMN.findall(text):
                told = dict(ATTRIBUTE.findall(tag))
                if told.get(b"hidden") in (b"1", b"true"):
                    self.columns.update(range(int(told[b"min"]) - 1, min(int(told[b"max"]), MOST_COLUMNS)))
        if b"f>" in text or b"f/>" in text:
            self.unevaluated += sum(found.end() > len(self.tail) for found in NO_VALUE.finditer(text))
        if self.cell is not None:
            for letters, digits, style in self.cell.findall(text):
                self.zeros[int(digits), column_number(letters)] = self.padded[int(style)]
        self.tail = text[-LONGEST_TAG:]

    def peeked(self) -> Peeked:
        notes = TableNotes(frozenset(self.rows), frozenset(self.columns), self.unevaluated)
        return Peeked(notes, self.zeros)


def peek(content: bytes) -> Mapping[int, Peeked]:
    """By the place of the sheet in the archive's names, which table programs keep in the order of the sheets. Raises
    FileRefused."""
    padded = padded_styles(content)
    peeks: dict[int, Peek] = {}

    def watch(name: str, piece: bytes) -> None:
        found = SHEET.fullmatch(name)
        if found:
            peeks.setdefault(int(found[1]) - 1, Peek(padded)).look(piece)

    look_through(content, MOST_FILE_ROWS, watch)
    return {place: one.peeked() for place, one in peeks.items()}


def padded_styles(content: bytes) -> Mapping[int, int]:
    """Styles such as 00000, by their number in the list of styles."""
    try:
        archive = ZipFile(BytesIO(content))
        part = next((one for one in archive.infolist() if one.filename == "xl/styles.xml"), None)
        if part is None:
            return {}
        text = b""
        for piece in unpacked(content, part):
            text += piece
            if len(text) > 4 * 1024 * 1024:
                return {}
    except (BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError):
        return {}
    formats = {int(id): len(code) for id, code in FORMAT.findall(text)}
    formats |= {int(id): len(code) for code, id in FORMAT_BACK.findall(text)}
    if not formats:
        return {}
    block = STYLES.search(text)
    styles = STYLE.findall(block[0]) if block else []
    return {place: formats[int(id)] for place, id in enumerate(styles) if int(id) in formats}
