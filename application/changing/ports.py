"""Orders as they are changed after placing: at once while they are ours, by a request once the ERP has them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from application.company.acts import Act
from application.queries.orders import Readers
from domain.ordering.change_request import ChangeLine, ChangeRequest, ChangeState
from domain.ordering.correction import StandingLine, lowered
from domain.ordering.status import Phase
from domain.shared.ids import ContractId, CounterpartyId, OrderId, UserId
from domain.shared.money import Currency, Money


@frozen
class StandingOrder:
    """An order as whoever changes it finds it.

    is_taken: the ERP has been given it, or made it: from then on the portal only asks. given means that it was in an
    answer to 1C, whether or not 1C has said so. open: the number of the request that waits for an answer.
    takes_messages: its base exchanges packets; else a cancellation goes with the order's file, other changes by hand.
    """

    id: OrderId
    number: str
    counterparty: CounterpartyId
    contract: ContractId | None
    currency: Currency
    placed_by: UserId | None
    acting_for: UserId | None
    version: int
    phase: Phase
    is_offline: bool
    is_taken: bool
    takes_messages: bool
    open: int | None
    lines: tuple[StandingLine, ...]

    @property
    def is_ended(self) -> bool:
        return not self.phase.is_open or self.phase is Phase.SHIPPED

    def total(self, wanted: Mapping[int, Decimal] | None = None) -> Money:
        """At the prices of the order, by what is wanted of each line."""
        told = wanted or {}
        gross = (lowered(line, told.get(line.line, line.wanted)).gross for line in self.lines)
        return Money(sum(gross, Decimal("0.00")), self.currency)


@frozen
class Change:
    """What came of a command: done at once, or asked of the ERP under this number of change."""

    order: OrderId
    at_once: bool
    number: int | None = None


@frozen
class KeyOfAsking:
    principal: UserId
    key: str
    request_hash: bytes


class ChangeWork(Protocol):
    """One transaction: the key first, then what orders compete for, then the order and its place in the queue to the
    ERP, in the global order. Whether the ERP has the order is read behind those locks.
    """

    def claim(self, key: KeyOfAsking) -> Change | None:
        """What came of the same command before; a second request waits for the first. Raises: KeyReused."""

    def lock(self, whose: Readers, order: OrderId) -> StandingOrder:
        """Raises NotFound."""

    def read(self, whose: Readers, order: OrderId) -> StandingOrder:
        """Nothing is locked. Raises NotFound."""

    def lower(self, order: StandingOrder, changed: Sequence[StandingLine], by: UserId, reason: str) -> None:
        """With the holds that are let go, the history, and another version for the ERP."""

    def cancel(self, order: StandingOrder, by: UserId, reason: str) -> None:
        """Everything that the order held is given back, and the ERP is never offered it."""

    def ask(self, order: StandingOrder, request: "Asked") -> int:
        """Its number; with the message for the ERP and the event for whoever is to be told."""

    def close(self, order: StandingOrder, request: ChangeRequest, by: UserId, text: str) -> None:
        """By hand: the ERP was silent, or answered otherwise than by a message."""

    def open_request(self, order: OrderId) -> ChangeRequest | None: ...

    def record(self, act: Act) -> None: ...

    def answer(self, key: KeyOfAsking, change: Change) -> None: ...


@frozen
class Asked:
    cancels: bool
    lines: tuple[ChangeLine, ...]
    reason: str
    by: UserId
    acting_for: UserId | None


@frozen
class RequestView:
    """A request as pages tell it. by_hand: who of the seller's closed it; text: what the ERP, or he, answered."""

    number: int
    cancels: bool
    state: ChangeState
    lines: tuple[ChangeLine, ...]
    reason: str
    asked_at: datetime
    asked_by: str = field(repr=False)
    sent_at: datetime | None
    answered_at: datetime | None
    text: str
    by_hand: str = field(repr=False)


class ChangeRequests(Protocol):
    def of(self, order: UUID) -> tuple[RequestView, ...]:
        """The newest first, of an order that the asker has been shown."""
