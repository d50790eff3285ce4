"""Save a cart as a list, change the list, share it, delete it with a way back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from attrs import frozen

from application.access.context import BuyerContext, Visit
from application.carts.ports import sound_name
from application.order_lists.ports import MOST_LISTS, ListEmpty, OrderLists
from application.ordering.cart_quotes import CartQuotes
from application.ordering.ports import Carts
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.ordering.cart import MOST_LINES, Cart, CartTooLong, Change, LineKey, Operation
from domain.ordering.changed import seen_now
from domain.ordering.order_list import OrderList, Sharing
from domain.ordering.seen import Seen
from domain.shared.errors import NotFound
from domain.shared.ids import CartId
from domain.shared.quantity import quantity_of


@frozen
class ListRow:
    """One line as it was typed or sent."""

    key: LineKey
    quantity: str = "1"
    operation: Operation = Operation.SET


@frozen
class SaveList:
    """Makes a list of lines, or of what is in the cart."""

    lists: OrderLists
    carts: Carts
    quotes: CartQuotes
    ids: Ids

    def __call__(self, visit: Visit, name: str, sharing: Sharing, rows: Sequence[ListRow]) -> UUID:
        """Raises NameNotSound, QuantityInvalid, CartTooLong, TooManyLists, NotFound; ListEmpty for none."""
        _changing(visit)
        lines = dict[LineKey, Decimal]()
        for row in rows:
            lines[row.key] = lines.get(row.key, Decimal(0)) + quantity_of(row.quantity)
        return self._add(visit, name, sharing, lines, _shown(visit, self.quotes, lines))

    def of_cart(self, visit: Visit, name: str, sharing: Sharing) -> UUID:
        """Of the cart that the visit is in, with what was seen of its lines. Raises the same."""
        cart = self.carts.lines(visit.buyer().cart, visit.authority.user)
        return self._add(visit, name, sharing, cart.lines, cart.seen)

    def into(self, visit: Visit, id: UUID) -> None:
        """The cart's lines come to what an older list holds, quantities summed. Raises NotFound, ListNotYours."""
        context = _changing(visit)
        cart = self.carts.lines(context.cart, visit.authority.user)
        with self.lists.change(id, context.party.id, visit.authority.user) as change:
            rows = [Change(Operation.ADD, key, quantity) for key, quantity in cart.lines.items()]
            change.save(change.order_list.change_by(visit.authority.user, rows), cart.seen)

    def _add(
        self, visit: Visit, name: str, sharing: Sharing, lines: Mapping[LineKey, Decimal], seen: Mapping[LineKey, Seen]
    ) -> UUID:
        context = _changing(visit)
        sound = sound_name(name)
        if not lines:
            raise ListEmpty
        if len(lines) > MOST_LINES:
            raise CartTooLong(len(lines))
        made = OrderList(
            self.ids.new(), context.party.id, visit.authority.user, visit.authority.name, sound, sharing,
            lines=dict(lines), seen=dict(seen),
        )  # fmt: skip
        self.lists.add(made, MOST_LISTS)
        return made.id


@frozen
class ChangeList:
    """Each raises NotFound for a list that he may not see, ListNotYours for what he may only see."""

    lists: OrderLists
    quotes: CartQuotes

    def lines(self, visit: Visit, id: UUID, rows: Sequence[ListRow]) -> None:
        """All of them or none. Raises QuantityInvalid, CartTooLong."""
        context = _changing(visit)
        changes = [
            Change(row.operation, row.key)
            if row.operation is Operation.REMOVE
            else Change(row.operation, row.key, quantity_of(row.quantity))
            for row in rows
        ]
        wanted = {change.key: change.quantity for change in changes if change.operation is not Operation.REMOVE}
        seen = _shown(visit, self.quotes, wanted)
        with self.lists.change(id, context.party.id, visit.authority.user) as change:
            change.save(change.order_list.change_by(visit.authority.user, changes), seen)

    def rename(self, visit: Visit, id: UUID, name: str, sharing: Sharing) -> None:
        """Raises NameNotSound."""
        context, sound = _changing(visit), sound_name(name)
        with self.lists.change(id, context.party.id, visit.authority.user) as change:
            change.order_list.rename_by(visit.authority.user, sound, sharing)
            change.save_name()

    def delete(self, visit: Visit, id: UUID) -> None:
        self._keep(visit, id, deleted=True)

    def restore(self, visit: Visit, id: UUID) -> None:
        self._keep(visit, id, deleted=False)

    def _keep(self, visit: Visit, id: UUID, deleted: bool) -> None:
        context = _changing(visit)
        with self.lists.change(id, context.party.id, visit.authority.user, deleted=not deleted) as change:
            change.order_list.delete_by(visit.authority.user)
            change.save_deleted(deleted)


def _shown(visit: Visit, quotes: CartQuotes, lines: Mapping[LineKey, Decimal]) -> dict[LineKey, Seen]:
    """As the lines stand now. Raises NotFound for goods and packagings that this client does not have: no list tells
    the name of a good that is hidden from him.
    """
    if not lines:
        return {}
    if len(lines) > MOST_LINES:
        raise CartTooLong(len(lines))
    tried = Cart(CartId(visit.buyer().cart), visit.authority.user, 0, dict(lines))
    found = {}
    for line in quotes.of(visit, visit.buyer(), tried).quoted.lines:
        key, wanted = line.wanted.key, line.wanted
        if not wanted.goods.product:
            raise NotFound("variant", str(key.variant))
        if wanted.packaging.id != key.packaging:
            raise NotFound("packaging", str(key.packaging))
        found[key] = seen_now(line)
    return found


def _changing(visit: Visit) -> BuyerContext:
    context = visit.buyer()
    visit.authority.need(Permission.CHANGE_CART, context.party.id)
    return context
