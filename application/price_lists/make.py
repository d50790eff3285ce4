"""Consumer `price-list` of an asked one: reads, quotes and writes it line by line, and keeps it with its hash."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import define, frozen

from application.access.context import BuyerContext, Visit
from application.price_lists.lines import PastLines, present
from application.price_lists.listed_goods import ListedGoods
from application.price_lists.ports import (
    ListFiles,
    ListHead,
    ListLine,
    ListSheets,
    ListVisits,
    PastSnapshots,
    PriceListWork,
    Progress,
    SectionsOf,
)
from application.price_lists.values import NO_RIGHT, Basis, Issued, NewList, PriceListEmpty
from application.pricing.whole import WholeRead, WholeReading
from application.queries.assortment import Assortments
from application.queries.catalogue import CatalogIndex
from application.queries.orders import readers
from application.shared.outbox import PRICE_LIST
from domain.access.permission import Permission
from domain.shared.errors import DomainError, NotAllowed, NotFound

FINISHED = "finished before"


@frozen
class Reading:
    """Whatever the lines are made of."""

    whole: WholeReading
    past: PastSnapshots
    index: CatalogIndex
    places: SectionsOf
    own: Assortments


@frozen
class MakePriceList:
    begin: Callable[[], AbstractContextManager[PriceListWork]]
    visits: ListVisits
    reading: Reading
    sheets: ListSheets
    files: ListFiles
    progress: Progress
    zone: ZoneInfo

    def __call__(self, outbox_id: int) -> None:
        """Once for each event. A refusal ends it and is kept; an accident leaves the delivery open."""
        with self.begin() as work:
            event = work.deliveries.open(outbox_id, PRICE_LIST)
            if event is None:
                return
            id = UUID(event.payload["price_list_id"])
            asked = work.open(id)
            note = FINISHED if asked is None else self._made(work, asked)
            work.deliveries.close(outbox_id, PRICE_LIST, note)

    def _made(self, work: PriceListWork, asked: NewList) -> str:
        try:
            issued = self._issued(asked)
        except DomainError as refusal:
            why = NO_RIGHT if isinstance(refusal, NotFound | NotAllowed) else refusal.code
            work.fail(asked.id, why)
            return why
        work.issue(asked.id, issued)
        return ""

    def _issued(self, asked: NewList) -> Issued:
        """Raises NotFound, NotAllowed when the right was withdrawn meanwhile; PriceListEmpty; what the past refuses."""
        visit, context = self.visits.of(asked.id)
        if not visit.authority.is_staff:
            visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
            visit.authority.need(Permission.SEE_PRICES, context.party.id)
        own = self.reading.own.of_client(visit, context)
        goods = ListedGoods(self.reading.index, self.reading.places, asked.sections, own)
        with ExitStack() as open_, self.reading.whole.open(goods.arranged, context, visit.pricing_version) as read:
            if not read.whole.count:
                raise PriceListEmpty
            tally = Tally(asked.id, read.whole.count, self.progress)
            lines = tally.counted(self._chunks(asked, visit, read, goods, open_))
            head = head_of(asked, visit, context, read)
            with closing(self.sheets.write(asked.format, head, lines)) as file:
                kept = self.files.keep(file, asked.format.value)
            return Issued(
                filename(head, asked, self.zone), kept.sha256, kept.size, tally.lines, tally.priced, head.at,
                head.pricing_version, head.catalogue_version, head.basis,
            )  # fmt: skip

    def _chunks(
        self, asked: NewList, visit: Visit, read: WholeRead, goods: ListedGoods, open_: ExitStack
    ) -> Iterator[list[ListLine]]:
        if asked.moment is None:
            return present(read, goods)
        of = open_.enter_context(self.reading.past.snapshot(readers(visit, Permission.SEE_PRICES), asked.moment))
        return PastLines.begun(of, asked.moment, read).chunks(read, goods)


@define
class Tally:
    """Counts lines as they pass. products: of which so many were asked for; their variants pass together."""

    id: UUID
    products: int
    tell: Progress
    lines: int = 0
    priced: int = 0
    done: int = 0

    def counted(self, chunks: Iterator[list[ListLine]]) -> Iterator[ListLine]:
        for chunk in chunks:
            self.tell(self.id, self.done, self.products)
            yield from chunk
            self.lines += len(chunk)
            self.priced += sum(line.price is not None for line in chunk)
            self.done += len({line.goods.product for line in chunk})


def head_of(asked: NewList, visit: Visit, context: BuyerContext, read: WholeRead) -> ListHead:
    basis = tuple(
        Basis(one.organization_name, one.number, one.price_type_name, one.currency.value)
        for one in context.active_contracts()
    )
    whole = read.whole
    return ListHead(
        asked.id, visit.authority.language, context.party.name, context.party.inn, context.region_name, basis,
        asked.section_names, whole.at, asked.moment, whole.pricing_version, whole.catalogue_version,
    )  # fmt: skip


def filename(head: ListHead, asked: NewList, zone: ZoneInfo) -> str:
    """As a person finds it again among others, by the hour that its head tells; characters that file systems refuse are
    left out."""
    client = "".join(letter for letter in head.client if letter.isalnum() or letter in " .-_").strip()[:60]
    name = "Price list" if head.language == "en" else "Прайс-лист"
    at = (asked.moment.at if asked.moment else head.at).astimezone(zone)
    return f"{name} {client} {at:%Y-%m-%d %H-%M}.{asked.format.value}"
