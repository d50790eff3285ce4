"""Placings with the faults that people really make, so that the proof itself is on trial."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from attrs import define, evolve, frozen

from adapters.postgres.company.budget_lines import BUDGETS, budget_line
from adapters.postgres.database import Driver, driver
from adapters.postgres.placing import CLAIM, SPEND, PostgresOrderingWork, PostgresPlacing
from adapters.postgres.promo_codes import BY_ID as PROMO_BY_ID
from adapters.postgres.promo_codes import promo_of
from adapters.postgres.reserves.clockwork import DUE, END, LOCK, PostgresClockwork
from application.ordering.ports import Entered, Entry, Key, PlacedOrder
from application.shared.outbox import Event
from entrypoints.bootstrap.mortal import MortalConnection


@define
class Altered:
    """A connection that sends some statements otherwise than they were written."""

    connection: Any
    alter: Callable[[str], str]

    def execute(self, statement: str | bytes, *given: Any, **options: Any) -> Any:
        written = statement.decode() if isinstance(statement, bytes) else statement
        return self.connection.execute(self.alter(written), *given, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@frozen
class BrokenPlacing(PostgresPlacing):
    """The real one with another work inside."""

    def work(self, connection: Any) -> PostgresOrderingWork:
        raise NotImplementedError

    def over(self, connection: Any, make: type[PostgresOrderingWork] = PostgresOrderingWork) -> PostgresOrderingWork:
        return make(connection, self.ids, self.policies, self.today())


def without_locks_of(*tables: str) -> Callable[[str], str]:
    """The cart is still locked."""

    def alter(statement: str) -> str:
        return statement.replace("FOR UPDATE", "") if any(table in statement for table in tables) else statement

    return alter


without_locks = without_locks_of("credit_line", "stock_line")


@frozen
class WithoutStockLock(BrokenPlacing):
    """Reads what is left and trusts that nobody else is ordering."""

    def work(self, connection: Any) -> PostgresOrderingWork:
        return self.over(Altered(connection, without_locks_of("stock_line")))


@frozen
class WithoutCreditLock(BrokenPlacing):
    def work(self, connection: Any) -> PostgresOrderingWork:
        return self.over(Altered(connection, without_locks_of("credit_line")))


class CountsBeforeLocking(PostgresOrderingWork):
    def enter(self, entry: Entry) -> Entered:
        early = self.connection.execute(
            PROMO_BY_ID.encode(), {"promo": entry.promo, "counterparty": entry.counterparty}
        ).fetchone()
        entered = super().enter(entry)
        return evolve(entered, locked=evolve(entered.locked, promo=promo_of(early)))


@frozen
class WithoutPromoLock(BrokenPlacing):
    """Counts how often the code was used before it waits for anything: limits and goods that are shared do not help."""

    def work(self, connection: Any) -> PostgresOrderingWork:
        return self.over(Altered(connection, without_locks_of("promo_code")), CountsBeforeLocking)


class AddsUpBeforeLocking(PostgresOrderingWork):
    def enter(self, entry: Entry) -> Entered:
        given = [entry.day, list(entry.budgets)]
        early = self.connection.execute(BUDGETS, given).fetchall() if entry.budgets else []
        return evolve(super().enter(entry), budgets=[budget_line(row) for row in early])


@frozen
class WithEarlyBudget(BrokenPlacing):
    """Adds up what was spent before it waits for the company's limits and its budget."""

    def work(self, connection: Any) -> PostgresOrderingWork:
        return self.over(connection, AddsUpBeforeLocking)


def on_another_basis(statement: str) -> str:
    """The figures are right, and the messages that are said to have told them are others."""
    snapshot = "s.free, (SELECT min(x.snapshot_id) FROM stock x)"
    return statement.replace("s.free, s.snapshot_id", snapshot).replace(
        "b.id, coalesce(b.debt", "(SELECT x.id FROM credit_balance x LIMIT 1), coalesce(b.debt"
    )


@frozen
class OnAnotherBasis(BrokenPlacing):
    def work(self, connection: Any) -> PostgresOrderingWork:
        return self.over(Altered(connection, on_another_basis))


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
            SPEND: "SELECT %(cart)s::uuid",
        }
        return self.over(Altered(connection, lambda s: nothing.get(s, s)))


class TwoTransactions(PostgresOrderingWork):
    def record(self, events: Sequence[Event]) -> None:
        self.rest.close()
        with cast(MortalConnection, self.connection).committing():
            self.connection.execute("COMMIT")
        self.connection.execute("BEGIN")
        super().record(events)


@frozen
class TellsLater(BrokenPlacing):
    """Orders are committed first, and what the others must hear is written in a second transaction."""

    def work(self, connection: Any) -> PostgresOrderingWork:
        return self.over(connection, TwoTransactions)


BROKEN: Mapping[str, type[BrokenPlacing]] = {
    "broken-no-stock-lock": WithoutStockLock,
    "broken-no-credit-lock": WithoutCreditLock,
    "broken-no-promo-lock": WithoutPromoLock,
    "broken-early-budget": WithEarlyBudget,
    "broken-foreign-basis": OnAnotherBasis,
    "broken-early-read": ReadsBeforeLocking,
    "broken-no-key": WithoutKeys,
    "broken-two-transactions": TellsLater,
}


@frozen
class EndsTwice(PostgresClockwork):
    """Two schedulers find the same reservations; the second waits for the locks, and does not look again."""

    def expire(self, most: int) -> int:
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            due = raw.execute(DUE, [most]).fetchall()
            if not due:
                return 0
            raw.execute(LOCK, [[row[2] for row in due], [row[3] for row in due]])
            end = END.replace("AND r.state = 'active'", "")
            raw.execute(end.encode(), [[row[0] for row in due], [row[1] for row in due]])
        return len(due)


BROKEN_EXPIRIES: Mapping[str, type[PostgresClockwork]] = {"broken-released-twice": EndsTwice}
