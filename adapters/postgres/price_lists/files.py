"""Price lists as rows: asked for, in the making, issued, past their term."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import asdict, frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.outbox import PostgresDeliveries, record
from application.price_history.past import Moment
from application.price_lists.values import (
    GAVE_UP,
    Basis,
    Format,
    Issued,
    NewList,
    PriceListFile,
    State,
    TooManyPriceLists,
)
from application.queries.orders import Readers
from application.shared.outbox import price_list_asked
from domain.pricing.travel import By
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId

# The person's row is locked, so that two requests at once do not both find room.
UNFINISHED = """
SELECT (SELECT count(*) FROM price_list l WHERE l.user_id = u.id AND l.state IN ('waiting', 'making')),
       EXISTS (SELECT FROM price_list l WHERE l.id = %(id)s)
FROM app_user u WHERE u.id = %(user)s
"""
ADD = """
INSERT INTO price_list (id, user_id, counterparty_id, region_id, contracts, sections, section_names, format, moment,
                        clock)
SELECT %(id)s, %(user)s, k.id,
       coalesce(%(region)s, k.default_region_id, (SELECT id FROM region ORDER BY name, id LIMIT 1)), %(contracts)s,
       %(sections)s, %(names)s, %(format)s, %(moment)s, %(clock)s
FROM counterparty k WHERE k.id = %(client)s ON CONFLICT (id) DO NOTHING RETURNING id
"""
ROWS = """
SELECT l.id, l.counterparty_id, k.name, u.name, l.asked_at, l.format, l.section_names, l.moment, l.clock, l.state,
       l.done, l.total, l.failure, l.expires_at, l.is_kept, l.filename, l.sha256, l.size, l.lines, l.priced, l.read_at,
       l.pricing_version, l.catalogue_version, l.basis
FROM price_list l JOIN counterparty k ON k.id = l.counterparty_id JOIN app_user u ON u.id = l.user_id
WHERE NOT k.deleted AND (%(manager)s::uuid IS NULL OR k.manager_id = %(manager)s)
  AND (%(parties)s::uuid[] IS NULL OR k.id = ANY(%(parties)s))
  AND (%(client)s::uuid IS NULL OR k.id = %(client)s) AND (%(id)s::uuid IS NULL OR l.id = %(id)s)
  AND (%(sha256)s::text IS NULL OR l.sha256 = %(sha256)s)
ORDER BY l.asked_at DESC, l.id LIMIT %(limit)s
"""


@frozen
class PostgresPriceLists:
    """`zone`: that of the business, in which a moment has its day."""

    database: Database
    zone: ZoneInfo

    def add(self, asked: NewList, most: int) -> None:
        moment = asked.moment
        facts = {
            "id": asked.id,
            "user": asked.by,
            "client": asked.counterparty,
            "region": asked.region,
            "contracts": json_text({str(seller): str(contract) for seller, contract in asked.contracts.items()}),
            "sections": list(asked.sections),
            "names": list(asked.section_names),
            "format": asked.format.value,
            "moment": moment.at if moment else None,
            "clock": moment.by.value if moment else None,
        }
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            connection.execute("SELECT FROM app_user WHERE id = %s FOR UPDATE", [asked.by])
            row = connection.execute(UNFINISHED, facts).fetchone()
            if row is not None and row[1]:
                return
            if row is not None and row[0] >= most:
                raise TooManyPriceLists(most)
            if connection.execute(ADD, facts).fetchone() is None:
                raise NotFound("counterparty", str(asked.counterparty))
            record(connection, [price_list_asked(asked.id)])

    def latest(self, whose: Readers, client: UUID | None, limit: int) -> Sequence[PriceListFile]:
        return self._rows(whose, client=client, limit=limit)

    def one(self, whose: Readers, id: UUID) -> PriceListFile:
        found = self._rows(whose, id=id)
        if not found:
            raise NotFound("price-list", str(id))
        return found[0]

    def issued(self, whose: Readers, sha256: str) -> PriceListFile | None:
        return next(iter(self._rows(whose, sha256=sha256)), None)

    def _rows(self, whose: Readers, **more: Any) -> Sequence[PriceListFile]:
        parties = None if whose.counterparties is None else list(whose.counterparties)
        asked = {"manager": whose.manager, "parties": parties, "client": None, "id": None, "sha256": None, "limit": 1}
        with self.database.driver() as connection:
            return [file_of(row, self.zone) for row in connection.execute(ROWS, asked | more)]


def file_of(row: tuple[Any, ...], zone: ZoneInfo) -> PriceListFile:
    (id, client, client_name, user, asked_at, form, names, at, clock, state, done, total, failure, expires_at, is_kept,
     filename, sha256, size, lines, priced, read_at, pricing, catalogue, basis) = row  # fmt: skip
    issued = None
    if sha256 is not None:
        told = tuple(Basis(**one) for one in basis)
        issued = Issued(filename, sha256, size, lines, priced, read_at, pricing, catalogue, told)
    return PriceListFile(
        id, CounterpartyId(client), client_name, user, asked_at, Format(form), tuple(names),
        moment_of(at, clock, zone), State(state), done, total, failure, issued, expires_at, is_kept,
    )  # fmt: skip


def moment_of(at: datetime | None, clock: str | None, zone: ZoneInfo) -> Moment | None:
    if at is None or clock is None:
        return None
    local = at.astimezone(zone)
    return Moment(local, local.date(), By(clock))


OPEN = """
SELECT id, user_id, counterparty_id, region_id, contracts, sections, section_names, format, moment, clock
FROM price_list WHERE id = %s AND state IN ('waiting', 'making')
"""
ISSUE = """
UPDATE price_list SET state = 'ready', done = total, filename = %(filename)s, sha256 = %(sha256)s, size = %(size)s,
    lines = %(lines)s, priced = %(priced)s, read_at = %(at)s, pricing_version = %(pricing)s,
    catalogue_version = %(catalogue)s, basis = %(basis)s, expires_at = now() + %(kept)s, is_kept = true
