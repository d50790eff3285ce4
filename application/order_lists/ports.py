"""Order lists of one counterparty, as one of its people may see them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from domain.ordering.cart import LineKey
from domain.ordering.order_list import OrderList, Sharing
from domain.ordering.seen import Seen
from domain.shared.errors import DomainError
from domain.shared.ids import CounterpartyId, UserId

MOST_LISTS = 500


@frozen
class TooManyLists(DomainError):
    code: ClassVar[str] = "list.too-many"
    most: int = MOST_LISTS


@frozen
class ListEmpty(DomainError):
    """Nothing of what it was to be made of can be put into a list."""

    code: ClassVar[str] = "list.empty"


@frozen
class ListSummary:
    id: UUID
    name: str
    owner_name: str
    sharing: Sharing
    lines: int
    changed_at: datetime
    changed_by: str
    is_mine: bool

    @property
    def may_change(self) -> bool:
        return self.is_mine or self.sharing is Sharing.CHANGE


class ListChange(Protocol):
    order_list: OrderList

    def save(self, touched: Mapping[LineKey, Decimal | None], seen: Mapping[LineKey, Seen]) -> None: ...

    def save_name(self) -> None: ...

    def save_deleted(self, deleted: bool) -> None: ...


class OrderLists(Protocol):
    """The counterparty and the person are part of every question: what he may not see is not there."""

    def of(self, counterparty: CounterpartyId, user: UserId) -> Sequence[ListSummary]:
        """The latest changed first."""

    def one(self, id: UUID, counterparty: CounterpartyId, user: UserId) -> OrderList:
        """Raises NotFound."""

    def add(self, order_list: OrderList, most: int) -> None:
        """Raises TooManyLists where the counterparty has so many."""

    def change(
        self, id: UUID, counterparty: CounterpartyId, user: UserId, deleted: bool = False
    ) -> AbstractContextManager[ListChange]:
        """Locked until the block ends. Raises NotFound."""
