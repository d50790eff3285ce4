"""The fast path: bulk records are cut out of the bytes, and those whose hash the caller knows are not parsed at all."""

import hashlib
import re
from collections.abc import Callable, Generator, Iterator
from xml.etree.ElementTree import XML, ParseError

from attrs import frozen

from adapters.onec.fields import Fields, fields_of
from adapters.onec.frame import LONGEST_TOKEN, Frame
from adapters.onec.goods import Site, offer, offer_kind, product
from adapters.onec.units import BULK, Path
from adapters.onec.usual import LONGEST_PARSED, UsualReader
from application.exchange.lexical import identity
from application.exchange.records import OfferRecord, ProductRecord, Record, Unchanged, record_key
from application.exchange.refusals import RecordRefused

Known = Callable[[str, str], bytes | None]
Step = Generator[Record, None, bool]  # returns whether more can be done with the bytes at hand

READER = hashlib.sha1(b"onec reader 2\0", usedforsecurity=False)  # a change of meaning changes it, and every hash
LONGEST_CUT = 1 << 22  # a longer record is left to the frame
NEAR = 29_000  # in so few bytes `find` makes no tables first, which cost more than finding the end of a usual record

OPENING = re.compile("<(?:Товары|Предложения)(?:\\s[^<>]*)?>".encode())
PRICES_TAG, RESTS_TAG = "<Цены".encode(), "<Остатки".encode()
CHARACTERISTIC = re.compile("<ИдХарактеристики>([^<&]*)</ИдХарактеристики>".encode())


def none_known(kind: str, erp_id: str) -> bytes | None:
    return None


@frozen
class Bulk:
    """The spelling of one kind of bulk record and the way to read it."""

    container: Path
    path: Path
    record: re.Pattern[bytes]  # blanks, then the start of a record
    closing: bytes
    ending: re.Pattern[bytes]  # of the container
    first_id: re.Pattern[bytes]
    build: Callable[[Fields, Site, bytes | None], ProductRecord | OfferRecord]


def bulk(path: Path, tag: str) -> Bulk:
    goods = tag == "Товар"
    return Bulk(
        container=path,
        path=(*path, tag),
        record=re.compile(rf"\s*(?=<{tag}[\s>])".encode()),
        closing=f"</{tag}>".encode(),
        ending=re.compile(rf"\s*</{path[-1]}\s*>".encode()),
        first_id=re.compile(rf"<{tag}(?:\s[^<>]*)?>\s*<Ид>([^<&]*)</Ид>".encode()),
        build=product if goods else offer,
    )


class Asking:
    """Whether the caller is asked if it knows a record: always, but seldom once a long row of them was new.

    To learn a record's key and look for it costs a twentieth of reading it, in vain for each record of a first export.
    A record that is not asked about is read and compared as any other: that changes the cost, not the result.
    """

    ROW, SELDOM = 500, 16

    def __init__(self, anything_known: bool) -> None:
        self.anything_known = anything_known
        self.in_vain = 0  # records in a row, asked about or not

    def is_due(self) -> bool:
        if not self.anything_known:
            return False
        self.in_vain += 1
        return self.in_vain <= self.ROW or self.in_vain % self.SELDOM == 0


BULKS = {path: bulk(path, tag) for path, tag in BULK.items()}


