"""After news of the ERP: what of our holds do its own figures contain by now, so that nothing is counted twice?

Semantics 4 and 5. In doubt a hold stays: it is subtracted twice rather than not at all.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.exchange.order_facts import CreditFacts, HoldFacts
from application.exchange.values import ConnectionId, ErpConnection
from domain.inventory.stock import Mark, Reservation

BATCH = 500
ZERO = Decimal("0.00")

HoldKey = tuple[UUID, int]  # (order id, line)


@frozen
class OpenHold:
    """A reservation that availability still subtracts, and the mark of the snapshot in force.

    None without stock, and where the snapshot came before the order was placed.
    """

    order_id: UUID
    hold: HoldFacts
    snapshot: Mark | None


@frozen
class BalanceFacts:
    """The balance in force of one owner; names: the order's number stands in its list."""

    mark: Mark
    includes_unshipped: bool
    names: bool


@frozen
class OpenCredit:
    """A credit hold that exposure still counts, and the balances of its owners that have one."""

    order_id: UUID
    credit: CreditFacts
    balances: Sequence[BalanceFacts]


class ContainmentWork(Protocol):
    """One transaction; leaving it without an exception commits."""

    def holds(self, keys: Sequence[HoldKey]) -> Sequence[OpenHold]:
        """Locked by their stock lines in the global order, then read by a later statement."""

    def set_uncontained(self, changed: Sequence[tuple[HoldKey, Decimal]]) -> None: ...

    def note_short(self, keys: Sequence[HoldKey]) -> int:
        """History of the orders whose reservations no longer fit into free, the newest first; told once each."""

    def credits(self, order_ids: Sequence[UUID]) -> Sequence[OpenCredit]:
        """Locked by their credit lines in the global order, then read by a later statement."""

    def set_credits(self, changed: Sequence[tuple[UUID, Decimal]]) -> None:
        """A hold of which nothing is left uncontained is contained."""


class Containments(Protocol):
    def open_holds(self, connection: ConnectionId) -> Iterator[Sequence[HoldKey]]:
        """Keys by (variant, warehouse), `BATCH` at a time."""

    def open_credits(self, connection: ConnectionId) -> Iterator[Sequence[UUID]]: ...

    def begin(self) -> AbstractContextManager[ContainmentWork]: ...


@frozen
class Contain:
    """Runs after each message of the connection. Idempotent: it follows from what stands alone."""

    containments: Containments

    def __call__(self, connection: ErpConnection) -> int:
        """How many holds changed."""
        margin, changed = timedelta(seconds=connection.margin_seconds), 0
        for keys in self.containments.open_holds(connection.id):
            with self.containments.begin() as work:
                lowered = [
                    ((one.order_id, one.hold.line), left)
                    for one in work.holds(keys)
                    if (left := uncontained(one, margin)) != one.hold.uncontained
                ]
                work.set_uncontained(lowered)
                work.note_short(keys)
            changed += len(lowered)
        for orders in self.containments.open_credits(connection.id):
            with self.containments.begin() as work:
                freed = [
                    (one.order_id, left)
                    for one in work.credits(orders)
                    if (left := exposed(one, margin)) != one.credit.uncontained
                ]
                work.set_credits(freed)
            changed += len(freed)
        return changed


def uncontained(one: OpenHold, margin: timedelta) -> Decimal:
    """What a snapshot contained once stays contained: a later one that knows less of marks does not bring it back."""
    if one.snapshot is None:
        return one.hold.uncontained
    stored = Reservation(one.order_id, one.hold.quantity, one.hold.state, one.hold.erp)
    return min(one.hold.uncontained, stored.uncontained(one.snapshot, margin))


def exposed(one: OpenCredit, margin: timedelta) -> Decimal:
    """What every balance of the order's owners leaves out; without any balance, all of it."""
    left = max((left_out(one.credit, balance, margin) for balance in one.balances), default=one.credit.uncontained)
    return min(one.credit.uncontained, left)


def left_out(credit: CreditFacts, balance: BalanceFacts, margin: timedelta) -> Decimal:
    """By line where the balance names the order, else by numbers, else by time."""
    accepted = credit.mark is not None and balance.mark.contains(credit.mark, margin)
    if balance.names or (balance.includes_unshipped and accepted):
        return ZERO
    if credit.ship_mark is not None and balance.mark.contains(credit.ship_mark, margin):
        return max(ZERO, min(credit.uncontained, credit.amount - credit.shipped))
    return credit.uncontained
