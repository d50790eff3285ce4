"""What stands around the bulk: an incremental parser that knows where it is and turns finished units into records.

Whatever is finished is dropped, so that memory is bounded by the largest unit and one block. Fed a whole file, the
frame reads all of it: that is the plain path.
"""

from collections.abc import Callable, Iterator
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from adapters.onec.elements import local, localize, text
from adapters.onec.goods import Site
from adapters.onec.source import ROOT
from adapters.onec.units import CONTAINERS, FIELDS, HEADED, HEADS, UNITS, Path, Unit, is_unknown
from application.exchange.lexical import moment
from application.exchange.records import FileHead, Record
from application.exchange.refusals import BrokenFile, Journal, RecordRefused

MOUTHFUL = 1 << 18  # so that too deep a nesting is noticed before it fills the memory
LONGEST_TOKEN = 1 << 24  # a longer text or tag is refused: an unfinished tag is read anew with every mouthful
REPARABLE = frozenset((4, 6, 11, 14))  # expat: invalid token, partial character, undefined entity, bad reference


class Frame:
    """Feed it bytes that end at a tag's end; every feed gives the records that it finished."""

    def __init__(self, journal: Journal, max_depth: int) -> None:
        self.journal = journal
        self.split_parts = False  # 3.x: prices and rests in files of their own
        self.events = 0  # of the last feed
        self.last_event = ""
        self._parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
        self._flush: Callable[[], None] = getattr(self._parser, "flush", lambda: None)  # newer expat holds tags back
        self._silence = 0  # bytes since the last event
        self._max_depth = max_depth
        self._stack: list[Element] = []
        self._path: list[str] = []  # local names below the root
        self._unit_depth = 0  # of the unit that is open, 0 outside units
        self._fields: dict[str, Element] | None = None  # of the section's head, None once it is told
        self._ordinals: dict[Path, int] = {}

    @property
    def path(self) -> Path:
        return tuple(self._path)

    def feed(self, data: bytes) -> Iterator[Record]:
        """Raises: BrokenFile for bytes that are no XML, too deep a nesting and a root that is not CommerceML."""
        self.events = 0
        for begin in range(0, len(data), MOUTHFUL):
            self._parser.feed(data[begin : begin + MOUTHFUL])
            self._flush()
            before = self.events
            yield from self._drain()
            self._silence = 0 if self.events > before else self._silence + MOUTHFUL
            if self._silence > LONGEST_TOKEN:
                raise BrokenFile("too-long", f"Текст или тег длиннее {LONGEST_TOKEN >> 20} МБ")

    def close(self) -> Iterator[Record]:
        try:
            self._parser.close()
        except ParseError:
            raise BrokenFile("truncated", "Файл обрывается: нет закрывающего тега корневого элемента") from None
        yield from self._drain()

    def site(self, path: Path) -> Site:
        """The place of the next unit at `path`."""
        return Site(path, self.count(path), self.journal, self.split_parts)

    def count(self, path: Path) -> int:
        ordinal = self._ordinals[path] = self._ordinals.get(path, 0) + 1
        return ordinal

    def _drain(self) -> Iterator[Record]:
        for event, element in self._read_events():
            tag = local(element.tag)
            self.events += 1
            self.last_event = event
            if event == "start":
                yield from self._start(element, tag)
            else:
                yield from self._end(element, tag)
        self._prune()

    def _read_events(self) -> Iterator[tuple[str, Element]]:
        """An error comes after the events before it."""
        try:
            yield from cast("Iterator[tuple[str, Element]]", self._parser.read_events())
        except ParseError as error:
            raise BrokenFile("not-well-formed", sentence(error), error.code in REPARABLE) from None

    def _start(self, element: Element, tag: str) -> Iterator[Record]:
        self._stack.append(element)
        depth = len(self._stack)
        if depth > self._max_depth:
            raise BrokenFile("too-deep", f"Вложенность элементов больше {self._max_depth}")
        if depth == 1:
            yield self._open_root(element, tag)
            return
        self._path.append(tag)
        if self._unit_depth:
            return
        path = self.path
        if path in UNITS:
            self._unit_depth = depth
        if depth == 2:
            self._fields = {} if tag in HEADED else None
            if tag == "Контейнер":
                self.count(path)
        elif path in CONTAINERS:
            yield from self._head()

    def _open_root(self, element: Element, tag: str) -> FileHead:
        if tag != ROOT:
            raise BrokenFile("not-commerceml", f"Это не файл CommerceML: корневой элемент «{tag[:60]}»")
        version = (element.get("ВерсияСхемы") or "").strip()
        self.split_parts = version.startswith("3") or "commerceml_3" in element.tag
        return FileHead(version or None, moment(element.get("ДатаФормирования")), element.get("Ид"))

    def _end(self, element: Element, tag: str) -> Iterator[Record]:
        depth = len(self._stack)
        if depth == self._unit_depth:
            yield from self._unit(element)
        elif not self._unit_depth and depth > 1:
            if depth == 2:
                yield from self._head()
            if is_unknown(self.path):
                self.journal.notice("unknown-element", "/".join(self._path))
            if depth == 3 and self._fields is not None and tag in FIELDS:
                self._fields[tag] = element
            elif not (depth > 3 and self._path[1] in FIELDS):
                element.clear()
        self._stack.pop()
        if self._path:
            self._path.pop()

    def _unit(self, element: Element) -> Iterator[Record]:
        self._unit_depth = 0
        path = self.path
        site = self.site(path)
        localize(element)
        container = self._ordinals.get(("Контейнер",)) if path[0] == "Контейнер" else None
        built: list[Record] = []
        try:
            built.extend(UNITS[path](Unit(element, site, container)))
        except RecordRefused as refusal:
            site.refuse(refusal.path, refusal.code, refusal.text, text(element, "Ид"))
        if self.journal.refused:
            yield from self.journal.take_refused()
        yield from built
        element.clear()

    def _head(self) -> Iterator[Record]:
        if self._fields is not None:
            section = self._stack[1]
            head = Element(local(section.tag), section.attrib)
            head.extend(self._fields.values())
            self._fields = None
            yield HEADS[head.tag](localize(head))

    def _prune(self) -> None:
        """Let go of finished elements: what is needed of them is in records, or in the fields of a head."""
        for depth, element in enumerate(self._stack, 1):
            if depth == self._unit_depth or depth == 3 and self._path[1] in FIELDS:
                return
            del element[:]


def sentence(error: ParseError) -> str:
    line, column = error.position
    return f"Файл не разбирается как XML (строка {line}, позиция {column}): {str(error).partition(':')[0]}"
