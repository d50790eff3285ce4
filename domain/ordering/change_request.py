"""What is asked of an order that the ERP has, and what came of it (semantics 6: a change request).

Asked, then accepted, accepted in part, or refused: by the ERP's word, or by a person of the seller's who heard it
otherwise. While it is asked, nothing of the order, its reserves or its credit moves; they move with the ERP's news
alone, so that an answer that comes twice, late or in another order releases nothing twice.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import evolve, frozen

from domain.ordering.correction import NothingCorrected, StandingLine
from domain.shared.errors import DomainError
from domain.shared.ids import VariantId


class ChangeState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"


@frozen
class ChangeLine:
    """What was wanted of a line (shipped or still to be), what is asked for, what the answer left; in its unit."""

    line: int
    before: Decimal
    asked: Decimal
    granted: Decimal | None = None


@frozen
class ChangeRequest:
    """`number` counts within the order. cancels: asked was that nothing more be shipped."""

    id: UUID
    number: int
    cancels: bool
    lines: tuple[ChangeLine, ...]
    state: ChangeState = ChangeState.ASKED

    def answered(self, wanted: Mapping[int, Decimal]) -> "ChangeRequest":
        """By the order as it is after the answer: what is shipped or still to be, by line."""
        lines = tuple(evolve(line, granted=wanted.get(line.line, line.before)) for line in self.lines)
        if all(line.granted == line.asked for line in lines):
            state = ChangeState.ACCEPTED
        elif any(line.granted != line.before for line in lines):
            state = ChangeState.PARTLY
        else:
            state = ChangeState.REFUSED
        return evolve(self, lines=lines, state=state)

    def is_met_by(self, wanted: Mapping[int, Decimal]) -> bool:
        return all(wanted.get(line.line, line.before) == line.asked for line in self.lines)


@frozen
class ChangeAwaitsAnswer(DomainError):
    """One at a time: the ERP has not answered the last one."""

    code: ClassVar[str] = "order.change-awaits-answer"
    number: str
    change: int


@frozen
class OrderEnded(DomainError):
    """Shipped whole, completed, cancelled or refused: there is nothing left to change."""

    code: ClassVar[str] = "order.ended"
    number: str


@frozen
class BelowShipped(DomainError):
    code: ClassVar[str] = "order.below-shipped"
    name: str
    shipped: Decimal
    asked: Decimal


@frozen
class LineUnknown(DomainError):
    code: ClassVar[str] = "order.line-unknown"
    line: int


def asked_of(lines: Sequence[StandingLine], wanted: Mapping[int, Decimal]) -> tuple[ChangeLine, ...]:
    """The lines that are to change. Raises: LineUnknown, BelowShipped, QuantityOffMultiple, NothingCorrected."""
    known(lines, wanted)
    asked = []
    for line in lines:
        quantity = wanted.get(line.line, line.wanted)
        if quantity == line.wanted:
            continue
        if quantity < line.shipped:
            raise BelowShipped(line.name, line.shipped, quantity)
        # What was shipped may be off the multiple; to ask for nothing beyond it is always possible.
        if quantity > line.shipped:
            on_step(line, quantity)
        asked.append(ChangeLine(line.line, line.wanted, quantity))
    if not asked:
        raise NothingCorrected
    return tuple(asked)


def cancellation_of(lines: Sequence[StandingLine]) -> tuple[ChangeLine, ...]:
    """Nothing more than is shipped. Raises: NothingCorrected."""
    return asked_of(lines, {line.line: line.shipped for line in lines})


def known(lines: Sequence[StandingLine], wanted: Mapping[int, Decimal]) -> None:
    """Raises: LineUnknown."""
    for unknown in sorted(wanted.keys() - {line.line for line in lines}):
        raise LineUnknown(unknown)


def on_step(line: StandingLine, quantity: Decimal) -> None:
    """Raises: QuantityOffMultiple."""
    if line.goods is not None:
        off = line.goods.steps(line.packaging).check(VariantId(line.goods.variant), quantity)
        if off is not None:
            raise off
