"""A cart and the operations on it (semantics 6)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import define, field, frozen

from domain.shared.errors import DomainError
from domain.shared.ids import CartId, PackagingId, UserId, VariantId

MOST_LINES = 2000


class Operation(StrEnum):
    """`add` sums, `set` wins by arrival, `remove` beats an older `set`."""

    ADD = "add"
    SET = "set"
    REMOVE = "remove"


@frozen
class CartTooLong(DomainError):
    code: ClassVar[str] = "cart.too-long"
    lines: int
    most: int = MOST_LINES


@frozen
class CartChanged(DomainError):
    """Somebody changed the cart since it was seen: another tab, a colleague, a placed order."""

    code: ClassVar[str] = "cart.changed"
    seen: int
    current: int


@frozen
class CartEmpty(DomainError):
    code: ClassVar[str] = "cart.empty"


@frozen
class LineKey:
    """One line of a cart: a variant in a packaging (0 is the base unit)."""

    variant: VariantId
    packaging: PackagingId = PackagingId(0)


@frozen
class Change:
    """One operation on one line; quantity in units of the packaging, ignored by `remove`."""

    operation: Operation
    key: LineKey
    quantity: Decimal = Decimal(0)


@define
class Cart:
    """Quantities by line, in the order in which the lines came in. Every change raises `version`.

    promo: the id of its promo code; a cart has one at most.
    """

    id: CartId
    owner: UserId
    version: int
    lines: dict[LineKey, Decimal] = field(factory=dict)
    promo: UUID | None = None

    def name_promo(self, promo: UUID | None) -> None:
        """Another code takes the place of the former, None takes it off."""
        self.promo = promo
        self.version += 1

    def apply(self, changes: Iterable[Change]) -> Mapping[LineKey, Decimal | None]:
        """Carry the operations out in order; the answer is what to store: a quantity, or None for a removed line."""
        touched: dict[LineKey, Decimal | None] = {}
        for change in changes:
            if change.operation is Operation.REMOVE:
                self.lines.pop(change.key, None)
                touched[change.key] = None
                continue
            before = self.lines.get(change.key, Decimal(0)) if change.operation is Operation.ADD else Decimal(0)
            self.lines[change.key] = touched[change.key] = before + change.quantity
        if len(self.lines) > MOST_LINES:
            raise CartTooLong(len(self.lines))
        self.version += 1
        return touched

    def expect(self, version: int) -> None:
        if version != self.version:
            raise CartChanged(version, self.version)
