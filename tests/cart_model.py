"""What a cart should be, in plain words: tabs that look at it, sums, sets, removals, emptying and the way back."""

from decimal import Decimal

from attrs import define, field

from domain.ordering.cart import Change, LineKey, Operation


@define
class CartModel:
    """history: every removal with the version that it made, in order; looked through whenever somebody sets."""

    version: int
    lines: dict[LineKey, Decimal] = field(factory=dict)
    history: list[tuple[LineKey | None, int]] = field(factory=list)
    aside: dict[LineKey, Decimal] | None = None

    def change(self, batch: list[Change]) -> None:
        before = list(self.history)
        for one in batch:
            late = one.based_on is not None and any(
                made > one.based_on and removed in (None, one.key) for removed, made in before
            )
            if one.operation is Operation.REMOVE:
                self.lines.pop(one.key, None)
                self.history.append((one.key, self.version + 1))
            elif one.operation is Operation.ADD:
                self.lines[one.key] = self.lines.get(one.key, Decimal(0)) + one.quantity
            elif not late:
                self.lines[one.key] = one.quantity
        self.version += 1

    def empty(self) -> None:
        self.aside, self.lines = dict(self.lines), {}
        self.version += 1
        self.history.append((None, self.version))

    def bring_back(self) -> None:
        for key, quantity in (self.aside or {}).items():
            self.lines.setdefault(key, quantity)
        self.aside = {}
        self.version += 1
