"""Two shops alike to the last id, the stranger living in one of them; either is put back as it was after a change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis
from argon2 import PasswordHasher
from attrs import evolve, field, frozen
from falcon.testing import Result, StartResponseMock, TestClient, create_environ

from adapters.postgres.database import Database
from adapters.storage.files import FolderFiles
from entrypoints.bootstrap.web import web_application
from entrypoints.http.visits import COOKIE
from entrypoints.settings import Settings
from tests.http.differential.askings import Asking
from tests.http.differential.neighbours import Person, settle_neighbours
from tests.http.differential.stranger import Stranger, settle_stranger
from tests.quotes_base import a_base
from tests.servers import Servers, database_of, fresh_database
from tests.shop import PASSWORD, Shop, settings, settle

# Statement triggers tell which tables a block of askings wrote to, so that only those are put back.
KEEP = """
CREATE SCHEMA kept;
CREATE TABLE kept.touched (name text NOT NULL);
CREATE FUNCTION kept.note() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO kept.touched VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', name);
        EXECUTE format('CREATE TRIGGER noted AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.%I'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION kept.note()', name);
    END LOOP;
END $$;
CREATE TABLE kept.counters (name text, value bigint, called boolean);
-- From the sequences themselves: the view of them hides the value of one that was set and not asked yet.
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences WHERE schemaname = 'public' LOOP
        EXECUTE format('INSERT INTO kept.counters SELECT %L, last_value, is_called FROM %s', name, name);
    END LOOP;
END $$;
"""
# A refused request gives its numbers back to nobody, so counters are put back even where no row was written.
COUNTERS = "SELECT setval(name, value, called) FROM kept.counters"
IDS = """
SELECT format('SELECT %I::text FROM public.%I WHERE %I IS NOT NULL', column_name, table_name, column_name)
FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'uuid'
"""


@frozen
class World:
    name: str
    settings: Settings
    # Falcon's own application: the routes are its, whatever stands before it.
    app: Any
    client: TestClient
    database: psycopg.Connection
    attempts: redis.Redis = field(repr=False)

    @classmethod
    def open(cls, name: str, of: Settings) -> "World":
        app = web_application(of)
        database = psycopg.connect(of.database_url, autocommit=True)
        return cls(name, of, app, TestClient(app), database, redis.Redis.from_url(of.redis_url))

    def behind(self, door: Callable[[Any], Any]) -> "World":
        """The same world, with something before its door."""
        return evolve(self, client=TestClient(door(self.app)))

    def again(self) -> "World":
        """The same world behind an application of its own, to which routes may be added."""
        app = web_application(self.settings)
        return evolve(self, app=app, client=TestClient(app))

    def ask(self, asking: Asking, by: Person) -> Result:
        """Past Falcon's client, which lints both sides of WSGI with every request: all other tests ask through it."""
        environ = create_environ(
            asking.path,
            query_string=asking.query,
            method=asking.method,
            headers=dict(asking.headers),
            body=asking.body,
            cookies={COOKIE: by.token} if by.token else {},
        )
        started = StartResponseMock()
        body = b"".join(self.client.app(environ, started))
        assert started.status is not None and started.headers is not None
        return Result([body], started.status, started.headers)

    def keep(self) -> None:
        """What stands now is what `restore` goes back to."""
        self.database.execute(KEEP.encode())

    def restore(self) -> None:
        self.attempts.flushdb()
        self.database.execute(COUNTERS.encode())
        touched = [name for (name,) in self.database.execute("SELECT DISTINCT name FROM kept.touched")]
        if not touched:
            return
        with self.database.transaction():
            # No foreign keys and no triggers while whole tables change places.
            self.database.execute("SET LOCAL session_replication_role = replica")
            for name in touched:
                self.database.execute(f'DELETE FROM public."{name}"'.encode())
                self.database.execute(
                    f'INSERT INTO public."{name}" OVERRIDING SYSTEM VALUE SELECT * FROM kept."{name}"'.encode()
                )
            self.database.execute("TRUNCATE kept.touched")

    def changed(self) -> list[str]:
        """Tables that are not as they were kept."""
        names = [
            name for (name,) in self.database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        differ = "(TABLE public.{0} EXCEPT ALL TABLE kept.{0}) UNION ALL (TABLE kept.{0} EXCEPT ALL TABLE public.{0})"
        return [name for name in names if self.database.execute(differ.format(f'"{name}"').encode()).fetchone()]

    def ids(self) -> frozenset[str]:
        statements = [statement for (statement,) in self.database.execute(IDS.encode())]
        return frozenset(id for statement in statements for (id,) in self.database.execute(statement.encode()))

    def close(self) -> None:
        self.database.close()
        self.attempts.close()


@frozen
class Worlds:
    """`with_her` holds all that `without` holds, and the stranger."""

    without: World
    with_her: World
    anna: Stranger
    neighbours: dict[str, str]
    common: frozenset[str]

    @property
    def both(self) -> tuple[World, World]:
        return self.without, self.with_her

    def restore(self) -> None:
        for world in self.both:
            world.restore()


@contextmanager
def worlds(servers: Servers, home: Path, number: int) -> Iterator[Worlds]:
    """`number` is that of the process of this test run: attempts to sign in are counted apart, by database of Redis."""
    address = servers.redis_url.partition("?")[0]
    queues = [f"{address}?db={15 - (2 * number + second) % 16}" for second in (0, 1)]
    with a_base() as base, fresh_database(servers.database_url, "differential_without") as without:
        first = settings(without, queues[0], home)
        settle(without)
        cheap_passwords(without)
        files = FolderFiles.at(first.media_root / "documents")
        # Whoever is connected would stand in the way of copying.
        shop = Shop.open(first)
        neighbours = settle_neighbours(shop, files, base)
        shop.close()
        with copied(servers.database_url, without) as other:
            second = settings(other, queues[1], home)
            both = World.open("without her", first), World.open("with her", second)
            shop = Shop(both[1].client, Database(second.database_url))
            anna = settle_stranger(shop, files, base)
            shop.close()
            counters_alike(*both)
            for world in both:
                world.keep()
            yield Worlds(*both, anna, neighbours, both[0].ids())
            for world in both:
                world.close()


def cheap_passwords(url: str) -> None:
    """A hash tells what its check costs, and here hundreds are checked."""
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE app_user SET password_hash = %s", [hashed])


def counters_alike(without: World, with_her: World) -> None:
    """Numbers of orders and invoices are one row for all clients: what they tell of others' business is left out."""
    for name in ("order_number", "invoice_number"):
        for value, called in without.database.execute(f"SELECT last_value, is_called FROM {name}".encode()):
            with_her.database.execute("SELECT setval(%s, %s, %s)", [name, value, called])


@contextmanager
def copied(server: str, url: str) -> Iterator[str]:
    """A database with the same rows; nobody may be connected to the first one while it is copied."""
    name = urlsplit(url).path.removeprefix("/")
    copy = f"{name}_copy"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        connection.execute(f'create database "{copy}" template "{name}"'.encode())
        try:
            yield database_of(server, copy)
        finally:
            connection.execute(f'drop database "{copy}" with (force)'.encode())
