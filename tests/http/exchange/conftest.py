"""A portal with the doors of 1C for each module; the tables of the exchange are emptied for each test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.postgres.database import Database
from tests.http.exchange.portal import Portal, portal

KEPT = "'alembic_version', 'order_status', 'role', 'catalogue_state'"


@pytest.fixture
def options() -> dict[str, Any]:
    """Of the connection; a test sets its own by parametrizing."""
    return {}


def emptied(database: Database) -> None:
    with database.driver() as connection:
        rows = connection.execute(
            f"SELECT string_agg(format('%I', tablename), ', ') FROM pg_tables"
            f" WHERE schemaname = 'public' AND tablename NOT IN ({KEPT})".encode()
        ).fetchall()
        connection.execute(f"TRUNCATE {rows[0][0]} RESTART IDENTITY CASCADE".encode())


@pytest.fixture
def exchange(postgres_url: str, tmp_path: Path, options: dict[str, Any]) -> Iterator[Portal]:
    database = Database(postgres_url, size=1)
    emptied(database)
    database.close()
    made = portal(postgres_url, tmp_path / "media", **options)
    yield made
    made.database.close()
