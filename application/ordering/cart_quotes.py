"""The cart with its prices, warehouses, sellers, and what stands in the way of placing it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from attrs import evolve, field, frozen

from application.access.context import BuyerContext, Visit
from application.ordering.choice import WHOLE_CART, CartChoice
from application.ordering.limits_seen import LimitChanged, limits_changed, short_contracts
from application.ordering.minimum_ports import Minimums, NoMinimums
from application.ordering.ports import Carts, Promos, Shown
from application.ordering.refinement_ports import Askings
from application.pricing.goods import OfferRow, Read, Reading, circumstances
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.catalog.goods import Goods
from domain.ordering.cart import Cart, LineKey
from domain.ordering.changed import LineChanged, lines_changed, seen_now, to_be_stamped
from domain.ordering.drafting import Wanted
from domain.ordering.quoted_cart import QuotedCart, QuotedCartLine, quoted_cart
from domain.ordering.splitting import USUAL, Splitting
from domain.pricing.book import Rate
from domain.pricing.refinement import Asking
from domain.shared.errors import DomainError
from domain.shared.ids import ProductId, VariantId, WarehouseId
from domain.shared.money import Currency
from domain.shared.quantity import Packaging

NOTHING: Mapping[LineKey, object] = {}


@frozen
class CartView:
    """`quoted` in the order in which the lines came in; `pictures` by variant. askings: of the ERP, about this cart.

    stock: what may still be ordered of its goods, by variant and warehouse. splitting: into which orders it goes.
    changed, limits: what is different since the owner last saw the cart, and waits for his word.
    """

    context: BuyerContext
    quoted: QuotedCart
    pictures: dict[VariantId, str]
    rates: dict[Currency, Rate]
    askings: Sequence[Asking] = ()
    stock: Mapping[tuple[VariantId, WarehouseId], Decimal] = field(factory=dict)
    splitting: Splitting = USUAL
    changed: tuple[LineChanged, ...] = ()
    limits: tuple[LimitChanged, ...] = ()
    name: str = ""

    @property
    def has_changed(self) -> bool:
        return bool(self.changed or self.limits)


def usual_splitting(version: int, products: Collection[ProductId]) -> Splitting:
    """Where nobody has configured another."""
    return USUAL


@frozen
class CartQuotes:
    """Quotes a cart from one snapshot of prices, terms and stock."""

    carts: Carts
    reading: Reading
    promos: Promos
    askings: Askings
    clock: Clock
    splitting: Callable[[int, Collection[ProductId]], Splitting] = usual_splitting
    minimums: Minimums = NoMinimums()

    def __call__(self, visit: Visit) -> CartView:
        context, cart = visit.buyer(), self._mine(visit)
        view = self.of(visit, context, cart)
        new = {line.wanted.key: seen_now(line) for line in view.quoted.lines if line.wanted.key not in cart.seen}
        if cart.version == context.cart_version and (new or view.quoted.totals != context.cart_totals):
            short = short_contracts(context, view.quoted) if cart.seen_short is None else None
            self.carts.remember(cart.id, cart.version, Shown(view.quoted.totals, new, short))
        return view

    def chosen(self, visit: Visit, choice: CartChoice) -> CartView:
        """As it is shown before placing: without what stays in the cart, from the chosen warehouse alone."""
        return self(visit) if choice == WHOLE_CART else self._chosen(visit, choice, self._mine(visit))

    def taken(self, visit: Visit, choice: CartChoice) -> CartView:
        """As placing takes it: the same, but nobody is shown it, so that nothing of it counts as seen or as changed."""
        cart = self._mine(visit)
        cart.seen, cart.seen_short = {}, None
        return self._chosen(visit, choice, cart)

    def _mine(self, visit: Visit) -> Cart:
        context = visit.buyer()
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        return self.carts.lines(context.cart, visit.authority.user)

    def _chosen(self, visit: Visit, choice: CartChoice, cart: Cart) -> CartView:
        if choice.postponed:
            cart.lines = {key: quantity for key, quantity in cart.lines.items() if key not in choice.postponed}
        return self.of(visit, choice.context(visit.buyer()), cart)

    def remember(
        self,
        visit: Visit,
        cart: Cart,
        before: Cart | None = None,
        touched: Mapping[LineKey, object] = NOTHING,
        read: Read | None = None,
    ) -> CartView:
        """The sum that the header shows, and what the owner saw, of a cart that he just changed from `before`.

        read: of a moment ago, where it holds all goods of both.
        """
        context = visit.buyer()
        if read is None:
            read = self._read(visit, context, [*cart.lines, *(before.lines if before is not None else ())])
        view = self._of(visit, context, cart, read)
        was = view.quoted
        if before is not None and any(one.line.wanted.key not in touched for one in view.changed):
            was = self._of(visit, context, before, read).quoted
        stamps = to_be_stamped(touched, cart.seen, was, view.quoted)
        self.carts.remember(
            cart.id, cart.version, Shown(view.quoted.totals, stamps, short_contracts(context, view.quoted))
        )
        return view

    def accept(self, visit: Visit, version: int) -> CartView:
        """The owner has seen what changed and says yes to it. Raises CartChanged for another version than he saw."""
        context, cart = visit.buyer(), self._mine(visit)
        cart.expect(version)
        quoted = self.of(visit, context, cart).quoted
        lines = {line.wanted.key: seen_now(line) for line in quoted.lines}
        self.carts.remember(cart.id, version, Shown(quoted.totals, lines, short_contracts(context, quoted)))
        return self(visit)

    def answered(self, visit: Visit, before: CartView, after: CartView) -> CartView:
        """What the ERP said to the owner's own question is no news to him: it is told, and asked a yes for, as such."""
        cart = self.carts.lines(after.context.cart, visit.authority.user)
        stamps = to_be_stamped(NOTHING, cart.seen, before.quoted, after.quoted)
        if cart.version != after.quoted.version or not stamps:
            return after
        self.carts.remember(cart.id, cart.version, Shown(after.quoted.totals, stamps, None))
        return self(visit)

    def of(self, visit: Visit, context: BuyerContext, cart: Cart) -> CartView:
        """The same for a cart that is not stored so: what a switch of context would change."""
        return self._of(visit, context, cart, self._read(visit, context, cart.lines))

    def _read(self, visit: Visit, context: BuyerContext, keys: Iterable[LineKey]) -> Read:
        variants = list(dict.fromkeys(key.variant for key in keys))
        return self.reading.carted(variants, context, visit.pricing_version)

    def _of(self, visit: Visit, context: BuyerContext, cart: Cart, read: Read) -> CartView:
        board, facts = read
        promo = None if cart.promo is None else self.promos.of(cart.promo, context.party.id)
        policies = context.refinement_policies()
        askings = self.askings.newest(cart.id, cart.owner, context.party.id) if policies else ()
        contracts = [contract.id for contract in context.active_contracts()]
        party, version = context.party, board.pricing_version
        minimums = self.minimums.of(version, contracts, party.id, party.holding) if cart.lines else {}
        under = evolve(
            circumstances(context, facts, board), promo=promo, policies=policies, askings=askings, at=self.clock.now(),
            minimums=minimums,
        )  # fmt: skip
        rows = {row.goods.variant: row for row in board.rows}
        wanted = []
        for key, quantity in cart.lines.items():
            row = rows.get(key.variant)
            packaging = row.packaging(key.packaging) if row else None
            is_whole = row is not None and row.shown is not None and packaging is not None
            goods = row.goods if row is not None and is_whole else _gone(key.variant, row)
            wanted.append(Wanted(key, goods, packaging or Packaging(), quantity))
        pictures = {variant: row.picture for variant, row in rows.items() if row.picture and row.shown is not None}
        products = {line.goods.product for line in wanted}
        quoted = quoted_cart(cart.version, wanted, under)
        return CartView(
            context,
            quoted,
            pictures,
            dict(facts.rates),
            askings,
            under.stock,
            self.splitting(version, products),
            lines_changed(cart.seen, quoted),
            limits_changed(cart.seen_short, context, quoted),
            cart.name,
        )


