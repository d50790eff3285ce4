"""The company corrects an order of its own before the ERP took it: less of a line, or a line struck out (M029).

More is another order: it would want stock, limits and budgets of its own.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, NamedTuple, Protocol

from attrs import evolve, frozen

from domain.catalog.goods import Goods
from domain.ordering.status import Phase
from domain.shared.errors import DomainError
from domain.shared.ids import VariantId
from domain.shared.money import rounded, vat_on_top, vat_within
from domain.shared.quantity import Packaging


class Priced(Protocol):
    """A line at the price that was agreed when it was ordered; discount: what a promo code took, already off.

    Its sums are of all that is ordered, whatever was cancelled of that.
    """

    @property
    def ordered(self) -> Decimal: ...
    @property
    def cancelled(self) -> Decimal: ...
    @property
    def price(self) -> Decimal: ...
    @property
    def vat_included(self) -> bool: ...
    @property
    def vat_rate(self) -> Decimal | None: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def vat(self) -> Decimal: ...
    @property
    def gross(self) -> Decimal: ...
    @property
    def discount(self) -> Decimal: ...


class Sums(NamedTuple):
    amount: Decimal
    vat: Decimal
    gross: Decimal
    discount: Decimal


def sum_told(told: Decimal | None, phase: Phase, is_cut: bool) -> Decimal | None:
    """The ERP's word on what an order comes to. None of one that is called off: its document goes on to tell the sum
    that it had. is_cut: something of it was cancelled.
    """
    return None if phase.is_called_off and is_cut else told


@frozen
class StandingLine:
    """A line as it stands; quantities in units of its packaging. goods: None for what is in the catalogue no more.

    shipped, cancelled: of an order that the ERP has; law O3 holds of them.
    """

    line: int
    name: str
    packaging: Packaging
    ordered: Decimal
    price: Decimal
    vat_included: bool
    vat_rate: Decimal | None
    amount: Decimal
    vat: Decimal
    gross: Decimal
    discount: Decimal
    goods: Goods | None = None
    shipped: Decimal = Decimal("0.000")
    cancelled: Decimal = Decimal("0.000")

    @property
    def wanted(self) -> Decimal:
        """What is shipped or still to be."""
        return self.ordered - self.cancelled


@frozen
class TakenByErp(DomainError):
    """The order was made in the ERP: nothing is corrected or asked here."""

    code: ClassVar[str] = "order.taken-by-erp"
    number: str


@frozen
class CorrectionRaises(DomainError):
    code: ClassVar[str] = "order.correction-raises"
    name: str
    ordered: Decimal
    asked: Decimal


@frozen
class NothingCorrected(DomainError):
    code: ClassVar[str] = "order.nothing-corrected"


@frozen
class OrderMoved(DomainError):
    """Somebody else changed the order since it was looked at."""

    code: ClassVar[str] = "order.moved"


def corrected(lines: Sequence[StandingLine], wanted: Mapping[int, Decimal]) -> tuple[StandingLine, ...]:
    """The lines that change, as they are then. Raises: CorrectionRaises, QuantityOffStep, NothingCorrected."""
    changed = []
    for line in lines:
        quantity = wanted.get(line.line, line.ordered)
        if quantity == line.ordered:
            continue
        if quantity > line.ordered:
            raise CorrectionRaises(line.name, line.ordered, quantity)
        if quantity and line.goods is not None:
            off = line.goods.steps(line.packaging).check(VariantId(line.goods.variant), quantity)
            if off is not None:
                raise off
        changed.append(lowered(line, quantity))
    if not changed:
        raise NothingCorrected
    return tuple(changed)


def lowered(line: StandingLine, quantity: Decimal) -> StandingLine:
    amount, vat, gross, discount = sums_of(line, quantity)
    return evolve(line, ordered=quantity, amount=amount, vat=vat, gross=gross, discount=discount)


def standing_sums(line: Priced) -> Sums:
    """Of what is shipped or still to be: as they are stored, or of what is left where a part was cancelled."""
    if not line.cancelled:
        return Sums(line.amount, line.vat, line.gross, line.discount)
    return sums_of(line, line.ordered - line.cancelled)


def sums_of(line: Priced, quantity: Decimal) -> Sums:
    """What so much of the line comes to, at the price that was agreed; what a promo code took goes down with it."""
    if line.discount:
        gross = rounded(line.gross * quantity / line.ordered)
        vat = vat_within(gross, line.vat_rate)
        amount = gross if line.vat_included else gross - vat
        return Sums(amount, vat, gross, rounded(line.discount * quantity / line.ordered))
    amount = rounded(line.price * quantity)
    if line.vat_included:
        return Sums(amount, vat_within(amount, line.vat_rate), amount, line.discount)
    vat = vat_on_top(amount, line.vat_rate)
    return Sums(amount, vat, amount + vat, line.discount)
