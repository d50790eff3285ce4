"""What a cart becomes: one order for each part that it is split into (semantics 6, splitting)."""

from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import ClassVar
from uuid import UUID

from attrs import field, frozen

from domain.credit.credit_line import CreditHold
from domain.inventory.stock import StockHold
from domain.ordering.circumstances import ServingWarehouse
from domain.ordering.delivery_details import DeliveryDetails
from domain.ordering.quoted_cart import QuotedCartLine, QuotedShare
from domain.ordering.status import Phase
from domain.pricing.terms import Terms
from domain.shared.errors import DomainError
from domain.shared.ids import ConsigneeId, OrderId, RegionId, UserId
from domain.shared.light import light
from domain.shared.money import Currency, Money


@light
class OrderLine:
    """Quantities in units of the line's packaging; `base_quantity` in base units.

    Law O3: ordered = cancelled + shipped + remaining, each >= 0.
    """

    number: int
    source: QuotedCartLine
    share: QuotedShare

    @property
    def quantity(self) -> Decimal:
        return self.share.quoted.ask.quantity

    @property
    def gross(self) -> Decimal:
        return self.share.quoted.gross

    @property
    def discount(self) -> Decimal:
        return self.share.quoted.discount


@frozen
class OrderDetails:
    """What the buyer chose at checkout, the same for every part."""

    placed_by: UserId
    acting_for: UserId | None = None
    consignee: ConsigneeId | None = None
    region: RegionId | None = None
    ship_on: date | None = None
    comment: str = ""
    delivery: DeliveryDetails | None = None


@frozen
class Order:
    """A placed order. `number` is at most 11 characters, of this instance, and never used again.

    promo: the code of the cart; of its orders only those that it took from hold it.
    stock_holds: one for each of the lines `in_stock`, or none at all where reservation is switched off.
    promo: the code of the cart; of its orders only those that it took from hold it. refinement: the question to the ERP
    that its prices stand on; to_confirm: that question left some of them without the ERP's word.
    """

    id: OrderId
    number: str
    terms: Terms
    warehouse: ServingWarehouse
    lines: tuple[OrderLine, ...]
    phase: Phase
    placed_at: datetime
    pricing_version: int
    details: OrderDetails
    stock_holds: tuple[StockHold, ...] = field(factory=tuple)
    credit_holds: tuple[CreditHold, ...] = field(factory=tuple)
    promo: UUID | None = None
    refinement: UUID | None = None
    to_confirm: bool = False

    @property
    def in_stock(self) -> tuple[OrderLine, ...]:
        return tuple(line for line in self.lines if line.share.promised is None)

    @property
    def currency(self) -> Currency:
        return self.terms.currency

    @cached_property
    def total(self) -> Money:
        return Money(sum((line.gross for line in self.lines), Decimal("0.00")), self.currency)

    @property
    def discount(self) -> Money:
        """What the promo code took; already off the total."""
        return Money(sum((line.discount for line in self.lines), Decimal("0.00")), self.currency)

    @cached_property
    def vat_total(self) -> Money:
        return Money(sum((line.share.quoted.vat for line in self.lines), Decimal("0.00")), self.currency)


@frozen
class TotalChanged(DomainError):
    """The total is not the one that was seen; nothing is placed, the new one is to be confirmed."""

    code: ClassVar[str] = "order.total-changed"
    seen: tuple[Money, ...]
    current: tuple[Money, ...]


@frozen
class DateInPast(DomainError):
    code: ClassVar[str] = "order.date-in-past"
    asked: date
    earliest: date
