"""Looks through a workbook before it is read: how much it unpacks to, how far its cells reach.

What the archive says of its own sizes is not believed: every part is unpacked here in pieces, counted, and dropped.
A sheet is read as a rectangle, so that one cell in the last corner would cost as much as seventeen milliards.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from adapters.files.kinds import kind_in
from application.shared.sheets import MOST_ROWS, FileRefused

MOST_UNPACKED = 128 * 1024 * 1024
# Tables of numbers pack about tenfold, the emptiest real ones fortyfold.
MOST_RATIO = 200
RATIO_FROM = 8 * 1024 * 1024
MOST_COLUMNS = 200
MOST_PARTS = 2000
PIECE = 256 * 1024
STORED, DEFLATED = 0, 8
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
# A cell that holds something: one without content is style alone, and costs nothing.
CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
LONGEST_TAG = 512


Watch = Callable[[str, bytes], object]


def look_through(content: bytes, most_rows: int = MOST_ROWS, watch: Watch | None = None) -> None:
    """`watch` is told the pieces of the sheets as they go by. Raises FileRefused."""
    try:
        archive = ZipFile(BytesIO(content))
        parts = archive.infolist()
        kind = kind_in({part.filename for part in parts})
        if kind != "xlsx":
            raise FileRefused(kind)
        if any(part.filename == "xl/vbaProject.bin" for part in parts):
            raise FileRefused("macros")
        if len(parts) > MOST_PARTS:
            raise FileRefused("bomb")
        total = 0
        for part in parts:
            reach = Reach(most_rows) if part.filename.startswith("xl/worksheets/") else None
            for piece in unpacked(content, part):
                total += len(piece)
                if total > MOST_UNPACKED or (total > RATIO_FROM and total > MOST_RATIO * len(content)):
                    raise FileRefused("bomb")
                if reach is not None:
                    reach.look(piece)
                    if watch is not None:
                        watch(part.filename, piece)
    except (BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError):
        raise FileRefused("broken") from None


def unpacked(content: bytes, part: ZipInfo) -> Iterator[bytes]:
    """Pieces of bounded size, whatever the part says of itself."""
    if part.flag_bits & 1:
        raise FileRefused("locked")
    _, _, _, method, *_, name, extra = LOCAL_HEADER.unpack_from(content, part.header_offset)
    start = part.header_offset + LOCAL_HEADER.size + name + extra
    packed = content[start : start + part.compress_size]
    if method == STORED:
        yield packed
        return
    if method != DEFLATED:
        raise FileRefused("broken")
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    while packed and not stream.eof:
        yield stream.decompress(packed, PIECE)
        packed = stream.unconsumed_tail


# Of a cell that may lie too far: most pieces have none, and are not taken apart.
FAR_COLUMN = rb' r="(?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])[0-9]'


class Reach:
    """The last row and column with content, looked for piece by piece."""

    def __init__(self, most_rows: int) -> None:
        self.tail = b""
        self.most_rows = most_rows
        digits = len(str(most_rows + 20))
        self.far = re.compile(FAR_COLUMN + rb'| r="[A-Z]{1,3}[0-9]{%d}' % digits)

    def look(self, piece: bytes) -> None:
        """Raises FileRefused."""
        text = self.tail + piece
        self.tail = text[-LONGEST_TAG:]
        if self.far.search(text) is None:
            return
        for letters, digits in CELL.findall(text):
            # The heading, and room for a title above it.
            if int(digits) > self.most_rows + 20:
                raise FileRefused("too-long", self.most_rows)
            if column_number(letters) > MOST_COLUMNS:
                raise FileRefused("too-wide", MOST_COLUMNS)


def column_number(letters: bytes) -> int:
    """A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