class Cutter:
    """Walks over blocks: feeds the frame up to a container of bulk records, cuts those, feeds what follows.

    A cut is trusted by induction: it begins where the frame stands between two records, and if it parses as one whole
    element then that is what the frame's parser would have met there. A cut that does not parse (a comment, a CDATA
    section or a nested record holds the closing tag) is fed to the frame instead, and cutting goes on where a closing
    tag fed alone brings the frame between records again.
    """

    def __init__(self, frame: Frame, known: Known) -> None:
        self.frame = frame
        self.known = known
        self.usual = UsualReader()
        self.asking = Asking(known is not none_known)
        self.buffer = b""
        self.at = 0
        self.bulk: Bulk | None = None
        self.lost = False  # inside a container, but not known to be between two records

    def records(self, stream: Iterator[bytes]) -> Iterator[Record]:
        for block in stream:
            self.buffer = self.buffer[self.at :] + block
            self.at = 0
            more = True
            while more:
                more = yield from self._step()
        yield from self._feed(len(self.buffer))
        yield from self.frame.close()

    def _step(self) -> Step:
        if self.bulk is None:
            return self._seek()
        return self._resync(self.bulk) if self.lost else self._cut(self.bulk)

    def _feed(self, end: int) -> Iterator[Record]:
        begin, self.at = self.at, end
        yield from self.frame.feed(self.buffer[begin:end])

    def _feed_to_last_tag(self) -> Step:
        end = self.buffer.rfind(b">", self.at) + 1
        if not end and len(self.buffer) - self.at > LONGEST_TOKEN:
            end = len(self.buffer)
        if end:
            yield from self._feed(end)
        return False

    def _seek(self) -> Step:
        """Feed up to a container of bulk records; one that the parser does not see as such is a text or a comment."""
        found = OPENING.search(self.buffer, self.at)
        if found is None:
            return (yield from self._feed_to_last_tag())
        yield from self._feed(found.start())
        yield from self._feed(found.end())
        if self.frame.events == 1 and self.frame.last_event == "start":
            self.bulk = BULKS.get(self.frame.path)
        return True

    def _cut(self, bulk: Bulk) -> Step:
        while found := bulk.record.match(self.buffer, self.at):
            begin = found.end()
            end = self.buffer.find(bulk.closing, begin, begin + NEAR)
            if end < 0:
                end = self.buffer.find(bulk.closing, begin + NEAR - len(bulk.closing))
            if end < 0:
                self.lost = len(self.buffer) - begin > LONGEST_CUT
                return self.lost
            end += len(bulk.closing)
            record = self._unchanged_or_read(bulk, self.buffer[begin:end])
            if record is None:
                self.lost = True
                return True
            self.at = end
            if self.frame.journal.refused:
                yield from self.frame.journal.take_refused()
            if not isinstance(record, RecordRefused):
                yield record
        if over := bulk.ending.match(self.buffer, self.at):
            yield from self._feed(over.end())
            self.bulk = None
            return True
        self.lost = self.buffer.find(b">", self.at) >= 0
        return self.lost

    def _resync(self, bulk: Bulk) -> Step:
        end = self.buffer.find(bulk.closing, self.at)
        if end < 0:
            more = yield from self._feed_to_last_tag()
        else:
            yield from self._feed(end)
            yield from self._feed(end + len(bulk.closing))
            self.lost = not (self.frame.events == 1 and self.frame.path == bulk.container)
            more = True
        if self.frame.path[:2] != bulk.container:
            self.bulk, self.lost = None, False
        return more

    def _unchanged_or_read(self, bulk: Bulk, raw: bytes) -> Record | RecordRefused | None:
        """None when the cut is not one whole element, or is so long that only the frame may parse it."""
        digest = READER.copy()
        digest.update(raw)
        raw_hash = digest.digest()[:16]
        if self.asking.is_due():
            named = self._named(bulk, raw)
            if named is not None and self.known(*named) == raw_hash:
                self.asking.in_vain = 0
                self.frame.count(bulk.path)
                return Unchanged(*named)
        said = self.usual.fields(raw)
        if said is None:
            if len(raw) > LONGEST_PARSED:
                return None
            try:
                said = fields_of(XML(raw))
            except ParseError:
                return None
        site = self.frame.site(bulk.path)
        try:
            return bulk.build(said, site, raw_hash)
        except RecordRefused as refusal:
            site.refuse(refusal.path, refusal.code, refusal.text, said.get("Ид"))
            return refusal

    def _named(self, bulk: Bulk, raw: bytes) -> tuple[str, str] | None:
        """Kind and key, when the record begins with its id; otherwise it is parsed to learn them."""
        found = bulk.first_id.match(raw)
        if found is None:
            return None
        try:
            erp_id, characteristic = identity(found[1].decode())
            if bulk.build is product:
                return "product", record_key(erp_id, characteristic)
            if characteristic is None and (apart := CHARACTERISTIC.search(raw)):
                characteristic = apart[1].decode().strip() or None
        except UnicodeDecodeError:
            return None
        kind = offer_kind(self.frame.split_parts, PRICES_TAG in raw, RESTS_TAG in raw)
        return kind, record_key(erp_id, characteristic)
