"""A placed order as the ERP's news find it, and what the news say, whichever channel brought them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from attrs import Factory, frozen

from domain.inventory.stock import ErpReserve, Mark, ReservationState
from domain.ordering.change_request import ChangeRequest
from domain.ordering.status import Phase

MILLI = Decimal("0.001")


@frozen
class LineFacts:
    """Quantities in the line's unit, `numerator / denominator` base units each. Law O3 holds of them.

    amount to discount: of all that is ordered, at the price that was agreed; the ERP tells none by line.
    promised: the day by which what is still to come is promised (обещанная дата), where there is one.
    """

    line: int
    product: str
    characteristic: str | None
    numerator: Decimal
    denominator: Decimal
    ordered: Decimal
    shipped: Decimal
    cancelled: Decimal
    price: Decimal
    vat_included: bool
    vat_rate: Decimal | None
    amount: Decimal
    vat: Decimal
    gross: Decimal
    discount: Decimal
    promised: date | None = None

    @property
    def wanted(self) -> Decimal:
        """What is shipped or still to be."""
        return self.ordered - self.cancelled

    @property
    def remaining(self) -> Decimal:
        return self.ordered - self.cancelled - self.shipped

    def to_base(self, quantity: Decimal) -> Decimal:
        return (quantity * self.numerator / self.denominator).quantize(MILLI)

    def from_base(self, quantity: Decimal) -> Decimal:
        return (quantity * self.denominator / self.numerator).quantize(MILLI)


@frozen
class HoldFacts:
    """A reservation of one line, in base units. by_line: the ERP told what it reserved of it, so the setting of the
    connection says nothing more.
    """

    line: int
    variant: int
    warehouse: int
    quantity: Decimal
    uncontained: Decimal
    state: ReservationState
    erp: ErpReserve | None = None
    by_line: bool = False


@frozen
class CreditFacts:
    """The order's hold on credit. mark: of the acceptance; ship_mark: of the news that `shipped` was shipped."""

    amount: Decimal
    uncontained: Decimal
    shipped: Decimal
    state: str
    mark: Mark | None = None
    ship_mark: Mark | None = None


@frozen
class OrderFacts:
    """mark: of the newest news that were heeded; an older file changes nothing.

    delivered_at: when 1C said `success` to the answer that the order was in, by our clock.
    asked: the change that was asked of the ERP and waits for its answer.
    """

    id: UUID
    number: str
    phase: Phase
    status: str
    erp_id: str | None
    erp_number: str | None
    erp_date: date | None
    erp_state: str | None
    erp_total: Decimal | None
    accepted_at: datetime | None
    mark: Mark
    lines: tuple[LineFacts, ...]
    holds: tuple[HoldFacts, ...]
    credit: CreditFacts | None
    delivered_at: datetime | None = None
    asked: ChangeRequest | None = None


@frozen
class LineNews:
    """Of one line, in base units; None is not told. quantity: on order in the ERP now, zero for a removed line.

    promised: the day by which the ERP has what is still to come.
    """

    quantity: Decimal | None = None
    reserved: Decimal | None = None
    shipped: Decimal | None = None
    cancelled: Decimal | None = None
    promised: date | None = None


@frozen
class ChangeAnswer:
    """The ERP's word on our request `number`: the order as it is told with it, or after it, is what came of it."""

    number: int
    text: str = ""


@frozen
class OrderNews:
    """What one document or message tells of an order. lines: by the portal's line number.

    taken: when the ERP surely had the order, where that is known to be before `mark`.
    whole: whether everything is shipped, where that was told. shipped_amount: of all shipments so far.
    """

    mark: Mark
    taken: Mark | None = None
    erp_id: str | None = None
    erp_number: str | None = None
    erp_date: date | None = None
    state: str | None = None
    posted: bool | None = None
    cancelled: bool = False
    deleted: bool = False
    whole: bool | None = None
    total: Decimal | None = None
    shipped_amount: Decimal | None = None
    lines: Mapping[int, LineNews] = Factory(dict)
    added: tuple[str, ...] = ()  # names of goods that the portal's order does not have
    answer: ChangeAnswer | None = None
