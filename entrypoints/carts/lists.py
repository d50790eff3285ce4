"""Order lists of a company, for pages and API."""

from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.order_lists.keep import ListRow
from application.order_lists.order_by import ListView
from application.order_lists.ports import ListSummary
from application.ordering.change_cart import CartChanged
from domain.ordering.order_list import OrderList, Sharing
from domain.shared.errors import NotFound


class OrderBy(Protocol):
    def __call__(self, visit: Visit, id: UUID, operation: UUID | None = ...) -> tuple[OrderList, CartChanged]: ...


def _unknown(*facts: object) -> None:
    raise NotFound("list", str(facts[1]))


def _unmade(*_: object) -> UUID:
    raise NotFound("list", "")


def _unseen(visit: Visit, id: UUID) -> ListView:
    raise NotFound("list", str(id))


def _unordered(visit: Visit, id: UUID, operation: UUID | None = None) -> tuple[OrderList, CartChanged]:
    raise NotFound("list", str(id))


@frozen
class ListUseCases:
    all: Callable[[Visit], Sequence[ListSummary]] = lambda _: ()
    one: Callable[[Visit, UUID], ListView] = _unseen
    save: Callable[[Visit, str, Sharing, Sequence[ListRow]], UUID] = _unmade
    save_cart: Callable[[Visit, str, Sharing], UUID] = _unmade
    add_cart: Callable[[Visit, UUID], None] = _unknown
    change: Callable[[Visit, UUID, Sequence[ListRow]], None] = _unknown
    rename: Callable[[Visit, UUID, str, Sharing], None] = _unknown
    delete: Callable[[Visit, UUID], None] = _unknown
    restore: Callable[[Visit, UUID], None] = _unknown
    order_by: OrderBy = _unordered
