"""By how much open carts would change: each is quoted as its owner sees it, with the rules before and after."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from application.pricing.goods import Board, PricingFacts, Scope, circumstances, scope_of, shown_to
from application.pricing.price_effects import Books
from application.pricing.rule_effects import CartEffect, ClientBase, OpenCart
from domain.inventory.stock import OutOfStock
from domain.ordering.drafting import NotInAssortment, Wanted
from domain.ordering.quoted_cart import QuotedCart, quoted_cart
from domain.pricing.rules import RuleBook
from domain.shared.money import Currency, Money
from domain.shared.quantity import QuantityOffMultiple

ZERO = Decimal("0.00")


SHOWN = 50


@frozen
class CartSums:
    """Of carts that were priced: how many change, the first of them, by how much they go up and down in sum.

    refused: lines that could no more be ordered, less those that could again.
    """

    priced: int = 0
    changed: int = 0
    examples: tuple[CartEffect, ...] = ()
    up: tuple[Money, ...] = ()
    down: tuple[Money, ...] = ()
    refused: int = 0

    def plus(self, other: "CartSums") -> "CartSums":
        return CartSums(
            self.priced + other.priced,
            self.changed + other.changed,
            (*self.examples, *other.examples)[:SHOWN],
            added(self.up, other.up),
            added(self.down, other.down),
            self.refused + other.refused,
        )


def cart_effects(carts: Sequence[OpenCart], base: ClientBase, books: Books, properties: Collection[int]) -> CartSums:
    """All goods of all carts are read at once, in the sum of their scopes."""
    variants = list(dict.fromkeys(key.variant for cart in carts for key in cart.lines))
    scopes = [scope_of(cart.context, books.facts) for cart in carts]
    scope = Scope(
        tuple(dict.fromkeys(kind for each in scopes for kind in each.price_types)),
        tuple(dict.fromkeys(owner for each in scopes for owner in each.owners)),
        tuple(dict.fromkeys(warehouse for each in scopes for warehouse in each.warehouses)),
        books.facts.day,
    )
    board = base.board(variants, scope, properties) if variants else Board((), books.facts.version)
    changed, sums = [], {True: dict[Currency, Decimal](), False: dict[Currency, Decimal]()}
    for cart in carts:
        before, after = (quoted(cart, board, books.facts, rules) for rules in (books.before, books.after))
        was, will = totals(before), totals(after)
        refused = lacking(after) - lacking(before)
        if was == will and not refused:
            continue
        changed.append(CartEffect(cart.context.party.name, sums_of(was), sums_of(will), refused))
        for currency in {*was, *will}:
            by = will.get(currency, ZERO) - was.get(currency, ZERO)
            sums[by > 0][currency] = sums[by > 0].get(currency, ZERO) + by
    refused_lines = sum(cart.refused for cart in changed)
    return CartSums(
        len(carts), len(changed), tuple(changed[:SHOWN]), sums_of(sums[True]), sums_of(sums[False]), refused_lines
    )


def quoted(cart: OpenCart, board: Board, facts: PricingFacts, rules: RuleBook) -> QuotedCart:
    ruled = evolve(facts, rules=rules)
    seen = shown_to(cart.context, ruled, board)
    under = circumstances(cart.context, ruled, seen)
    rows = {row.goods.variant: row for row in seen.rows}
    wanted = []
    for key, quantity in cart.lines.items():
        row = rows.get(key.variant)
        packaging = row.packaging(key.packaging) if row is not None else None
        if row is not None and packaging is not None:
            wanted.append(Wanted(key, row.goods, packaging, quantity))
    return quoted_cart(0, wanted, under)


def totals(cart: QuotedCart) -> dict[Currency, Decimal]:
    return {money.currency: money.amount for money in cart.totals}


LACKING = NotInAssortment | OutOfStock | QuantityOffMultiple


def lacking(cart: QuotedCart) -> int:
    """Lines whose goods are not there for him, or not enough of them, or not in this quantity."""
    return sum(any(isinstance(each, LACKING) for each in line.refusals) for line in cart.lines)


def sums_of(by_currency: dict[Currency, Decimal]) -> tuple[Money, ...]:
    return tuple(Money(amount, currency) for currency, amount in sorted(by_currency.items()) if amount)


def added(one: Sequence[Money], other: Sequence[Money]) -> tuple[Money, ...]:
    sums: dict[Currency, Decimal] = {}
    for money in (*one, *other):
        sums[money.currency] = sums.get(money.currency, ZERO) + money.amount
    return sums_of(sums)
