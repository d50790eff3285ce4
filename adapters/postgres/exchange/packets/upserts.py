"""Rows that mirror the ERP: found by (connection, ERP id), only the told columns written; None is the empty value."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from psycopg import sql

from adapters.postgres.database import Driver

# Text columns that are never null: cleared is empty.
CLEARED: Mapping[str, Any] = dict.fromkeys(
    (
        "name", "full_name", "inn", "kpp", "ogrn", "address", "phone", "email", "director", "accountant", "account",
        "bik", "bank_name", "corr_account", "status_reason",
    ),
    "",
) | {"tax_regime": "general", "status": "active", "terms": "prepayment", "deferral_days": 0,
     "overdue_tolerance_days": 0, "scale": 2, "is_default": False, "includes_unshipped": False}  # fmt: skip


def put(
    connection: Driver,
    table: str,
    base: int,
    erp_id: str,
    facts: Mapping[str, Any],
    made: Mapping[str, Any] | None = None,
) -> Any:
    """The row's id. `made` is for a new row only: its id, and columns that an update must not touch."""
    told = {name: CLEARED.get(name) if value is None else value for name, value in facts.items()}
    made = made or {}
    statement = _statement(table, tuple(told), tuple(made))
    row = connection.execute(statement, [base, erp_id, *told.values(), *made.values()]).fetchone()
    assert row is not None
    return row[0]


@lru_cache(maxsize=500)
def _statement(table: str, told: tuple[str, ...], made: tuple[str, ...]) -> sql.Composed:
    columns = [sql.Identifier(name) for name in ("connection_id", "erp_id", *told, *made)]
    changes = [sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in told]
    return sql.SQL(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT (connection_id, erp_id) DO UPDATE SET {} RETURNING id"
    ).format(
        sql.Identifier(table),
        sql.SQL(", ").join(columns),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
        sql.SQL(", ").join(changes or [sql.SQL("erp_id = excluded.erp_id").format()]),
    )