def _gone(variant: VariantId, row: OfferRow | None) -> Goods:
    """A line whose goods or packaging is no more, or not for this client: named as well as we can, and not sellable."""
    if row is None:
        return Goods(variant, ProductId(0), f"№ {variant}", "", "", "", "", "", sellable=False)
    # There is a card to go to only of goods that he has.
    product = row.goods.product if row.shown is not None else ProductId(0)
    return Goods(variant, product, row.goods.name, row.goods.sku, "", "", "", "", sellable=False)


@frozen
class LineChange:
    """What a switch of context did to one line. Prices are None where there is none; stock is in base units."""

    name: str
    sku: str
    currency_before: Currency | None
    price_before: Decimal | None
    currency_after: Currency | None
    price_after: Decimal | None
    available_before: Decimal
    available_after: Decimal
    refusals: tuple[DomainError, ...]


def changes(before: QuotedCart, after: QuotedCart) -> tuple[LineChange, ...]:
    """The list of what changed, lines that stay the same left out (M033)."""
    was = {line.wanted.key: line for line in before.lines}
    found = []
    for line in after.lines:
        old = was.get(line.wanted.key)
        if old is None:
            continue
        change = LineChange(
            line.wanted.goods.name, line.wanted.goods.sku, *_price(old), *_price(line), old.available, line.available,
            line.refusals,
        )  # fmt: skip
        same_price = _price(old) == _price(line)
        worse = line.refusals and not old.refusals
        if not same_price or worse or _enough(old) != _enough(line):
            found.append(change)
    return tuple(found)


def _price(line: QuotedCartLine) -> tuple[Currency | None, Decimal | None]:
    price = line.price
    return (None, None) if price is None or price.refusal else (price.currency, price.price)


def _enough(line: QuotedCartLine) -> bool:
    return line.available >= line.wanted.base_quantity
