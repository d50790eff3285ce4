"""Connections to PostgreSQL: one pool, autocommit, explicit transactions (ADR 0003).

Ordinary statements are SQLAlchemy Core on the `Connection`. Statements of the measured paths (page, quote, placing,
import) are SQL text on the psycopg connection underneath (`driver`), prepared by the server: the same pool and, inside
`transaction`, the same transaction.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import Any, TypeVar, cast

import msgspec
import psycopg
from psycopg import pq
from psycopg._preparing import PrepareManager
from psycopg.types.json import set_json_dumps, set_json_loads
from sqlalchemy import Connection, PoolProxiedConnection, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from adapters.postgres.prepared import Answer, Prepared

T = TypeVar("T")
Row = tuple[Any, ...]
Driver = psycopg.Connection[Row]

# A lock that does not come is 503 with Retry-After, never "out of stock"; no statement runs for ever. Statements of the
# measured paths are looked up by key: one plan serves every argument, and planning a page costs more than reading it.
OPTIONS = "-c lock_timeout=5s -c statement_timeout=60s -c jit=off -c timezone=UTC -c plan_cache_mode=force_generic_plan"

# A plan kept from when a table was empty would scan it whole after it has grown, until the next ANALYZE. Whoever waits
# looks rows up by key; imports, which have no statement time-out, compare whole tables and plan as they like.
BY_KEY = " -c enable_seqscan=off"

# Of one connection; a portal has more than a hundred that are asked often.
MOST_PREPARED = 300

IDLE, NO_PIPELINE = pq.TransactionStatus.IDLE, pq.PipelineStatus.OFF

PREPARED = "prepared"  # the place of the statements that a pooled connection keeps

_encoder = msgspec.json.Encoder(decimal_format="string")
_decoder = msgspec.json.Decoder()


def json_text(value: object) -> str:
    """How values become jsonb: decimals as strings, so that no digit is lost."""
    return _encoder.encode(value).decode()


def driver(connection: Connection) -> Driver:
    """The psycopg connection under a Core connection."""
    return cast(Driver, connection.connection.driver_connection)


class Database:
    """The pool. `timeout` is for statements in seconds, 0 means none (imports, migrations)."""

    def __init__(self, url: str, size: int = 8, timeout: int = 60) -> None:
        options = OPTIONS.replace("statement_timeout=60s", f"statement_timeout={timeout}s")
        options += BY_KEY if timeout else ""
        self.url = url
        self.engine: Engine = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            isolation_level="AUTOCOMMIT",
            pool_size=size,
            max_overflow=4,
            pool_timeout=10,
            pool_pre_ping=False,
            # Every connection is in autocommit and every transaction an explicit block: there is nothing to take back.
            pool_reset_on_return=None,
            connect_args={"options": options, "prepare_threshold": 2, "connect_timeout": 10},
            json_serializer=json_text,
            json_deserializer=_decoder.decode,
        )
        event.listen(self.engine, "connect", _prepare_connection)
        event.listen(self.engine, "checkin", self._forget_if_broken)
        self._most_at_hand = max(0, size // 2 - 2)
        self._at_hand: list[tuple[PoolProxiedConnection, Prepared]] = []

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Statements that stand alone: each is its own transaction and its own snapshot."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def driver(self) -> Iterator[Driver]:
        """The same for the measured paths: no Core in between."""
        with closing(self.engine.raw_connection()) as fairy:
            yield cast(Driver, fairy.driver_connection)

    def row(self, statement: bytes, facts: Mapping[str, object]) -> Row | None:
        """The one row of a statement that is asked as `rows` is."""
        return next(iter(self.rows(statement, facts)), None)

    def rows(self, statement: bytes, facts: Mapping[str, object]) -> list[Row]:
        """Of a statement that many requests ask; it is a constant, since each connection keeps it prepared."""
        return self._asked(Prepared.rows, statement, facts)

    def ask(self, statement: bytes, facts: Mapping[str, object]) -> Answer:
        """The same, as the server wrote it."""
        return self._asked(Prepared.ask, statement, facts)

    def _asked(
        self, how: Callable[[Prepared, bytes, Mapping[str, object]], T], statement: bytes, facts: Mapping[str, object]
    ) -> T:
        try:
            fairy, prepared = self._at_hand.pop()
        except IndexError:
            fairy, prepared = self._prepared()
        try:
            return how(prepared, statement, facts)
        finally:
            # Connections that are asked all the time stay out of the pool: to get one there costs what it is asked.
            if len(self._at_hand) < self._most_at_hand and _is_at_rest(prepared.connection.pgconn):
                self._at_hand.append((fairy, prepared))
            else:
                fairy.close()

    def _prepared(self) -> tuple[PoolProxiedConnection, Prepared]:
        fairy = self.engine.raw_connection()
        prepared: Prepared | None = fairy.info.get(PREPARED)
        if prepared is None:
            prepared = fairy.info[PREPARED] = Prepared(cast(Driver, fairy.driver_connection))
        return fairy, prepared

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """READ COMMITTED; committed on leaving, rolled back on any exception."""
        with self.engine.connect() as connection, driver(connection).transaction():
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Driver]:
        """Several statements that see one moment: REPEATABLE READ READ ONLY."""
        with self.driver() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection

    def _forget_if_broken(self, connection: Driver | None, _: object) -> None:
        """As it comes back to the pool, whoever had it. After a restart of the server every other is as dead.

        One that the server left amid a pipeline is not held for lost, but stays busy for ever.
        """
        if connection is not None and not _is_at_rest(connection.pgconn):
            connection.close()
            self.close()

    def close(self) -> None:
        self.engine.dispose()
        while self._at_hand:
            with suppress(IndexError):  # another thread has it
                self._at_hand.pop()[0].invalidate()


def _is_at_rest(connection: pq.abc.PGconn) -> bool:
    """Neither lost nor amid anything: every connection is in autocommit."""
    return connection.transaction_status == IDLE and connection.pipeline_status == NO_PIPELINE


class LastingStatements(PrepareManager):
    """Prepared statements that outlive a ROLLBACK, as they do in PostgreSQL (ADR 0062).

    The driver throws all of a connection's away, since a transaction might have made types that are no more. Ours make
    none; but every refused order is a ROLLBACK, and planning anew what the next requests ask is most of what they cost.
    """

    prepared_max = MOST_PREPARED

    def clear(self) -> bool:
        return False


def is_busy(error: BaseException) -> bool:
    """Whether a lock, a connection or the server did not come in time: the same request may pass in a moment."""
    return isinstance(error, psycopg.OperationalError | OperationalError | PoolTimeout)


def _prepare_connection(connection: Any, _: object) -> None:
    lasting = LastingStatements()
    lasting.prepare_threshold = connection.prepare_threshold
    connection._prepared = lasting
    set_json_loads(_decoder.decode, connection)
    set_json_dumps(json_text, connection)
