"""Individual prices as the manager reads them: the list, one of them, what it was before."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.queries.orders import Readers, readers
from domain.access.permission import Permission
from domain.parties.level import Level
from domain.shared.errors import DomainError

MOST_COUNTED = 10_000
MOST_EXPORTED = 50_000


class Period(StrEnum):
    """Where a price stands to a day."""

    IN_FORCE = "in-force"
    FUTURE = "future"
    PAST = "past"


@frozen
class TooManyRows(DomainError):
    """A sheet of that length would be of no use to anybody; the list can be narrowed."""

    code: ClassVar[str] = "individual-price.too-many-rows"
    most: int


@frozen
class PriceFilter:
    """Every part narrows. client: a piece of a name or contract number, or the beginning of a TIN. source: erp, portal.

    before: the id after which the next page begins; the newest prices come first.
    """

    client: str = ""
    goods: str = ""
    level: Level | None = None
    source: str = ""
    period: Period | None = None
    day: date | None = None
    before: UUID | None = None
    limit: int = 50


@frozen
class PriceRow:
    """client: the counterparty or the holding; owner: with the contract's number where it is a contract's.

    base: the ERP connection that tells it, empty for the portal's own. version: changes with every change.
    """

    id: UUID
    level: Level
    owner: str
    client: str
    client_id: UUID | None
    inn: str
    kpp: str
    contract: str
    holding: str
    sku: str
    goods: str
    characteristic: str
    unit: str
    base_unit: str
    minimum: Decimal
    amount: Decimal
    currency: str
    vat_included: bool
    valid_from: date | None
    valid_to: date | None
    base: str
    version: str

    @property
    def by_erp(self) -> bool:
        return bool(self.base)

    def period(self, day: date) -> Period:
        if self.valid_from is not None and self.valid_from > day:
            return Period.FUTURE
        return Period.PAST if self.valid_to is not None and self.valid_to < day else Period.IN_FORCE


@frozen
class PricePage:
    """total stops at MOST_COUNTED + 1: whoever has more does not count them. next: the filter of the next page."""

    rows: tuple[PriceRow, ...]
    total: int
    next: UUID | None
    filter: PriceFilter


@frozen
class Source:
    """Who told a price: a message of the ERP, or a person in the portal."""

    at: datetime | None
    message: int | None
    who: str


@frozen
class Former:
    """What a price was, between two sources; replaced is None for what stands now."""

    amount: Decimal
    currency: str
    vat_included: bool
    minimum: Decimal
    valid_from: date | None
    valid_to: date | None
    told: Source
    replaced: Source | None


@frozen
class PriceHistory:
    """row: the price, or what it was last; is_there: whether it still stands. The newest former first."""

    row: PriceRow
    is_there: bool
    formers: tuple[Former, ...]


class IndividualPrices(Protocol):
    """Every method filters by the readers in the statement itself (A1)."""

    def page(self, whose: Readers, ask: PriceFilter) -> PricePage: ...

    def rows(self, whose: Readers, ask: PriceFilter, most: int) -> Sequence[PriceRow]: ...

    def history(self, whose: Readers, id: UUID) -> PriceHistory:
        """Raises NotFound."""


def staff_readers(visit: Visit) -> Readers:
    """Raises NotAllowed for a buyer: his prices are shown by the shop, not by this desk."""
    visit.authority.need(Permission.SEE_OWN_CLIENTS)
    return readers(visit)


def may_change(visit: Visit) -> bool:
    return Permission.CHANGE_INDIVIDUAL_PRICES in visit.authority.staff_permissions


def filled(ask: PriceFilter, visit: Visit) -> PriceFilter:
    """A period is meant on a day; today where none is named."""
    return ask if ask.day is not None else evolve(ask, day=visit.authority.today)


@frozen
class PricePageQuery:
    prices: IndividualPrices

    def __call__(self, visit: Visit, ask: PriceFilter) -> PricePage:
        return self.prices.page(staff_readers(visit), filled(ask, visit))


@frozen
class PriceHistoryQuery:
    prices: IndividualPrices

    def __call__(self, visit: Visit, id: UUID) -> PriceHistory:
        return self.prices.history(staff_readers(visit), id)


@frozen
class PriceExportQuery:
    prices: IndividualPrices

    def __call__(self, visit: Visit, ask: PriceFilter) -> Sequence[PriceRow]:
        """All rows of the filter. Raises TooManyRows."""
        rows = self.prices.rows(staff_readers(visit), filled(ask, visit), MOST_EXPORTED + 1)
        if len(rows) > MOST_EXPORTED:
            raise TooManyRows(MOST_EXPORTED)
        return rows
