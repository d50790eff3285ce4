"""The cart with its prices, warehouses, sellers, and what stands in the way of placing it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal

from attrs import evolve, field, frozen

from application.access.context import BuyerContext, Visit
from application.ordering.choice import WHOLE_CART, CartChoice
from application.ordering.ports import Carts, Promos
from application.ordering.refinement_ports import Askings
from application.pricing.goods import OfferRow, Reading, circumstances
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.catalog.goods import Goods
from domain.ordering.cart import Cart
from domain.ordering.quoted_cart import QuotedCart, QuotedCartLine, Wanted, quoted_cart
from domain.ordering.splitting import USUAL, Splitting
from domain.pricing.book import Rate
from domain.pricing.refinement import Asking
from domain.shared.errors import DomainError
from domain.shared.ids import ProductId, VariantId, WarehouseId
from domain.shared.money import Currency
from domain.shared.quantity import Packaging


@frozen
class CartView:
    """`quoted` in the order in which the lines came in; `pictures` by variant. askings: of the ERP, about this cart.

    stock: what may still be ordered of its goods, by variant and warehouse. splitting: into which orders it goes.
    """

    context: BuyerContext
    quoted: QuotedCart
    pictures: dict[VariantId, str]
    rates: dict[Currency, Rate]
    askings: Sequence[Asking] = ()
    stock: Mapping[tuple[VariantId, WarehouseId], Decimal] = field(factory=dict)
    splitting: Splitting = USUAL


def usual_splitting(products: Collection[ProductId]) -> Splitting:
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
    splitting: Callable[[Collection[ProductId]], Splitting] = usual_splitting

    def __call__(self, visit: Visit) -> CartView:
        context = visit.buyer()
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        cart = self.carts.lines(context.cart, visit.authority.user)
        view = self.of(visit, context, cart)
        if cart.version == context.cart_version and view.quoted.totals != context.cart_totals:
            self.carts.remember_totals(cart.id, cart.version, view.quoted.totals)
        return view

    def chosen(self, visit: Visit, choice: CartChoice) -> CartView:
        """As placing takes it: without what stays in the cart, from the chosen warehouse alone."""
        if choice == WHOLE_CART:
            return self(visit)
        context = visit.buyer()
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        cart = self.carts.lines(context.cart, visit.authority.user)
        cart.lines = {key: quantity for key, quantity in cart.lines.items() if key not in choice.postponed}
        return self.of(visit, choice.context(context), cart)

    def remember(self, visit: Visit, cart: Cart) -> None:
        """The sum that the header shows, for a cart that was just changed."""
        totals = self.of(visit, visit.buyer(), cart).quoted.totals
        self.carts.remember_totals(cart.id, cart.version, totals)

    def of(self, visit: Visit, context: BuyerContext, cart: Cart) -> CartView:
        """The same for a cart that is not stored so: what a switch of context would change."""
        variants = list(dict.fromkeys(key.variant for key in cart.lines))
        board, facts = self.reading.carted(variants, context, visit.pricing_version)
        promo = None if cart.promo is None else self.promos.of(cart.promo, context.party.id)
        policies = context.refinement_policies()
        askings = self.askings.newest(cart.id, cart.owner, context.party.id) if policies else ()
        under = evolve(
            circumstances(context, facts, board), promo=promo, policies=policies, askings=askings, at=self.clock.now()
        )
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
        return CartView(
            context, quoted_cart(cart.version, wanted, under), pictures, dict(facts.rates), askings, under.stock,
            self.splitting(products),
        )  # fmt: skip


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