WHERE id = %(id)s
"""
FAIL = "UPDATE price_list SET state = 'failed', failure = %s WHERE id = %s"


@frozen
class PostgresPriceListWork:
    connection: Driver
    zone: ZoneInfo
    kept: timedelta

    @property
    def deliveries(self) -> PostgresDeliveries:
        return PostgresDeliveries(self.connection)

    def open(self, id: UUID) -> NewList | None:
        row = self.connection.execute(OPEN, [id]).fetchone()
        if row is None:
            return None
        _, user, client, region, contracts, sections, names, form, at, clock = row
        chosen = {UUID(seller): UUID(contract) for seller, contract in contracts.items()}
        return NewList(
            id, user, client, region, chosen, tuple(sections), tuple(names), Format(form),  # type: ignore[arg-type]  # ids
            moment_of(at, clock, self.zone),
        )  # fmt: skip

    def issue(self, id: UUID, issued: Issued) -> None:
        facts = {
            "id": id, "filename": issued.filename, "sha256": issued.sha256, "size": issued.size, "lines": issued.lines,
            "priced": issued.priced, "at": issued.at, "pricing": issued.pricing_version,
            "catalogue": issued.catalogue_version, "basis": json_text([asdict(one) for one in issued.basis]),
            "kept": self.kept,
        }  # fmt: skip
        self.connection.execute(ISSUE, facts)

    def fail(self, id: UUID, why: str) -> None:
        self.connection.execute(FAIL, [why, id])


@contextmanager
def begin_price_list(database: Database, zone: ZoneInfo, kept: timedelta) -> Iterator[PostgresPriceListWork]:
    with database.transaction() as connection:
        yield PostgresPriceListWork(driver(connection), zone, kept)


PROGRESS = """
UPDATE price_list SET state = 'making', done = %s, total = %s WHERE id = %s AND state IN ('waiting', 'making')
"""
EXPIRED = """
SELECT id, sha256 FROM price_list WHERE is_kept AND expires_at < now() ORDER BY expires_at LIMIT %s
"""
REMOVED = "UPDATE price_list SET is_kept = false WHERE id = ANY(%s)"
STUCK = """
UPDATE price_list SET state = 'failed', failure = %s
WHERE state IN ('waiting', 'making') AND asked_at < now() - interval '1 hour'
"""


@frozen
class PostgresProgress:
    """On a connection of its own: the work's transaction ends with the work."""

    database: Database

    def __call__(self, id: UUID, done: int, total: int) -> None:
        with self.database.driver() as connection:
            connection.execute(PROGRESS, [done, total, id])


@frozen
class PostgresOldPriceLists:
    database: Database

    def expired(self, limit: int) -> Sequence[tuple[UUID, str]]:
        with self.database.driver() as connection:
            return connection.execute(EXPIRED, [limit]).fetchall()

    def removed(self, ids: Sequence[UUID]) -> None:
        with self.database.driver() as connection:
            connection.execute(REMOVED, [list(ids)])

    def give_up(self) -> int:
        with self.database.driver() as connection:
            return connection.execute(STUCK, [GAVE_UP]).rowcount
