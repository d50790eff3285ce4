"""The company corrects an order of its own before the ERP took it: less of a line, or a line struck out (M029).

More is another order: it would want stock, limits and budgets of its own.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from attrs import evolve, frozen

from domain.catalog.goods import Goods
from domain.shared.errors import DomainError
from domain.shared.ids import VariantId
from domain.shared.money import rounded, vat_on_top, vat_within
from domain.shared.quantity import Packaging


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
    """At the price that was agreed; what a promo code took goes down with the quantity."""
    if line.discount:
        gross = rounded(line.gross * quantity / line.ordered)
        vat = vat_within(gross, line.vat_rate)
        amount = gross if line.vat_included else gross - vat
        discount = rounded(line.discount * quantity / line.ordered)
        return evolve(line, ordered=quantity, amount=amount, vat=vat, gross=gross, discount=discount)
    amount = rounded(line.price * quantity)
    if line.vat_included:
        return evolve(line, ordered=quantity, amount=amount, gross=amount, vat=vat_within(amount, line.vat_rate))
    vat = vat_on_top(amount, line.vat_rate)
    return evolve(line, ordered=quantity, amount=amount, vat=vat, gross=amount + vat)
