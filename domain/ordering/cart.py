"""A cart and the operations on it (semantics 6)."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import define, field, frozen

from domain.ordering.seen import Seen
from domain.shared.errors import DomainError
from domain.shared.ids import CartId, ContractId, PackagingId, UserId, VariantId
from domain.shared.light import light

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
class LineRemoved(DomainError):
    """The line was taken out, or the whole cart placed, after the view that this quantity was typed into."""

    code: ClassVar[str] = "cart.line-removed"
    variant_id: VariantId


@light
class LineKey:
    """One line of a cart: a variant in a packaging (0 is the base unit)."""

    variant: VariantId
    packaging: PackagingId = PackagingId(0)


@frozen
class Change:
    """One operation on one line; quantity in units of the packaging, ignored by `remove`.

    based_on: the version of the cart in whose view it was made; None is that of now.
    """

    operation: Operation
    key: LineKey
    quantity: Decimal = Decimal(0)
    based_on: int | None = None


@define
class Cart:
    """Quantities by line, in the order in which the lines came in. Every change raises `version`.

    promo: the id of its promo code; a cart has one at most. seen: its lines as they were last shown, seen_short: the
    contracts whose limit it was then seen to exceed; None where nothing was shown yet.
    emptied: the version at which nothing was left; removals: those at which single lines went since.
    """

    id: CartId
    owner: UserId
    version: int
    lines: dict[LineKey, Decimal] = field(factory=dict)
    promo: UUID | None = None
    emptied: int = 0
    removals: dict[LineKey, int] = field(factory=dict)
    seen: dict[LineKey, Seen] = field(factory=dict)
    seen_short: Collection[ContractId] | None = None
    name: str = ""

    def name_promo(self, promo: UUID | None) -> None:
        """Another code takes the place of the former, None takes it off."""
        self.promo = promo
        self.version += 1

    def apply(self, changes: Iterable[Change]) -> Mapping[LineKey, Decimal | None]:
        """Carry the operations out in order; the answer is what to store: a quantity, or None for a removed line.

        A `set` that a removal beats does nothing. What this batch itself removes beats none of its own rows.
        """
        touched: dict[LineKey, Decimal | None] = {}
        gone: dict[LineKey, int] = {}
        for change in changes:
            if change.operation is Operation.REMOVE:
                self.lines.pop(change.key, None)
                touched[change.key] = None
                gone[change.key] = self.version + 1
                continue
            if change.operation is Operation.SET and self.beats(change.key, change.based_on):
                continue
            before = self.lines.get(change.key, Decimal(0)) if change.operation is Operation.ADD else Decimal(0)
            self.lines[change.key] = touched[change.key] = before + change.quantity
        if len(self.lines) > MOST_LINES:
            raise CartTooLong(len(self.lines))
        self.removals |= gone
        self.version += 1
        return touched

    def beats(self, key: LineKey, based_on: int | None) -> bool:
        """Whether a `set` made in the view of that version is older than the line's removal."""
        return based_on is not None and based_on < max(self.emptied, self.removals.get(key, 0))

    def empty(self) -> None:
        """Every line goes, whatever older views still show."""
        self.lines.clear()
        self.removals.clear()
        self.seen.clear()
        self.version += 1
        self.emptied = self.version

    def expect(self, version: int) -> None:
        if version != self.version:
            raise CartChanged(version, self.version)

    def bring_back(self, aside: "Cart") -> None:
        """The lines that were put aside when it was emptied; what came in since stays as it is. Raises CartTooLong."""
        back = {key: quantity for key, quantity in aside.lines.items() if key not in self.lines}
        if len(self.lines) + len(back) > MOST_LINES:
            raise CartTooLong(len(self.lines) + len(back))
        self.lines |= back
        self.seen |= {key: aside.seen[key] for key in back if key in aside.seen}
        self.version += 1
