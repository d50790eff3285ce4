"""Connections to ERP bases and the sessions of 1C."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from attrs import frozen

from adapters.postgres.database import Database
from application.exchange.connect import NewConnection
from application.exchange.values import ConnectionId, ErpConnection, ErpSession, SessionId
from application.shared.ports import Ids

COLUMNS = """c.id, c.name, c.login, c.password_hash, c.base, c.any_base, c.profile, c.zone, c.zip, c.file_limit,
    c.erp_reserves_at, c.margin_seconds, c.vat_included, c.disabled"""
BY_LOGIN = f"SELECT {COLUMNS} FROM connection c WHERE c.login = %s"
ALL = f"SELECT {COLUMNS} FROM connection c WHERE NOT c.disabled ORDER BY c.id"
BY_ID = f"SELECT {COLUMNS} FROM connection c WHERE c.id = %s"

# 1C deletes its registrations by our answers, so a login of yesterday must not confirm anything of today.
LIVE = timedelta(hours=24)
SEEN = timedelta(seconds=30)

START = "INSERT INTO exchange_session (id, connection_id, cookie_hash, type) VALUES (%s, %s, %s, %s)"
OF = f"""
SELECT s.id, s.type, s.version, s.seen_at, {COLUMNS} FROM exchange_session s
JOIN connection c ON c.id = s.connection_id AND NOT c.disabled
WHERE s.cookie_hash = %s AND s.seen_at > now() - %s::interval
"""
LATEST = f"""
SELECT s.id, s.type, s.version, s.seen_at, {COLUMNS} FROM exchange_session s
JOIN connection c ON c.id = s.connection_id AND NOT c.disabled
WHERE s.connection_id = %s AND s.type = %s AND s.seen_at > now() - %s::interval
ORDER BY s.started_at DESC LIMIT 1
"""
OPEN_QUIET = f"""
SELECT DISTINCT s.id, s.type, s.version, s.seen_at, {COLUMNS} FROM inbox_message m
JOIN exchange_session s ON s.id = m.session_id
JOIN connection c ON c.id = s.connection_id
WHERE m.state = 'receiving' AND s.seen_at < now() - %s::interval
AND (%s::int IS NULL OR s.connection_id = %s)
"""
TOUCH = "UPDATE exchange_session SET seen_at = now() WHERE id = %s"
VERSION = "UPDATE exchange_session SET version = %s WHERE id = %s"
CONNECT = """
INSERT INTO connection (name, login, password_hash, any_base, profile, zone, zip, file_limit, organization_id,
    erp_reserves_at, margin_seconds, vat_included)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def cookie_hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def connection_of(row: tuple[Any, ...]) -> ErpConnection:
    return ErpConnection(ConnectionId(row[0]), *row[1:])


@frozen
class PostgresConnections:
    database: Database

    def by_login(self, login: str) -> ErpConnection | None:
        with self.database.driver() as connection:
            row = connection.execute(BY_LOGIN.encode(), [login.replace("\0", "")]).fetchone()
        return connection_of(row) if row else None

    def by_id(self, id: ConnectionId) -> ErpConnection:
        with self.database.driver() as connection:
            row = connection.execute(BY_ID.encode(), [id]).fetchone()
        assert row is not None, "a connection is never removed"
        return connection_of(row)

    def all(self) -> list[ErpConnection]:
        with self.database.driver() as connection:
            return [connection_of(row) for row in connection.execute(ALL.encode())]

    def add(self, new: NewConnection, password_hash: str) -> ConnectionId:
        facts = [
            new.name, new.login, password_hash, new.any_base, new.profile, new.zone, new.zip, new.file_limit,
            new.organization_id, new.erp_reserves_at, new.margin_seconds, new.vat_included,
        ]  # fmt: skip
        with self.database.driver() as connection:
            row = connection.execute(CONNECT, facts).fetchone()
        assert row is not None
        return ConnectionId(row[0])


@frozen
class PostgresExchangeSessions:
    database: Database
    ids: Ids

    def start(self, connection: ErpConnection, type: str, token: str) -> ErpSession:
        id = SessionId(self.ids.new())
        with self.database.driver() as driver:
            driver.execute(START, [id, connection.id, cookie_hash(token), type])
        return ErpSession(id, connection, type, "", datetime.now(UTC))

    def of(self, token: str) -> ErpSession | None:
        return self._seen(OF, [cookie_hash(token), LIVE])

    def latest(self, connection: ErpConnection, type: str) -> ErpSession | None:
        return self._seen(LATEST, [connection.id, type, LIVE])

    def quiet(self, silence: timedelta, connection: ConnectionId | None = None) -> list[ErpSession]:
        """Sessions with files in the making and nothing heard of for so long."""
        with self.database.driver() as driver:
            rows = driver.execute(OPEN_QUIET.encode(), [silence, connection, connection]).fetchall()
        return [session_of(row) for row in rows]

    def set_version(self, session: SessionId, version: str) -> None:
        with self.database.driver() as driver:
            driver.execute(VERSION, [version[:20], session])

    def _seen(self, statement: str, facts: list[object]) -> ErpSession | None:
        with self.database.driver() as driver:
            row = driver.execute(statement.encode(), facts).fetchone()
            if row is None:
                return None
            session = session_of(row)
            if datetime.now(UTC) - session.seen_at > SEEN:
                driver.execute(TOUCH, [session.id])
        return session


def session_of(row: tuple[Any, ...]) -> ErpSession:
    id, type, version, seen_at, *connection = row
    return ErpSession(SessionId(id), connection_of(tuple(connection)), type, version, seen_at)
