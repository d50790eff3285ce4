"""A saved cart, a template, a requisition list: goods with quantities that a company keeps to order by again (N13)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import define, field, frozen

from domain.ordering.cart import MOST_LINES, CartTooLong, Change, LineKey, Operation
from domain.ordering.seen import Seen
from domain.shared.errors import DomainError
from domain.shared.ids import CounterpartyId, UserId


class Sharing(StrEnum):
    """What colleagues may do with it: nothing, see it and order by it, change it, too."""

    PRIVATE = "private"
    READ = "read"
    CHANGE = "change"


@frozen
class ListNotYours(DomainError):
    """Colleagues may see it; who may change it is up to its owner."""

    code: ClassVar[str] = "list.not-yours"
    name: str
    owner_name: str


@define
class OrderList:
    """Belongs to one counterparty, and within it to whoever made it. Every change raises `version`.

    seen: the lines as they were shown when they were put in.
    """

    id: UUID
    counterparty: CounterpartyId
    owner: UserId
    owner_name: str
    name: str
    sharing: Sharing
    version: int = 1
    lines: dict[LineKey, Decimal] = field(factory=dict)
    seen: dict[LineKey, Seen] = field(factory=dict)

    def may_be_seen_by(self, user: UserId) -> bool:
        return user == self.owner or self.sharing is not Sharing.PRIVATE

    def may_be_changed_by(self, user: UserId) -> bool:
        return user == self.owner or self.sharing is Sharing.CHANGE

    def change_by(self, user: UserId, changes: Iterable[Change]) -> Mapping[LineKey, Decimal | None]:
        """As a cart: the answer is what to store. Raises ListNotYours, CartTooLong."""
        if not self.may_be_changed_by(user):
            raise ListNotYours(self.name, self.owner_name)
        touched: dict[LineKey, Decimal | None] = {}
        for change in changes:
            if change.operation is Operation.REMOVE:
                self.lines.pop(change.key, None)
                touched[change.key] = None
                continue
            before = self.lines.get(change.key, Decimal(0)) if change.operation is Operation.ADD else Decimal(0)
            self.lines[change.key] = touched[change.key] = before + change.quantity
        if len(self.lines) > MOST_LINES:
            raise CartTooLong(len(self.lines))
        self.version += 1
        return touched

    def rename_by(self, user: UserId, name: str, sharing: Sharing) -> None:
        """Whoever may change it may rename it; the owner alone says who may. Raises ListNotYours."""
        if not self.may_be_changed_by(user) or (sharing is not self.sharing and user != self.owner):
            raise ListNotYours(self.name, self.owner_name)
        self.name, self.sharing = name, sharing
        self.version += 1

    def delete_by(self, user: UserId) -> None:
        """Raises ListNotYours."""
        if user != self.owner:
            raise ListNotYours(self.name, self.owner_name)
