"""Several carts of one person, for pages and API."""

from collections.abc import Callable, Sequence
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from application.carts.ports import CartSummary
from application.ordering.cart_quotes import CartView
from domain.shared.errors import NotFound
from domain.shared.ids import CartId


class Make(Protocol):
    def __call__(self, visit: Visit, name: str, copy_of: CartId | None = ...) -> CartId: ...


def _no_other(visit: Visit, cart: CartId) -> Visit:
    """A door without other carts knows the active one alone."""
    if visit.context is not None and visit.context.cart == cart:
        return visit
    raise NotFound("cart", str(cart))


def _unknown(*facts: object) -> None:
    raise NotFound("cart", str(facts[-1]))


def _unmade(visit: Visit, name: str, copy_of: CartId | None = None) -> CartId:
    raise NotFound("cart", str(copy_of))


def _unseen(visit: Visit, version: int) -> CartView:
    raise NotFound("cart", str(version))


@frozen
class CartUseCases:
    """inside: the same visit in another of his carts, for whatever is done to the active one."""

    all: Callable[[Visit], Sequence[CartSummary]] = lambda _: ()
    inside: Callable[[Visit, CartId], Visit] = _no_other
    make: Make = _unmade
    rename: Callable[[Visit, CartId, str], None] = _unknown
    activate: Callable[[Visit, CartId], None] = _unknown
    delete: Callable[[Visit, CartId], None] = _unknown
    restore: Callable[[Visit, CartId], None] = _unknown
    empty: Callable[[Visit], CartId | None] = lambda _: None
    bring_back: Callable[[Visit, CartId], None] = _unknown
    accept: Callable[[Visit, int], CartView] = _unseen
