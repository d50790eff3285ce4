"""Goods as pages, carts and placing read them: facts of the variants, and what their prices and stock are made of."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Protocol
from uuid import UUID

from attrs import Factory, define, evolve, field, frozen

from application.access.context import BuyerContext
from domain.catalog.goods import Goods
from domain.catalog.mark import Mark
from domain.ordering.circumstances import Circumstances
from domain.pricing.availability import AS_IT_IS, Reach, Reaches, Shown
from domain.pricing.book import IndividualPrice, PriceBook, PriceType, Rate, type_key
from domain.pricing.chain import TypeChains
from domain.pricing.rules import RuleBook
from domain.pricing.terms import Terms
from domain.shared.ids import OrganizationId, PackagingId, PriceTypeId, ProductId, UserId, VariantId, WarehouseId
from domain.shared.money import Currency
from domain.shared.quantity import Packaging


@frozen
class Scope:
    """Whose prices and which stock: the active context reduced to keys. marked_for: whose marks are read, if any."""

    price_types: tuple[PriceTypeId, ...]
    owners: tuple[UUID, ...]
    warehouses: tuple[WarehouseId, ...]
    day: date
    marked_for: UserId | None = None


# Of a measured path, a thousand times in a cart: what guards its fields takes five times as long to make.
@define
class OfferRow:
    """One variant. `stock`: by warehouse, what may still be ordered, our holds already subtracted.

    variant_name: of the characteristic, empty where there is none. picture: a media key or None.
    shown: what rules make of its availability for this client, already done to `stock` and to the minimum and multiple
    of `goods`; None: he has no such goods.
    """

    goods: Goods
    variant_name: str
    picture: str | None
    listed: Mapping[type_key, tuple[Decimal, Currency]]
    individual: tuple[IndividualPrice, ...]
    stock: Mapping[WarehouseId, Decimal]
    packagings: tuple[Packaging, ...] = ()
    shown: Shown | None = AS_IT_IS

    def packaging(self, wanted: PackagingId) -> Packaging | None:
        if wanted == 0:
            return self.goods.base
        return next((packaging for packaging in self.packagings if packaging.id == wanted), None)


@frozen
class Board:
    """Rows of one snapshot, with the pricing version that they were read at.

    marks: by product, only of those that have any, and only where they were asked for.
    """

    rows: Sequence[OfferRow]
    pricing_version: int
    marks: Mapping[ProductId, Mark] = field(factory=dict)


class GoodsBoard(Protocol):
    """Prices, stock and facts of exactly these goods, in one statement."""

    def of_products(self, products: Sequence[ProductId], scope: Scope) -> Board:
        """Variants of the products, in the order of the ids; products without offers are left out."""

    def of_variants(self, variants: Sequence[VariantId], scope: Scope) -> Board:
        """With packagings; unknown ids are left out, withdrawn ones are there and not sellable."""

    def of_product(self, product: ProductId, scope: Scope) -> Board:
        """All variants of one product, with packagings."""

    def stocked(
        self,
        products: Sequence[ProductId],
        warehouses: Sequence[WarehouseId],
        unseen: Sequence[ProductId] = (),
        unseen_at: Sequence[WarehouseId] = (),
    ) -> Sequence[ProductId]:
        """Those of which any of the warehouses has something left, in the given order.

        unseen, unseen_at: pairs of product and warehouse whose stock does not count.
        """


@frozen
class PricingFacts:
    """What all clients share: price types, the bank day's rates and rules, as of a pricing version."""

    version: int
    day: date
    types: Mapping[PriceTypeId, PriceType]
    rates: Mapping[Currency, Rate]
    rules: RuleBook | None = None
    chains: TypeChains = field(default=Factory(lambda facts: TypeChains(facts.types), takes_self=True), eq=False)
    reaches: Reaches | None = field(init=False, eq=False)

    @reaches.default
    def _reaches(self) -> Reaches | None:
        return Reaches(self.rules.availability) if self.rules is not None and self.rules.availability else None

    def reach(self, context: BuyerContext) -> Reach | None:
        """None where no rule speaks of this client's catalogue, which then is everything."""
        return None if self.reaches is None else self.reaches.of(context.client(self.chains))

    def chain(self, clients: Iterable[Terms]) -> tuple[PriceTypeId, ...]:
        """Every type that a price of these clients may be found in, each once."""
        return tuple(dict.fromkeys(kind for terms in clients for kind in self.chains.everything(terms)))


