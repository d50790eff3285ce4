"""Migrations, run by our own code: no ini file to keep beside the program."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, make_url

# One migrator at a time, however many processes start at once.
LOCK = 7_316_001


def config(connection: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["connection"] = connection
    return made


def migrate(url: str, revision: str = "head") -> None:
    """Bring the schema to `revision`; checks first that the server can search Cyrillic by trigrams."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
        if not connection.scalar(text("SELECT show_trgm('ё') <> '{}'")):
            raise RuntimeError("the database's lc_ctype has no Cyrillic letters: create it with C.UTF-8")
        command.upgrade(config(connection), revision)
    engine.dispose()
