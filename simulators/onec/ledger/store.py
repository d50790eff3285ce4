"""The books of the twin in one SQLite file: stock, orders, documents, and what is yet to be sent.

Amounts and quantities are kept as decimal text; instants as ISO 8601 in Moscow time.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from threading import RLock
from typing import Self

from attrs import define, field

from simulators.onec.demo.wholesaler import Wholesaler

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS stock (warehouse TEXT, offer TEXT, free TEXT NOT NULL, PRIMARY KEY (offer, warehouse));
CREATE TABLE IF NOT EXISTS orders (
    number TEXT PRIMARY KEY, ident TEXT, erp_id TEXT, erp_number TEXT, erp_date TEXT, day TEXT, state TEXT, since TEXT,
    counterparty TEXT, counterparty_name TEXT, contract TEXT, organization TEXT, warehouse TEXT,
    currency TEXT, amount TEXT, remarks TEXT, received INTEGER);
CREATE TABLE IF NOT EXISTS lines (
    number TEXT, line INTEGER, offer TEXT, name TEXT, quantity TEXT, price TEXT, amount TEXT,
    reserved TEXT, shipped TEXT, cancelled TEXT, service INTEGER, PRIMARY KEY (number, line));
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, title TEXT, contract TEXT, number TEXT, day TEXT, due TEXT, amount TEXT, paid TEXT);
CREATE TABLE IF NOT EXISTS advances (contract TEXT PRIMARY KEY, amount TEXT);
CREATE TABLE IF NOT EXISTS changes (
    kind TEXT, key TEXT, mark INTEGER, cycle INTEGER, PRIMARY KEY (kind, key));
CREATE TABLE IF NOT EXISTS requests (
    id TEXT PRIMARY KEY, number TEXT, change INTEGER, kind TEXT, wanted TEXT, answer TEXT, text TEXT);
CREATE TABLE IF NOT EXISTS problems (id INTEGER PRIMARY KEY, at TEXT, text TEXT);
"""


@define
class Store:
    """One connection for all threads, used by one at a time inside `work`."""

    path: Path
    db: sqlite3.Connection = field(init=False)
    lock: RLock = field(init=False, factory=RLock)

    def __attrs_post_init__(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.executescript(SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self.lock:
            self.db.close()

    @contextmanager
    def work(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; works do not nest in one thread, save by passing the connection on."""
        with self.lock:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def meta(self, key: str, default: str = "") -> str:
        with self.lock:
            row = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return default if row is None else str(row["value"])

    def remember(self, key: str, value: str) -> None:
        with self.lock:
            self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def next_number(self, key: str, step: int = 1) -> int:
        """A number that only grows, kept over restarts; with a step the last of the reserved ones."""
        with self.lock:
            value = int(self.meta(key, "0")) + step
            self.remember(key, str(value))
        return value

    def open_books(self, books: Wholesaler) -> None:
        """Fill stock and debts once; a later start keeps what has happened since."""
        if self.meta("opened"):
            return
        with self.work() as db:
            db.executemany(
                "INSERT INTO stock VALUES (?, ?, ?)",
                [(place, offer, f"{free:f}") for (place, offer), free in books.stock.items()],
            )
            db.executemany(
                "INSERT INTO documents (title, contract, number, day, due, amount, paid)"
                " VALUES (?, ?, '', ?, ?, ?, '0')",
                [
                    (debt.document, one.id, debt.day.isoformat(), debt.due.isoformat(), str(debt.amount))
                    for one in books.contracts
                    for debt in one.debts
                ],
            )
            db.execute("INSERT OR REPLACE INTO meta VALUES ('opened', '1')")

    def free(self, offer: str) -> dict[str, Decimal]:
        """Free stock of one offer by warehouse."""
        with self.lock:
            rows = self.db.execute(
                "SELECT warehouse, free FROM stock WHERE offer = ? ORDER BY rowid", (offer,)
            ).fetchall()
        return {row["warehouse"]: Decimal(row["free"]) for row in rows}

    def changed(self, kind: str, until_cycle: int) -> dict[str, int]:
        """What awaits sending: key -> mark; only what was registered up to the cycle."""
        with self.lock:
            rows = self.db.execute(
                "SELECT key, mark FROM changes WHERE kind = ? AND cycle <= ? ORDER BY mark",
                (kind, until_cycle),
            ).fetchall()
        return {row["key"]: row["mark"] for row in rows}

    def sent(self, kind: str, told: dict[str, int]) -> None:
        """Forget what was sent, save what changed again meanwhile."""
        with self.work() as db:
            db.executemany(
                "DELETE FROM changes WHERE kind = ? AND key = ? AND mark = ?",
                [(kind, key, mark) for key, mark in told.items()],
            )

    def complain(self, at: str, text: str) -> None:
        with self.lock:
            self.db.execute("INSERT INTO problems (at, text) VALUES (?, ?)", (at, text))
            self.db.execute("DELETE FROM problems WHERE id <= (SELECT max(id) - 200 FROM problems)")


def register(db: sqlite3.Connection, kind: str, key: str) -> None:
    """Put an object among the changes to send: order, balance or stock."""
    row = db.execute("SELECT value FROM meta WHERE key = 'mark'").fetchone()
    number = int(row["value"]) + 1 if row else 1
    cycle = db.execute("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'cycle'").fetchone()
    db.execute("INSERT OR REPLACE INTO meta VALUES ('mark', ?)", (str(number),))
    db.execute("INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?)", (kind, key, number, cycle[0] if cycle else 0))
