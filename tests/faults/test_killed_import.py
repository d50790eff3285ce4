"""X1 while workers die: a file that is applied by whoever is left ends as if nobody had been killed."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from attrs import define, evolve, field

from adapters.postgres.exchange import catalogue
from adapters.postgres.importing.apply import apply_records
from entrypoints.bootstrap.exchange import apply_next
from entrypoints.bootstrap.parts import Parts
from entrypoints.settings import Settings
from simulators.onec.cml.dialects import DIALECTS
from simulators.onec.cml.files import files
from simulators.onec.demo.wholesaler import Wholesaler, build
from tests.capabilities import shows
from tests.servers import Servers, fresh_database

GOODS = 2000
MONDAY, TUESDAY = datetime(2026, 11, 23, 10), datetime(2026, 11, 24, 10)  # noqa: DTZ001 - the ERP's local time
# So that the stock of such a file is written in several transactions, as that of a big one is.
BATCH = 1500
KILLS = 4
PATIENCE = 60.0
SEED = 7

File = tuple[str, bytes]
Rows = list[tuple[Any, ...]]

# By ERP keys: numbers that the database gave differ between two bases, facts must not.
PROPERTIES = """(SELECT jsonb_object_agg(r.erp_id, e.value)
    FROM jsonb_each(p.properties) e JOIN property r ON r.id = e.key::int)"""
VARIANT = "p.erp_id, v.erp_id"
OF_VARIANT = "JOIN variant v ON v.id = x.variant_id JOIN product p ON p.id = v.product_id"
PACKED = "(SELECT k.code || ' ' || k.numerator FROM packaging k WHERE k.id = x.packaging_id)"
SHOWN = {
    "catalogue_state": "SELECT catalogue_version, pricing_version FROM catalogue_state",
    "category": """SELECT to_jsonb(x) - '{id,parent_id}'::text[], y.erp_id
        FROM category x LEFT JOIN category y ON y.id = x.parent_id""",
    "property": "SELECT to_jsonb(x) - 'id' FROM property x",
    "unit": "SELECT to_jsonb(x) - 'id' FROM unit x",
    "price_type": "SELECT to_jsonb(x) - 'id' FROM price_type x",
    "warehouse": "SELECT to_jsonb(x) - 'id' FROM warehouse x",
    "product": f"SELECT to_jsonb(p) - '{{id,properties}}'::text[], {PROPERTIES} FROM product p",
    "product_category": """SELECT c.erp_id, p.erp_id FROM product_category x
        JOIN category c ON c.id = x.category_id JOIN product p ON p.id = x.product_id""",
    "packaging": """SELECT p.erp_id, to_jsonb(x) - '{id,product_id}'::text[]
        FROM packaging x JOIN product p ON p.id = x.product_id""",
    "variant": """SELECT p.erp_id, v.erp_id, v.name, v.sku, v.barcode, v.characteristics, v.told, v.deleted
        FROM variant v JOIN product p ON p.id = v.product_id""",
    "price": f"""SELECT t.erp_id, {VARIANT}, {PACKED}, x.amount, x.currency, x.message_id
        FROM price x JOIN price_type t ON t.id = x.price_type_id {OF_VARIANT}""",
    "price_log": f"""SELECT t.erp_id, {VARIANT}, {PACKED}, x.amount, x.currency, x.told_by, x.replaced_by
        FROM price_log x JOIN price_type t ON t.id = x.price_type_id {OF_VARIANT}""",
}
BESIDE = {
    "hashes": """SELECT p.erp_id, v.erp_id, v.source_hash, v.source_parts, v.told_prices, v.told_stocks, v.message_id
        FROM variant v JOIN product p ON p.id = v.product_id""",
    "stock": f"""SELECT w.erp_id, {VARIANT}, x.free, x.snapshot_id, x.mark_at, x.mark_seq
        FROM stock x JOIN warehouse w ON w.id = x.warehouse_id {OF_VARIANT}""",
    "stock_line": f"""SELECT w.erp_id, {VARIANT} FROM stock_line x
        JOIN warehouse w ON w.id = x.warehouse_id {OF_VARIANT}""",
    "refusal": "SELECT message_id, weight, place, code, text, erp_ref, field FROM refusal",
    "inbox_message": "SELECT id, kind, name, state, diff, error_code FROM inbox_message",
}
# All that a page would show of goods and prices, in one moment.
DIGEST = "SELECT " + ", ".join(
    f"(SELECT md5(string_agg(x::text, '' ORDER BY x::text)) FROM ({one}) x)" for one in SHOWN.values()
)


@define
class Base:
    """A database with one connection to an ERP, whose files the workers of this test apply."""

    url: str
    home: Path
    kills: Counter[str] = field(factory=Counter)

    def rows(self, statement: str, *facts: object) -> Rows:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(statement.encode(), facts).fetchall()

    def receive(self, file: File) -> int:
        """As the door leaves a file: whole, and not yet applied."""
        with psycopg.connect(self.url) as connection:
            connection.execute(
                "INSERT INTO connection (id, name, login, password_hash) OVERRIDING SYSTEM VALUE"
                " VALUES (1, '1С', 'erp', '') ON CONFLICT DO NOTHING"
            )
            made = connection.execute(
                "INSERT INTO inbox_message (connection_id, kind, name, size, state)"
                " VALUES (1, 'catalog', %s, %s, 'received') RETURNING id",
                [file[0], len(file[1])],
            ).fetchone()
            assert made is not None
            connection.execute("INSERT INTO inbox_chunk (message_id, no, body) VALUES (%s, 1, %s)", [made[0], file[1]])
        return int(made[0])

    def worker(self) -> ForkProcess:
        process = get_context("fork").Process(target=work, args=(self.url, self.home), daemon=True)
        process.start()
        return process

    def apply(self) -> float:
        """Undisturbed. Returns the seconds that it took."""
        began, process = time.monotonic(), self.worker()
        process.join(PATIENCE)
        assert process.exitcode == 0
        return time.monotonic() - began

    def killed_when(self, come: Callable[[float], bool], why: str) -> bool:
        """Start a worker and kill it when it has come to that. False when it was done before."""
        began, process = time.monotonic(), self.worker()
        while process.is_alive() and not come(time.monotonic() - began):
            time.sleep(0.01)
        assert process.pid is not None
        killed = process.is_alive()
        if killed:
            os.kill(process.pid, signal.SIGKILL)
        process.join(PATIENCE)
        self.await_silence()
        self.kills[why] += killed
        return killed

    def await_silence(self) -> None:
        """A server process notices the death of its client only when it talks to him again."""
        until = time.monotonic() + PATIENCE
        others = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while self.rows(f"{others} AND backend_type = 'client backend'"):
            assert time.monotonic() < until
            time.sleep(0.02)

    def state(self, message: int) -> tuple[str, bool]:
        """And whether its main part stands, with the stock on the way."""
        row = self.rows("SELECT state, diff <> '{}' FROM inbox_message WHERE id = %s", message)[0]
        return str(row[0]), bool(row[1])

    def shown(self) -> tuple[Any, ...]:
        return self.rows(DIGEST)[0]

    def everything(self) -> Mapping[str, Rows]:
        with psycopg.connect(self.url) as connection:
            tables = {**SHOWN, **BESIDE}.items()
            return {name: sorted(connection.execute(one.encode()), key=repr) for name, one in tables}


def work(url: str, home: Path) -> None:
    """The life of a worker that is woken once."""
    setattr(catalogue, "apply_records", partial(apply_records, batch=BATCH))  # noqa: B010 - for this process alone
    settings = Settings.from_env({"DATABASE_URL": url, "REDIS_URL": "unix:///none", "OPTOVIK_HOME": str(home)})
    apply_next(Parts.of(settings, 2, timeout=0))(1)
    # The tests' own exit handlers are not this process's to run.
    os._exit(0)


@pytest.fixture(scope="module")
def exports() -> Sequence[File]:
    """A first load, and on the next day a second one in which much is different."""
    books = build(date(2026, 11, 23), goods=GOODS)
    return [*written(books, MONDAY), *written(changed(books), TUESDAY)]


def written(books: Wholesaler, at: datetime) -> list[File]:
    return list(files(books, DIALECTS["2.07"], at, portions=1))


def changed(books: Wholesaler) -> Wholesaler:
    renamed = [
        evolve(good, name=f"{good.name} (новый)") if n % 3 == 0 else good for n, good in enumerate(books.products)
    ]
    dearer = {
        offer: {kind: price + n % 5 for kind, price in prices.items() if n % 17 or kind != next(iter(prices))}
        for n, (offer, prices) in enumerate(books.prices.items())
    }
    stock = {key: free + Decimal(n % 2) for n, (key, free) in enumerate(books.stock.items())}
    return evolve(books, products=tuple(renamed[:-50]), prices=dearer, stock=stock)


@pytest.fixture
def bases(servers: Servers, tmp_path: Path) -> Iterator[tuple[Base, Base]]:
    with (
        fresh_database(servers.database_url, "killed_import_calm") as calm,
        fresh_database(servers.database_url, "killed_import_rough") as rough,
    ):
        yield Base(calm, tmp_path), Base(rough, tmp_path)


@shows("M090", "M106")
def test_an_import_whose_workers_are_killed_ends_as_an_undisturbed_one(
    bases: tuple[Base, Base], exports: Sequence[File]
) -> None:
    (calm, rough), luck = bases, Random(SEED)
    for file in exports:
        calm.receive(file)
        message, before = rough.receive(file), rough.shown()
        seconds = calm.apply()
        after = calm.shown()

        def amid_stock(_: float, message: int = message) -> bool:
            return rough.state(message) == ("received", True)

        ends: list[tuple[str, Callable[[float], bool]]] = [
            ("at random", partial(is_past, seconds * luck.random())) for _ in range(KILLS)
        ]
        for why, come in [*ends, ("amid stock", amid_stock)]:
            if not rough.killed_when(come, why):
                break
            state, stands = rough.state(message)
            # All goods and prices of the file, with their version, or none: never a part of them.
            assert rough.shown() == (after if stands or state == "applied" else before), (file[0], why)
        rough.apply()
        assert rough.state(message)[0] == "applied"

    assert rough.kills["at random"] >= len(exports)
    assert rough.kills["amid stock"] > 0
    ours, theirs = rough.everything(), calm.everything()
    assert {name: len(rows) for name, rows in ours.items()} == {name: len(rows) for name, rows in theirs.items()}
    for name, rows in theirs.items():
        assert ours[name] == rows, name
    assert len(ours["product"]) == GOODS
    assert len(ours["price"]) > GOODS

    # Nobody applies it a second time, and a repeat of what half died changes nothing.
    rough.apply()
    assert rough.everything() == ours
    again = rough.receive((exports[-1][0], exports[-1][1]))
    rough.apply()
    diff = rough.rows("SELECT diff FROM inbox_message WHERE id = %s", again)[0][0]
    assert not [name for name, counts in diff.items() for n in ("added", "changed", "removed") if counts[n]], diff


def is_past(moment: float, now: float) -> bool:
    return now > moment
