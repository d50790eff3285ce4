"""What a client sees, for his manager: what is hidden from him and by which rule, what he is told of stock."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import BuyerContext, Visit
from application.pricing.goods import GoodsBoard, OfferRow, Pricing, PricingFacts, scope_of, shown_to
from application.queries.assortment import Assortments
from application.queries.catalogue import MOST_FOUND, CatalogIndex
from application.queries.clients import ClientRow, Clients
from application.queries.orders import readers
from application.queries.rules import Names
from application.queries.tree import Tree
from application.search.find_goods import Found, Search
from domain.access.permission import Permission
from domain.pricing.availability import Reach
from domain.pricing.rules import Rule, Rules
from domain.shared.ids import ProductId, WarehouseId

MOST = 50
ZERO = Decimal(0)


class ClientContexts(Protocol):
    def context_of(self, client: UUID) -> BuyerContext:
        """As he begins: his own region, the contracts that are in force today. For one that the asker may see."""


class RuleNames(Protocol):
    def names(self, rules: Sequence[Rule], most: int | None = None) -> Names: ...


@frozen
class GoodsSeen:
    """One variant. there: what the region's warehouses have; told: what of it he is shown; None: he has no such goods.

    days: what is not there comes on order. by: the rules that made it so.
    """

    row: OfferRow
    there: Decimal
    told: Decimal | None
    days: int | None
    by: Rules


@frozen
class ClientView:
    """has, of: goods of the catalogue. whole: the tree of those who have everything; tree: his own."""

    client: ClientRow
    context: BuyerContext
    tree: Tree
    whole: Tree
    rules: Rules
    names: Names
    text: str
    goods: tuple[GoodsSeen, ...]
    found: int


@frozen
class ClientViewQuery:
    clients: Clients
    contexts: ClientContexts
    index: CatalogIndex
    board: GoodsBoard
    pricing: Pricing
    assortments: Assortments
    rules: RuleNames
    search: Callable[[Search], Found]

    def __call__(self, visit: Visit, client: UUID, text: str = "") -> ClientView:
        """Raises NotAllowed; NotFound for a client that is not the asker's."""
        visit.authority.need(Permission.SEE_OWN_CLIENTS)
        row = self.clients.one(readers(visit), client)
        context = self.contexts.context_of(client)
        facts = self.pricing.facts(visit.pricing_version, context.day)
        reach = facts.reach(context)
        whole = self.index.tree(visit.catalogue_version)
        seen = self.assortments.of_client(visit, context)
        told = reach.rules if reach is not None else ()
        found = self.search(Search(text, most=MOST_FOUND)).ids if text else ()
        goods = self._goods(found[:MOST], context, facts, reach)
        tree = whole if seen is None else seen.tree
        return ClientView(row, context, tree, whole, told, self.rules.names(told, 3), text, goods, len(found))

    def _goods(
        self, found: Sequence[ProductId], context: BuyerContext, facts: PricingFacts, reach: Reach | None
    ) -> tuple[GoodsSeen, ...]:
        board = self.board.of_products(found, scope_of(context, facts))
        seen = {row.goods.variant: row for row in shown_to(context, facts, board).rows}
        return tuple(_seen(row, seen[row.goods.variant], context, reach) for row in board.rows)


def _seen(whole: OfferRow, own: OfferRow, context: BuyerContext, reach: Reach | None) -> GoodsSeen:
    there = _sum(whole.stock)
    if own.shown is None:
        return GoodsSeen(whole, there, None, None, reach.hiding(whole.goods) if reach is not None else ())
    promise = own.shown.promise(warehouse.id for warehouse in context.warehouses)
    return GoodsSeen(whole, there, _sum(own.stock), None if promise is None else promise[1], own.shown.rules)


def _sum(stock: Mapping[WarehouseId, Decimal]) -> Decimal:
    return sum((quantity for quantity in stock.values() if quantity > 0), ZERO)
