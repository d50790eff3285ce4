"""A portal of one table: enough to show who starts it, and in which order."""

from typing import Any

import psycopg


def migrate(settings: Any) -> None:
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("create table if not exists starts (at timestamptz not null default now())")
        connection.execute("insert into starts default values")


def demo_accounts(settings: Any) -> list[dict[str, str]]:
    return [
        {"role": "buyer", "login": "buyer@example.test", "password": "buyer-demo", "name": "Анна Лебедева"},
        {"role": "erp", "login": "erp", "password": "erp-demo", "name": "1С"},
    ]


def stats(settings: Any) -> dict[str, int]:
    with psycopg.connect(settings.database_url) as connection:
        row = connection.execute("select count(*) from starts").fetchone()
    return {"starts": row[0] if row else 0}


def demo_showcase(settings: Any) -> None:
    """Of one table, there is nothing to show."""
