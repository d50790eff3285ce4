"""Several carts of one person, and the order lists of his company."""

from adapters.postgres.access import PostgresVisits
from adapters.postgres.cart_shelf import PostgresCartShelf
from adapters.postgres.carts import PostgresCarts
from adapters.postgres.minimums import PostgresMinimumDesk
from adapters.postgres.order_lists import PostgresOrderLists
from application.carts.several import CartsQuery, EmptyCart, KeepCarts, MakeCart, OneCart
from application.minimums.agree import AgreeOnMinimum, MinimumsQuery
from application.order_lists.keep import ChangeList, SaveList
from application.order_lists.order_by import ListQuery, ListsQuery, OrderByList
from application.ordering.cart_quotes import CartQuotes
from application.ordering.change_cart import ChangeCartHandler
from entrypoints.bootstrap.parts import Parts
from entrypoints.carts.lists import ListUseCases
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


def list_use_cases(
    parts: Parts, carts: PostgresCarts, quotes: CartQuotes, change_cart: ChangeCartHandler
) -> ListUseCases:
    lists = PostgresOrderLists(parts.database)
    save, change = SaveList(lists, carts, quotes, parts.ids), ChangeList(lists, quotes)
    return ListUseCases(
        all=ListsQuery(lists),
        one=ListQuery(lists, quotes),
        save=save,
        save_cart=save.of_cart,
        add_cart=save.into,
        change=change.lines,
        rename=change.rename,
        delete=change.delete,
        restore=change.restore,
        order_by=OrderByList(lists, change_cart),
    )


def minimums(parts: Parts) -> tuple[MinimumsQuery, AgreeOnMinimum]:
    desk = PostgresMinimumDesk(parts.database)
    return MinimumsQuery(desk), AgreeOnMinimum(desk)
