"""The bytes of a file as blocks of UTF-8 that begin at the root element.

The root's own spelling decides the encoding: a mark (BOM) or a declaration that says otherwise is overruled and
noticed. Nothing before the root but a declaration, comments and instructions is let through, so that no parser ever
sees a DOCTYPE, and with it an entity. Source: CommerceML, encoding in practice.
"""

import codecs
import itertools
import re
from collections.abc import Iterator
from typing import BinaryIO

from application.exchange.refusals import BrokenFile, Journal

BLOCK = 1 << 17  # what is done with a block, from its copying to its regular expressions, stays in the nearer caches
HEAD = 1 << 16
ROOT = "КоммерческаяИнформация"
ENCODINGS = ("utf-8", "cp1251", "cp866", "koi8-r")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PROLOG = re.compile(rb"\s*(?:<\?xml\s[^>]*\?>)?(?:\s+|<!--(?:(?!--).)*-->|<\?(?!xml\s).*?\?>)*", re.DOTALL)
_DECLARED = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")

CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
CDATA = b"<![CDATA["
LONGEST_HELD = 1 << 25
LONGEST_REFERENCE = 12
_REFERENCE = re.compile(rb"&(?:(amp|lt|gt|quot|apos);|#([0-9]{1,7});|#x([0-9A-Fa-f]{1,6});)?")


def blocks(file: BinaryIO, journal: Journal, max_bytes: int, repair: bool = False) -> Iterator[bytes]:
    """UTF-8 from `<` of the root on; with `repair`, forbidden characters are removed and a bare `&` is escaped.

    Raises: BrokenFile for an empty file, a wrong root, a DOCTYPE or more than `max_bytes`.
    """
    file.seek(0)
    head = file.read(HEAD)
    encoding, mark = mark_of(head)
    encoding = encoding if encoding.startswith("utf-16") else spelling(head[len(mark) :], journal, bool(mark))
    raw = limited(file, head[len(mark) :], len(head), max_bytes)
    stream = raw if encoding == "utf-8" and not repair else recoded(raw, encoding, "replace" if repair else "strict")
    stream = itertools.chain([prolog_cut(next(stream))], stream)
    yield from repaired(stream) if repair else stream


def limited(file: BinaryIO, first: bytes, size: int, max_bytes: int) -> Iterator[bytes]:
    yield first
    while block := file.read(BLOCK):
        size += len(block)
        if size > max_bytes:
            raise BrokenFile("too-big", f"Файл больше {max_bytes // (1 << 20)} МБ; уменьшите порцию выгрузки")
        yield block


def recoded(raw: Iterator[bytes], encoding: str, errors: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    try:
        for block in raw:
            yield decoder.decode(block).encode()
        yield decoder.decode(b"", True).encode()
    except UnicodeError:
        raise BrokenFile("not-well-formed", f"В файле есть байты, которых нет в кодировке {encoding}", True) from None


def mark_of(head: bytes) -> tuple[str, bytes]:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, mark
    return "", b""


def spelling(head: bytes, journal: Journal, marked: bool) -> str:
    """The encoding in which the name of the root stands in the file.

    Raises: BrokenFile when there is no such root.
    """
    for encoding in ENCODINGS:
        if re.search(rb"<(?:[\w.-]+:)?" + re.escape(ROOT.encode(encoding)) + rb"[\s/>]", head):
            declared = _DECLARED.match(head)
            said = declared[1].decode().lower() if declared else "utf-8"
            if known_as(said) != encoding or (marked and encoding != "utf-8"):
                journal.notice("encoding-mismatch", f"{said} → {encoding}")
            return encoding
    raise refusal(head)


def known_as(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return name


def refusal(head: bytes) -> BrokenFile:
    begin = head.lstrip()
    if not begin.strip(b"\0"):
        return BrokenFile("empty", "Файл пуст")
    if begin.startswith(b"<not valid xml"):
        return BrokenFile("failure-marker", "Модуль обмена 1С прислал вместо данных отметку о своей ошибке")
    if begin.startswith(b"PK"):
        return BrokenFile("archive", "Вместо XML пришёл архив")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        return doctype()
    return BrokenFile("not-commerceml", "Это не файл CommerceML: нет корневого элемента «КоммерческаяИнформация»")


def doctype() -> BrokenFile:
    return BrokenFile("doctype", "В файле объявлен DOCTYPE; такие файлы не принимаются")


def prolog_cut(head: bytes) -> bytes:
    """The head from the root on.

    Raises: BrokenFile when anything but a declaration, comments and instructions stands before the root.
    """
    match = _PROLOG.match(head)
    body = head[match.end() :] if match else head
    if body.startswith((b"<!DOCTYPE", b"<!ENTITY")):
        raise doctype()
    if not re.match(rb"<(?:[\w.-]+:)?" + ROOT.encode() + rb"[\s/>]", body):
        raise refusal(b"" if not head.strip() else b"?" + head)
    return body


def repaired(stream: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes without what XML forbids; nothing inside CDATA is escaped.

    Raises: BrokenFile for a CDATA section without an end.
    """
    held = b""
    for block in stream:
        ready, held = escaped(scrubbed(held + block))
        yield ready
        if len(held) > LONGEST_HELD:
            break
    if CDATA in held:
        raise BrokenFile("not-well-formed", "Раздел CDATA не закрыт")
    yield _REFERENCE.sub(mended, held)


def scrubbed(block: bytes) -> bytes:
    return block.translate(None, CONTROLS).replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")


def escaped(block: bytes) -> tuple[bytes, bytes]:
    """What is certain, and the rest: an open CDATA section, or the last bytes, which the next may complete."""
    ready = []
    begin = 0
    while (section := block.find(CDATA, begin)) >= 0 and (end := block.find(b"]]>", section)) >= 0:
        ready += [_REFERENCE.sub(mended, block[begin:section]), block[section : end + 3]]
        begin = end + 3
    cut = section if section >= 0 else max(begin, len(block) - LONGEST_REFERENCE)
    ampersand = block.rfind(b"&", max(begin, cut - LONGEST_REFERENCE), cut)
    cut = ampersand if section < 0 <= ampersand else cut
    return b"".join(ready) + _REFERENCE.sub(mended, block[begin:cut]), block[cut:]


def mended(match: re.Match[bytes]) -> bytes:
    whole = match[0]
    if whole == b"&":
        return b"&amp;"
    digits = match[2] or match[3]
    if digits is None:
        return whole
    code = int(digits, 10 if match[2] else 16)
    allowed = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return whole if allowed else b""
