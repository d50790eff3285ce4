"""Several carts of one person."""

from adapters.postgres.access import PostgresVisits
from adapters.postgres.cart_shelf import PostgresCartShelf
from adapters.postgres.carts import PostgresCarts
from application.carts.several import CartsQuery, EmptyCart, KeepCarts, MakeCart, OneCart
from application.ordering.cart_quotes import CartQuotes
from entrypoints.bootstrap.parts import Parts
from entrypoints.carts.use_cases import CartUseCases


def cart_use_cases(parts: Parts, carts: PostgresCarts, quotes: CartQuotes, visits: PostgresVisits) -> CartUseCases:
    shelf, ids = PostgresCartShelf(parts.database), parts.ids
    keep, emptying = KeepCarts(shelf, ids), EmptyCart(carts, quotes, ids)
    return CartUseCases(
        all=CartsQuery(shelf),
        inside=OneCart(visits),
        make=MakeCart(shelf, ids),
        rename=keep.rename,
        activate=keep.activate,
        delete=keep.delete,
        restore=keep.restore,
        empty=emptying,
        bring_back=emptying.undo,
        accept=quotes.accept,
    )
