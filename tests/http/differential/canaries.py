"""Facts of one client that nobody else may hear, made so that they are known again in whatever dress they come."""

import html
import re
import zlib
from collections.abc import Iterable
from io import BytesIO
from urllib.parse import unquote_plus
from zipfile import ZipFile, is_zipfile

from attrs import field, frozen

ARCHIVE = b"PK\x03\x04"
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# Grouping of digits, and whatever else a page puts between the parts of a name.
BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
LAYERS = 3  # an address inside a link inside JSON


@frozen
class Canary:
    """`kind`: price, name, requisite, cart, order, credit, document, file, goods, assortment, company or id."""

    kind: str
    what: str
    text: str
    plain: tuple[str, ...] = field(init=False)

    @plain.default
    def _plain(self) -> tuple[str, ...]:
        whole = plain(self.text)
        # A sum may also be told in kopecks.
        return (whole, whole.replace(".", "")) if re.fullmatch(r"\d+\.\d\d", whole) else (whole,)

    def is_in(self, heard: str) -> bool:
        """`heard` is plain already."""
        return any(text in heard for text in self.plain)

    def __str__(self) -> str:
        return f"{self.what} ({self.kind}: {self.text})"


def plain(text: str) -> str:
    """Without entities, escapes, blanks, case and a decimal comma: `73 519,37`, `73519.37` and %2073 are one."""
    for _ in range(LAYERS):
        before = text
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), unquote_plus(html.unescape(text)))
        if text == before:
            break
    return BLANK.sub("", text).casefold().replace(",", ".")


def heard_in(headers: Iterable[tuple[str, str]], body: bytes) -> str:
    """All that an answer says, the compressed parts of a PDF and of a workbook opened."""
    told = [body.decode("utf-8", "replace"), *(f"{name}: {value}" for name, value in headers)]
    if b"%PDF" in body:
        told += [inflated(part).decode("utf-8", "replace") for part in STREAM.findall(body)]
    told += [part for _, part in unpacked(body)]
    return plain("\n".join(told))


def unpacked(body: bytes) -> list[tuple[str, str]]:
    """The parts of a workbook, by name; none of what is no archive, whatever stands before it."""
    if ARCHIVE not in body or not is_zipfile(BytesIO(body)):
        return []
    with ZipFile(BytesIO(body)) as archive:
        return [(name, archive.read(name).decode("utf-8", "replace")) for name in sorted(archive.namelist())]


def inflated(part: bytes) -> bytes:
    """As it stands where it is not compressed: a picture or a font."""
    try:
        return zlib.decompress(part)
    except zlib.error:
        return part
