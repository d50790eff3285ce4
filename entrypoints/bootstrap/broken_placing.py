"""Placings with the faults that people really make, so that the proof itself is on trial."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from attrs import define, evolve, frozen

from adapters.postgres.database import Driver
from adapters.postgres.placing import CLAIM, SPEND, SPEND_LINES, PostgresOrderingWork, PostgresPlacing
from application.ordering.ports import Entered, Entry, Key, PlacedOrder
from application.shared.outbox import Event


@define
class Altered:
    """A connection that sends some statements otherwise than they were written."""

    connection: Any
    alter: Callable[[str], str]

    def execute(self, statement: str, *given: Any, **options: Any) -> Any:
        return self.connection.execute(self.alter(statement), *given, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@frozen
class BrokenPlacing(PostgresPlacing):
    """The real one with another work inside."""

    @contextmanager
    def begin(self) -> Iterator[PostgresOrderingWork]:
        with self.database.driver() as connection, connection.transaction():
            work = self.work(connection)
            yield work
            if not work.committed:
                raise psycopg.Rollback

    def work(self, connection: Any) -> PostgresOrderingWork:
        raise NotImplementedError

    def over(self, connection: Any, make: type[PostgresOrderingWork] = PostgresOrderingWork) -> PostgresOrderingWork:
        return make(connection, self.ids, self.policies, self.today())


def without_locks(statement: str) -> str:
    """Of what buyers compete for; the cart is still locked."""
    shared = "credit_line" in statement or "stock_line" in statement
    return statement.replace("FOR UPDATE", "") if shared else statement


@frozen
class WithoutLocks(BrokenPlacing):
    """Reads what is left and trusts that nobody else is ordering."""

    def work(self, connection: Any) -> PostgresOrderingWork:
        return self.over(Altered(connection, without_locks))


class EarlyReading(PostgresOrderingWork):
    def enter(self, entry: Entry) -> Entered:
        unlocked = PostgresOrderingWork(
            cast(Driver, Altered(self.connection, without_locks)), self.ids, self.policies, self.today
        )
        early = unlocked.enter(entry)
        return evolve(super().enter(entry), stored=early.stored, locked=early.locked)


@frozen
class ReadsBeforeLocking(BrokenPlacing):
    """Locks, as the book says, and then decides by what it read before."""

    def work(self, connection: Any) -> PostgresOrderingWork:
        return self.over(connection, EarlyReading)


@frozen
class WithoutKeys(BrokenPlacing):
    """Neither the key nor the cart's version stops a second press."""

    def stored(self, key: Key) -> Sequence[PlacedOrder] | None:
        return None

    def work(self, connection: Any) -> PostgresOrderingWork:
        nothing: Mapping[str, str] = {
            CLAIM: "SELECT %s::uuid, %s::text, %s::text, %s::bytea",
            SPEND_LINES: "SELECT %(cart)s::uuid",
            SPEND: "SELECT %(cart)s::uuid",
        }
        return self.over(Altered(connection, lambda s: nothing.get(s, s)))


class TwoTransactions(PostgresOrderingWork):
    def record(self, events: Sequence[Event]) -> None:
        self.connection.execute("COMMIT")
        self.connection.execute("BEGIN")
        super().record(events)


@frozen
class TellsLater(BrokenPlacing):
    """Orders are committed first, and what the others must hear is written in a second transaction."""

    def work(self, connection: Any) -> PostgresOrderingWork:
        return self.over(connection, TwoTransactions)


BROKEN: Mapping[str, type[BrokenPlacing]] = {
    "broken-no-lock": WithoutLocks,
    "broken-early-read": ReadsBeforeLocking,
    "broken-no-key": WithoutKeys,
    "broken-two-transactions": TellsLater,
}
