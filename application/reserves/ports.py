"""What keeping reserves needs of the outside."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from application.queries.orders import Readers, StatusView
from domain.inventory.life import ReservePolicy
from domain.shared.errors import DomainError
from domain.shared.ids import CounterpartyId, OrderId


@frozen
class ReserveOver(DomainError):
    """The order has no reserve that ends by the clock: it has ended, or nothing would end it."""

    code: ClassVar[str] = "reserve.over"
    number: str


@frozen
class ProlongedTooFar(DomainError):
    code: ClassVar[str] = "reserve.too-long"
    most: int


@frozen
class PolicyTaken(DomainError):
    """Another policy is for the same status and terms."""

    code: ClassVar[str] = "reserve.policy-taken"


@frozen
class ReserveRow:
    """The reserve of one order. until: None is without end by the clock; in_erp: the ERP has taken the order."""

    order: OrderId
    number: str
    counterparty: CounterpartyId
    counterparty_name: str
    warehouse_name: str
    status: StatusView
    lines: int
    until: datetime | None
    warned: bool
    in_erp: bool


@frozen
class ReservesPage:
    rows: tuple[ReserveRow, ...]
    total: int
    ending: int  # within a day
    offset: int
    limit: int


@frozen
class KeptPolicy:
    id: UUID
    policy: ReservePolicy


@frozen
class Switch:
    """Where reservation can be off. kind: base, warehouse or contract."""

    kind: str
    key: str
    name: str
    is_off: bool


@frozen
class PolicyChange:
    at: datetime
    who: str
    action: str
    facts: Mapping[str, object]


@frozen
class PoliciesPage:
    policies: Sequence[KeptPolicy]
    statuses: Sequence[StatusView]
    switches: Sequence[Switch]
    changes: Sequence[PolicyChange]


class Reserves(Protocol):
    """Every reading filters by the readers in the statement itself (A1)."""

    def page(self, readers: Readers, only_ending: bool, offset: int, limit: int) -> ReservesPage: ...

    def find(self, readers: Readers, order: OrderId) -> None:
        """Raises NotFound, for another's order as well."""

    def prolong(self, readers: Readers, order: OrderId, hours: int, by: UUID) -> datetime:
        """The new end. Raises: NotFound, ReserveOver."""


class PolicyBook(Protocol):
    def page(self) -> PoliciesPage: ...

    def put(self, id: UUID | None, policy: ReservePolicy, by: UUID) -> None:
        """A new one without an id. Raises: NotFound, PolicyTaken."""

    def drop(self, id: UUID, by: UUID) -> None:
        """All but the one for everything. Raises: NotFound."""

    def switch(self, kind: str, key: str, off: bool, by: UUID) -> None:
        """Raises: NotFound."""


class Clockwork(Protocol):
    """What the clock does to reserves; each call is one locking transaction, and says how many orders it touched."""

    def warn(self, most: int) -> int: ...

    def expire(self, most: int) -> int:
        """Those of the ERP as well, where a policy gives their status a term: they stay subtracted until a snapshot
        later than the end shows what the ERP did with them.
        """
