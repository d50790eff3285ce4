"""Make, name, choose, copy, empty, delete a cart; and the way back of the last two."""

from collections.abc import Sequence

from attrs import frozen

from application.access.context import Visit
from application.carts.ports import MOST_CARTS, CartShelf, CartSummary, EmptiedCarts, NewCart, OtherCarts, sound_name
from application.ordering.cart_quotes import CartQuotes
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.shared.errors import NotFound
from domain.shared.ids import CartId, CounterpartyId


@frozen
class CartsQuery:
    shelf: CartShelf

    def __call__(self, visit: Visit) -> Sequence[CartSummary]:
        """Those under counterparties that he may act for now; the others are there again when he may again."""
        parties = _parties(visit)
        if not parties:
            visit.buyer()  # of nobody: it raises
        return self.shelf.of(visit.authority.user, parties)


@frozen
class MakeCart:
    shelf: CartShelf
    ids: Ids

    def __call__(self, visit: Visit, name: str, copy_of: CartId | None = None) -> CartId:
        """In the context of the active one, or of the one that is copied with its lines.

        Raises NameNotSound, TooManyCarts, NotFound.
        """
        like = visit.buyer().cart if copy_of is None else copy_of
        new = NewCart(CartId(self.ids.new()), sound_name(name), like, copy_of is not None)
        _found(self.shelf.make(visit.authority.user, _parties(visit), new, MOST_CARTS), like)
        return new.id


@frozen
class KeepCarts:
    """What is done to one cart by its id. Raises NotFound for what is not his."""

    shelf: CartShelf
    ids: Ids

    def rename(self, visit: Visit, cart: CartId, name: str) -> None:
        """Raises NameNotSound."""
        _found(self.shelf.rename(visit.authority.user, _parties(visit), cart, sound_name(name)), cart)

    def activate(self, visit: Visit, cart: CartId) -> None:
        _found(self.shelf.activate(visit.authority.user, _parties(visit), cart), cart)

    def delete(self, visit: Visit, cart: CartId) -> None:
        spare = CartId(self.ids.new())
        _found(self.shelf.delete(visit.authority.user, _parties(visit), cart, spare), cart)

    def restore(self, visit: Visit, cart: CartId) -> None:
        """Raises TooManyCarts."""
        _found(self.shelf.restore(visit.authority.user, _parties(visit), cart, MOST_CARTS), cart)


@frozen
class EmptyCart:
    """All lines at once, put aside for who changes his mind."""

    carts: EmptiedCarts
    quotes: CartQuotes
    ids: Ids

    def __call__(self, visit: Visit) -> CartId | None:
        """The id under which the lines stand aside; None where there was nothing."""
        context = visit.buyer()
        visit.authority.need(Permission.CHANGE_CART, context.party.id)
        aside = CartId(self.ids.new())
        with self.carts.change(context.cart, visit.authority.user) as change:
            if not change.cart.lines:
                return None
            change.cart.empty()
            change.save_emptied(aside)
        return aside

    def undo(self, visit: Visit, aside: CartId) -> None:
        """Raises NotFound, CartTooLong."""
        context = visit.buyer()
        visit.authority.need(Permission.CHANGE_CART, context.party.id)
        with self.carts.change(context.cart, visit.authority.user) as change:
            change.cart.bring_back(change.aside(aside))
            change.save_brought_back(aside)
        self.quotes.remember(visit, change.cart)


@frozen
class OneCart:
    """Whatever is done to the active cart, done to another one of his."""

    others: OtherCarts

    def __call__(self, visit: Visit, cart: CartId) -> Visit:
        """Raises NotFound."""
        context = visit.context
        return visit if context is not None and context.cart == cart else self.others.inside(visit, cart)


def _parties(visit: Visit) -> frozenset[CounterpartyId]:
    return frozenset(visit.authority.parties_with(Permission.CHANGE_CART))


def _found(is_there: bool, cart: CartId) -> None:
    if not is_there:
        raise NotFound("cart", str(cart))
