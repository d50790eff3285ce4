"""Statements as PostgreSQL counts them; transaction control is left out."""

from collections.abc import Callable

from bench.stage import Connection

CONTROL = "BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET TRANSACTION|START TRANSACTION|DISCARD|pg_stat_statements"


def counted(connection: Connection, work: Callable[[], object], times: int = 1) -> float:
    """Statements that the work makes, divided by how often it does its thing."""
    connection.execute("SELECT pg_stat_statements_reset()")
    work()
    row = connection.execute(
        "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE query !~* %s", (f"^\\s*({CONTROL})|pg_stat",)
    ).fetchone()
    return float(row[0]) / times if row else 0.0


def heaviest(connection: Connection, most: int = 6) -> list[str]:
    """The statements that took longest since the last count, as lines of a list."""
    rows = connection.execute(
        "SELECT calls, total_exec_time / calls, regexp_replace(query, '\\s+', ' ', 'g') FROM pg_stat_statements"
        " WHERE query !~* %s ORDER BY total_exec_time DESC LIMIT %s",
        (f"^\\s*({CONTROL})|pg_stat", most),
    ).fetchall()
    return [f"- {calls} × {mean:.2f} ms: `{query.strip()[:110]}`" for calls, mean, query in rows]
