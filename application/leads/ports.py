"""What leads need of the outside."""

from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import frozen

from domain.ordering.lead import LeadLine, LeadState
from domain.shared.ids import UserId


@frozen
class NewLead:
    id: UUID
    phone: str
    email: str
    name: str
    goods: str
    lines: tuple[LeadLine, ...]
    key: str


@frozen
class LeadRow:
    """asked: how many times the same person asked for the same. others: open leads of the same telephone number."""

    id: UUID
    number: int
    created_at: datetime
    last_at: datetime
    phone: str
    email: str
    name: str
    lines: int
    asked: int
    state: LeadState
    taken_by: str
    others: int


@frozen
class FoundGoods:
    """A line with what the catalogue has under its article; name is empty where it has nothing."""

    text: str
    quantity: Decimal
    name: str
    free: Decimal
    unit: str


@frozen
class LeadEvent:
    at: datetime
    who: str
    state: LeadState
    note: str


@frozen
class LeadCard:
    row: LeadRow
    goods: str
    found: tuple[FoundGoods, ...]
    events: tuple[LeadEvent, ...]


@frozen
class LeadPage:
    rows: tuple[LeadRow, ...]
    total: int
    counts: dict[LeadState, int]


class LeadWork(Protocol):
    def keep(self, lead: NewLead) -> int:
        """Its number; that of the open lead where the same person asked for the same goods before."""

    def move(self, by: UserId, id: UUID, was: LeadState, to: LeadState, note: str) -> LeadState | None:
        """The state that was found: it is moved only from `was`. None for no such lead."""


class Leads(Protocol):
    def page(self, state: LeadState | None, offset: int, limit: int) -> LeadPage: ...

    def card(self, id: UUID) -> LeadCard | None: ...

    def begin(self) -> AbstractContextManager[LeadWork]: ...
