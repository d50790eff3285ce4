"""Whether the stored explanation of an order's lines gives their stored prices again (A01)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from attrs import frozen

from domain.pricing.trail import Explained, explained, fingerprint, replayed, restored
from domain.shared.errors import NotFound


@frozen
class StoredLine:
    """A line as it was placed. trail: as the order keeps it. quantity: in units of the packaging."""

    order: str
    line: int
    name: str
    currency: str
    contract: UUID
    counterparty: UUID
    variant: int
    packaging: int
    quantity: Decimal
    price: Decimal
    amount: Decimal
    gross: Decimal
    trail: Sequence[Sequence[Any]]
    proof: str


class StoredLines(Protocol):
    def of_order(self, number: str) -> Sequence[StoredLine]:
        """Lines that the portal priced, by the order's number here or in the ERP; those made in the ERP have none."""


@frozen
class LineProof:
    """replay: (unit price, amount, gross) of the steps. is_whole: the hash over inputs and steps is the stored one."""

    line: StoredLine
    steps: tuple[Explained, ...]
    replay: tuple[Decimal, Decimal, Decimal]
    is_whole: bool

    @property
    def holds(self) -> bool:
        line = self.line
        return self.is_whole and self.replay == (line.price, line.amount, line.gross)


@frozen
class ProvePrice:
    lines: StoredLines

    def __call__(self, number: str, line: int | None = None) -> tuple[LineProof, ...]:
        """Raises NotFound for an unknown order or line."""
        stored = [one for one in self.lines.of_order(number) if line is None or one.line == line]
        if not stored:
            raise NotFound("order line", number if line is None else f"{number}/{line}")
        return tuple(map(proved, stored))


def proved(line: StoredLine) -> LineProof:
    trail = restored(line.trail)
    told = fingerprint(trail, line.contract, line.counterparty, line.variant, line.packaging, line.quantity)
    return LineProof(line, explained(trail), replayed(trail), told == line.proof)