class Pricing(Protocol):
    """Kept in the process by (pricing version, day): nothing in it belongs to one client."""

    def facts(self, version: int, day: date) -> PricingFacts: ...


def scope_of(context: BuyerContext, facts: PricingFacts) -> Scope:
    terms = context.terms(facts.chains).values()
    owners = (*(each.contract for each in terms), context.party.id, context.party.holding)
    return Scope(
        facts.chain(terms),
        owners,
        tuple(w.id for w in context.warehouses),
        context.day,
    )


def circumstances(context: BuyerContext, facts: PricingFacts, board: Board) -> Circumstances:
    """The board as pricing and allocation want it."""
    book = PriceBook(
        board.pricing_version,
        context.day,
        facts.types,
        {row.goods.variant: row.listed for row in board.rows},
        {row.goods.variant: row.individual for row in board.rows if row.individual},
        facts.rates,
        rules=facts.rules,
        chains=facts.chains,
    )
    stock = {(row.goods.variant, warehouse): free for row in board.rows for warehouse, free in row.stock.items()}
    shown = {row.goods.variant: row.shown for row in board.rows if row.shown is not AS_IT_IS}
    return Circumstances(
        context.warehouses, context.terms(facts.chains), stock, book, context.why_no_terms(), shown=shown
    )


def shown_to(context: BuyerContext, facts: PricingFacts, board: Board) -> Board:
    """The board as the rules of availability let this client see it; goods that he does not have are marked."""
    reach = facts.reach(context)
    if reach is None:
        return board
    sellers = context.own_terms().keys()
    rows = [_shown(row, reach.of(row.goods), context, sellers) for row in board.rows]
    return evolve(board, rows=rows)


def _shown(row: OfferRow, shown: Shown | None, context: BuyerContext, sellers: Set[OrganizationId]) -> OfferRow:
    if shown is AS_IT_IS:
        return row
    if shown is None:
        return evolve(row, shown=None, stock={})
    fixed = row.goods.organization
    serving = [w.id for w in context.warehouses if (fixed or w.organization) in sellers]
    return evolve(row, goods=shown.stepped(row.goods), shown=shown, stock=shown.stock(row.stock, serving))


@frozen
class Reading:
    """Reads a board and the pricing facts of the same version, again if an import came in between.

    What the client does not have is not on the board, so that whoever forgets to ask shows nothing.
    """

    board: GoodsBoard
    pricing: Pricing

    def products(
        self, ids: Sequence[ProductId], context: BuyerContext, version: int, marked_for: UserId | None = None
    ) -> "Read":
        """marked_for: the person whose marks of the goods are read with them."""

        def rows(scope: Scope) -> Board:
            return self.board.of_products(ids, evolve(scope, marked_for=marked_for) if marked_for else scope)

        return self._read(rows, context, version)

    def product(self, id: ProductId, context: BuyerContext, version: int) -> "Read":
        return self._read(partial(self.board.of_product, id), context, version)

    def variants(self, ids: Sequence[VariantId], context: BuyerContext, version: int) -> "Read":
        return self._read(partial(self.board.of_variants, ids), context, version)

    def carted(self, ids: Sequence[VariantId], context: BuyerContext, version: int) -> "Read":
        """With the rows of goods that he no longer has: a line of his cart is not lost without a word."""
        return self._marked(partial(self.board.of_variants, ids), context, version)

    def _read(self, rows: Callable[[Scope], Board], context: BuyerContext, version: int) -> "Read":
        board, facts = self._marked(rows, context, version)
        if facts.reaches is None:
            return board, facts
        return evolve(board, rows=[row for row in board.rows if row.shown is not None]), facts

    def _marked(self, rows: Callable[[Scope], Board], context: BuyerContext, version: int) -> "Read":
        facts = self.pricing.facts(version, context.day)
        board = rows(scope_of(context, facts))
        if board.pricing_version == facts.version or not board.rows:
            return shown_to(context, facts, board), facts
        return self._marked(rows, context, board.pricing_version)


Read = tuple[Board, PricingFacts]
