"""What price lists need of the outside."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO, NamedTuple, Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import BuyerContext, Visit
from application.exchange.ports import StoredFile
from application.price_history.past import Asked, Moment, Past
from application.price_lists.values import Basis, Format, Issued, NewList, PriceListFile
from application.queries.orders import Readers
from application.shared.outbox import Deliveries
from domain.catalog.goods import Goods
from domain.pricing.ask import QuotedLine
from domain.shared.ids import CategoryId, ProductId
from domain.shared.quantity import Packaging, Steps


class ListLine(NamedTuple):
    """One variant. Without a price `why` is `on-request`, `no-contract`, or `no-price-then` of a past moment.

    available: None where it is not known, as of the past.
    """

    section: str
    goods: Goods
    packagings: Sequence[Packaging]
    steps: Steps
    price: QuotedLine | None
    why: str
    available: Decimal | None
    contract: str


@frozen
class ListHead:
    """What the file says of itself above its lines. at: of goods, stock and present prices; moment: of past ones."""

    id: UUID
    language: str
    client: str
    inn: str
    region: str
    basis: tuple[Basis, ...]
    sections: tuple[str, ...]
    at: datetime
    moment: Moment | None
    pricing_version: int
    catalogue_version: int


class ListSheets(Protocol):
    def write(self, form: Format, head: ListHead, lines: Iterable[ListLine]) -> BinaryIO:
        """A file that is gone when it is closed, at its beginning. Lines are taken one by one and not kept."""


@frozen
class SheetsByFormat:
    """Each form by whoever writes it."""

    forms: Mapping[Format, ListSheets]

    def write(self, form: Format, head: ListHead, lines: Iterable[ListLine]) -> BinaryIO:
        return self.forms[form].write(form, head, lines)


class ListFiles(Protocol):
    """Files by the hash of their content."""

    def keep(self, file: BinaryIO, kind: str) -> StoredFile: ...

    def open(self, digest: str) -> BinaryIO | None: ...

    def remove(self, digest: str) -> None:
        """One that is not there is no error."""


class SectionsOf(Protocol):
    def of(self, products: Sequence[ProductId]) -> Iterable[tuple[ProductId, CategoryId]]:
        """Each product with each section that it stands in itself."""


class ListVisits(Protocol):
    """Who asked and in which context, with the rights that he has now."""

    def of(self, id: UUID) -> tuple[Visit, BuyerContext]:
        """Raises NotFound for somebody who may not act for the client any more."""


class PriceListWork(Protocol):
    """One transaction of the worker."""

    @property
    def deliveries(self) -> Deliveries: ...

    def open(self, id: UUID) -> NewList | None:
        """What was asked for; None when it is finished already."""

    def issue(self, id: UUID, issued: Issued) -> None: ...

    def fail(self, id: UUID, why: str) -> None: ...


class Progress(Protocol):
    def __call__(self, id: UUID, done: int, total: int) -> None:
        """To be seen at once, whatever becomes of the work."""


class PriceLists(Protocol):
    """Every reading method filters by the readers in the statement itself (A1)."""

    def add(self, asked: NewList, most: int) -> None:
        """With the event that has it made; a repeated id does nothing. Raises TooManyPriceLists."""

    def latest(self, whose: Readers, client: UUID | None, limit: int) -> Sequence[PriceListFile]: ...

    def one(self, whose: Readers, id: UUID) -> PriceListFile:
        """Raises NotFound."""

    def issued(self, whose: Readers, sha256: str) -> PriceListFile | None: ...


class OldPriceLists(Protocol):
    def expired(self, limit: int) -> Sequence[tuple[UUID, str]]:
        """Those whose term is over and whose file is still kept, with its hash."""

    def removed(self, ids: Sequence[UUID]) -> None: ...

    def give_up(self) -> int:
        """What has been in the making for an hour fails; how many."""


PastOf = Callable[[Asked], Past]


class PastSnapshots(Protocol):
    def snapshot(self, whose: Readers, moment: Moment) -> AbstractContextManager[PastOf]:
        """Past books of one snapshot, for one contract and some goods after another."""
