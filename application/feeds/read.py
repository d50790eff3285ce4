"""A feed is read: all lines, or those that have changed since a cursor, at the prices of the site."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import blake2b
from typing import BinaryIO, Protocol

from attrs import define, field, frozen

from application.access.context import BuyerContext, Visit
from application.feeds.keys import hash_of
from application.feeds.ports import FeedStates, FeedVisits, FeedWriter
from application.feeds.values import (
    HOUR,
    MINUTE,
    MOST_AN_HOUR,
    MOST_GUESSES,
    CursorInvalid,
    FeedForm,
    FeedTooOften,
    Reader,
    Scope,
    Seen,
)
from application.price_lists.lines import present
from application.price_lists.listed_goods import ListedGoods
from application.price_lists.make import Reading
from application.price_lists.ports import ListHead, ListLine
from application.price_lists.values import Basis
from application.pricing.whole import WholeRead
from domain.access.permission import Permission
from domain.shared.errors import NotFound
from domain.shared.ids import VariantId


class Limits(Protocol):
    def allow(self, key: str, limit: int, seconds: int) -> bool: ...


@frozen
class AskFeed:
    """since: a cursor as it was told, empty for the whole. asker: whose guesses of keys are counted."""

    key: str
    form: FeedForm
    since: str = ""
    asker: str = ""


@frozen
class FeedAnswer:
    """mark: the same for answers that tell the same, whenever they were made. Whoever takes it closes the file."""

    file: BinaryIO
    cursor: int
    mark: str


@frozen
class ReadFeed:
    visits: FeedVisits
    reading: Reading
    states: FeedStates
    writer: FeedWriter
    limits: Limits

    def __call__(self, ask: AskFeed) -> FeedAnswer:
        """Raises NotFound, NotAllowed, FeedTooOften, CursorInvalid."""
        hashed = hash_of(ask.key)
        if not self.limits.allow(f"feed:{hashed.hex()}", MOST_AN_HOUR, HOUR):
            raise FeedTooOften(HOUR)
        reader, visit, context = self._known(hashed, ask.asker)
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        goods = ListedGoods(
            self.reading.index, self.reading.places, reader.sections, self.reading.own.of_client(visit, context)
        )
        with self.states.locked(reader.id) as state:
            changes = Changes(state.known(), reader.scopes)
            changes.since = changes.cursor_of(ask.since)
            with self.reading.whole.open(goods.arranged, context, visit.pricing_version) as read:
                head = head_of(reader, visit, context, read)
                unfinished = self.writer.write(ask.form, head, changes.wanted(read, goods), reader.scopes)
                gone = changes.vanished()
                cursor = changes.last + 1 if changes.told or gone else changes.last
                file = unfinished.finished(cursor, changes.gone_since(gone))
            try:
                state.tell(changes.told, gone, cursor)
            except BaseException:
                with closing(file):
                    raise
        return FeedAnswer(file, cursor, mark_of(ask, head, cursor))

    def _known(self, hashed: bytes, asker: str) -> tuple[Reader, Visit, BuyerContext]:
        try:
            return self.visits.of(hashed)
        except NotFound:
            # Only misses are counted: a server of a client asks from one address for many keys.
            if not self.limits.allow(f"feed-guess:{asker}", MOST_GUESSES, MINUTE):
                raise FeedTooOften(MINUTE) from None
            raise


def mark_of(ask: AskFeed, head: ListHead, cursor: int) -> str:
    """Lines are those of the cursor: it grows with any change of what was told. The head tells names besides."""
    told = (ask.key, ask.form.value, ask.since, str(cursor), head.client, head.inn, head.region, repr(head.basis))
    return blake2b("\0".join(told).encode(errors="replace"), digest_size=12).hexdigest()


def head_of(reader: Reader, visit: Visit, context: BuyerContext, read: WholeRead) -> ListHead:
    basis = tuple(
        Basis(one.organization_name, one.number, one.price_type_name, one.currency.value)
        for one in context.active_contracts()
    )
    whole = read.whole
    return ListHead(
        reader.id, visit.authority.language, context.party.name, context.party.inn, context.region_name, basis, (),
        whole.at, None, whole.pricing_version, whole.catalogue_version,
    )  # fmt: skip


@define
class Changes:
    """What differs from what was told before. since: None for the whole."""

    known: Mapping[VariantId, Seen]
    scopes: frozenset[Scope]
    since: int | None = None
    told: dict[VariantId, bytes] = field(factory=dict)
    met: set[VariantId] = field(factory=set)

    @property
    def last(self) -> int:
        return max((one.seen for one in self.known.values()), default=0)

    def cursor_of(self, text: str) -> int | None:
        """Raises CursorInvalid for one that was not told under this key."""
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 16) or int(text) > self.last:
            raise CursorInvalid(text[:40])
        return int(text)

    def wanted(self, read: WholeRead, goods: ListedGoods) -> Iterator[ListLine]:
        for lines in present(read, goods):
            for line in lines:
                variant = line.goods.variant
                self.met.add(variant)
                hashed, before = fingerprint(line, self.scopes), self.known.get(variant)
                if before is None or before.gone or before.hash != hashed:
                    self.told[variant] = hashed
                    yield line
                elif self.since is None or before.seen > self.since:
                    yield line

    def vanished(self) -> list[VariantId]:
        """Told before, and not there any more."""
        return [variant for variant, one in self.known.items() if not one.gone and variant not in self.met]

    def gone_since(self, gone: list[VariantId]) -> list[VariantId]:
        """Of the whole nothing is gone: it is not there."""
        if self.since is None:
            return []
        since = self.since
        return [*gone, *(variant for variant, one in self.known.items()
                         if one.gone and one.seen > since and variant not in self.met)]  # fmt: skip


def fingerprint(line: ListLine, scopes: frozenset[Scope]) -> bytes:
    """Of all that a program is told of the line."""
    price, goods = line.price, line.goods
    parts = [line.section, goods.sku, goods.name, goods.unit, str(line.steps), str(line.packagings), line.contract]
    if Scope.PRICES in scopes:
        told = "" if price is None else f"{price.price.normalize()} {price.currency} {price.vat_rate} {price.gross}"
        parts.append(told)
    if Scope.STOCK in scopes:
        parts.append(f"{(line.available or 0):f}")
    return blake2b("\0".join(parts).encode(), digest_size=8).digest()
