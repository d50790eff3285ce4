"""Change a cart: any number of lines at once, judged line by line, in a constant number of statements."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.ordering.cart_quotes import CartQuotes
from application.ordering.ports import Carts
from application.pricing.goods import OfferRow, Reading
from domain.access.permission import Permission
from domain.ordering.cart import Cart, Change, LineKey, LineRemoved, Operation
from domain.ordering.drafting import NotSellable
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import PackagingId, VariantId
from domain.shared.money import Money
from domain.shared.quantity import QuantityInvalid, quantity_of


@frozen
class CartRow:
    """One line as it was typed or sent; `quantity` is text so that a bad one is told, not lost."""

    variant: VariantId
    quantity: str = "1"
    packaging: PackagingId = PackagingId(0)
    operation: Operation = Operation.SET


@frozen
class ChangeCart:
    """operation: the id under which a repeat does nothing.

    round_up: pages and files take the next multiple with a notice; the API refuses with both neighbours.
    """

    rows: tuple[CartRow, ...]
    operation: UUID | None = None
    round_up: bool = False
    based_on: int | None = None


@frozen
class RowOutcome:
    """What became of the row with this ordinal: a refusal, or the quantity that stands in the cart now."""

    row: int
    quantity: Decimal | None = None
    raised_from: Decimal | None = None
    refusal: DomainError | None = None


@frozen
class CartChanged:
    """totals: of the cart as it is then; None for an operation that was carried out before."""

    version: int
    outcomes: tuple[RowOutcome, ...]
    totals: tuple[Money, ...] | None = None

    @property
    def refused(self) -> tuple[RowOutcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.refusal is not None)


@frozen
class ChangeCartHandler:
    carts: Carts
    reading: Reading
    quotes: CartQuotes

    def __call__(self, visit: Visit, command: ChangeCart) -> CartChanged:
        """Good rows are carried out, bad ones are answered one by one. Raises CartTooLong with nothing changed."""
        context = visit.buyer()
        visit.authority.need(Permission.CHANGE_CART, context.party.id)
        wanted = list(dict.fromkeys(r.variant for r in command.rows if r.operation is not Operation.REMOVE))
        read = self.reading.carted(wanted, context, visit.pricing_version) if wanted else None
        goods = {row.goods.variant: row for row in read[0].rows if row.shown is not None} if read else {}
        with self.carts.change(context.cart, visit.authority.user) as change:
            if command.operation is not None and change.is_repeated(command.operation):
                return CartChanged(change.cart.version, ())
            before = evolve(change.cart, lines=dict(change.cart.lines))
            running = dict(change.cart.lines)
            judged = [
                self._beaten(i, row, before, command.based_on) or self._judge(i, row, goods, running, command.round_up)
                for i, row in enumerate(command.rows)
            ]
            touched = change.cart.apply(_changes(command.rows, judged))
            change.save(touched)
        # After the commit: the sum in the header may be late, the lines may not be lost for it.
        known = read if {key.variant for key in (*before.lines, *change.cart.lines)} <= set(wanted) else None
        view = self.quotes.remember(visit, change.cart, before, touched, known)
        return CartChanged(change.cart.version, tuple(judged), view.quoted.totals)

    def _beaten(self, number: int, row: CartRow, before: Cart, based_on: int | None) -> RowOutcome | None:
        if row.operation is not Operation.SET or not before.beats(LineKey(row.variant, row.packaging), based_on):
            return None
        return RowOutcome(number, refusal=LineRemoved(row.variant))

    def _judge(
        self,
        number: int,
        row: CartRow,
        goods: Mapping[VariantId, OfferRow],
        running: dict[LineKey, Decimal],
        round_up: bool,
    ) -> RowOutcome:
        """`running`: the quantities as the rows before this one left them."""
        key = LineKey(row.variant, row.packaging)
        if row.operation is Operation.REMOVE:
            running.pop(key, None)
            return RowOutcome(number)
        found = goods.get(row.variant)
        if found is None:
            return RowOutcome(number, refusal=NotFound("variant", str(row.variant)))
        if not found.goods.sellable:
            return RowOutcome(number, refusal=NotSellable(row.variant, found.goods.name))
        packaging = found.packaging(row.packaging)
        if packaging is None:
            return RowOutcome(number, refusal=NotFound("packaging", str(row.packaging)))
        try:
            asked = quantity_of(row.quantity)
        except QuantityInvalid as refusal:
            return RowOutcome(number, refusal=refusal)
        total = running.get(key, Decimal(0)) + asked if row.operation is Operation.ADD else asked
        off = found.goods.steps(packaging).check(row.variant, total)
        if off is not None and not round_up:
            return RowOutcome(number, refusal=off)
        running[key] = total if off is None else off.upper
        return RowOutcome(number, running[key], raised_from=None if off is None else total)


def _changes(rows: Sequence[CartRow], judged: Sequence[RowOutcome]) -> list[Change]:
    """Sums are already made by the judge, so that every good row becomes a `set` or a `remove`."""
    changes = []
    for row, outcome in zip(rows, judged, strict=True):
        key = LineKey(row.variant, row.packaging)
        if row.operation is Operation.REMOVE:
            changes.append(Change(Operation.REMOVE, key))
        elif outcome.quantity is not None:
            changes.append(Change(Operation.SET, key, outcome.quantity))
    return changes
