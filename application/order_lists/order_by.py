"""Look at a list at today's prices and stock, and order by it: all of it goes to the cart at once."""

from collections.abc import Callable, Sequence
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.order_lists.ports import ListSummary, OrderLists
from application.ordering.cart_quotes import CartQuotes, CartView
from application.ordering.change_cart import CartChanged, CartRow, ChangeCart
from domain.access.permission import Permission
from domain.ordering.cart import Cart, Operation
from domain.ordering.order_list import OrderList
from domain.shared.ids import CartId


@frozen
class ListView:
    """`view`: priced as if it were the whole cart; `changed` of it is since the lines were put in."""

    order_list: OrderList
    view: CartView


@frozen
class ListsQuery:
    lists: OrderLists

    def __call__(self, visit: Visit) -> Sequence[ListSummary]:
        context = visit.buyer()
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        return self.lists.of(context.party.id, visit.authority.user)


@frozen
class ListQuery:
    lists: OrderLists
    quotes: CartQuotes

    def __call__(self, visit: Visit, id: UUID) -> ListView:
        """A constant number of statements, however long it is. Raises NotFound."""
        context, user = visit.buyer(), visit.authority.user
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        found = self.lists.one(id, context.party.id, user)
        cart = Cart(CartId(found.id), user, found.version, found.lines, seen=found.seen, name=found.name)
        return ListView(found, self.quotes.of(visit, context, cart))


@frozen
class OrderByList:
    """Quantities are added to what is there, raised to their multiples with a notice; refused lines are told."""

    lists: OrderLists
    change: Callable[[Visit, ChangeCart], CartChanged]

    def __call__(self, visit: Visit, id: UUID, operation: UUID | None = None) -> tuple[OrderList, CartChanged]:
        """Into the cart that the visit is in; a repeated operation does nothing. Raises NotFound, CartTooLong."""
        context = visit.buyer()
        visit.authority.need(Permission.CHANGE_CART, context.party.id)
        found = self.lists.one(id, context.party.id, visit.authority.user)
        rows = tuple(
            CartRow(key.variant, f"{quantity:f}", key.packaging, Operation.ADD) for key, quantity in found.lines.items()
        )
        return found, self.change(visit, ChangeCart(rows, operation, round_up=True))
