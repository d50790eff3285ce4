"""The migrations give the tables that the code is written against, and can be taken back."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Engine, make_url

from adapters.postgres.migrating import config
from adapters.postgres.schema import metadata
from domain.access.permission import BUILT_IN_ROLES


@pytest.fixture
def engine(postgres_url: str) -> Engine:
    return create_engine(make_url(postgres_url).set(drivername="postgresql+psycopg"))


def test_the_migrated_schema_is_that_of_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        assert compare_metadata(context, metadata) == []


def test_the_built_in_roles_hold_what_the_code_says(engine: Engine) -> None:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT code, permissions FROM role")).all()
    held = {code: set(permissions) for code, permissions in rows}
    assert held == {code: set(permissions) for code, (_, permissions) in BUILT_IN_ROLES.items()}


def test_rates_that_stood_there_before_their_log_begin_it(engine: Engine) -> None:
    with engine.begin() as connection:
        command.downgrade(config(connection), "0001")
        connection.execute(text("INSERT INTO currency_rate (currency, day, rate) VALUES ('USD', '2026-11-21', 81.4)"))
        command.upgrade(config(connection), "head")
        log = connection.execute(text("SELECT day::text, rate_before, rate::float FROM currency_rate_log")).all()
        assert [tuple(row) for row in log] == [("2026-11-21", None, 81.4)]


def test_the_schema_goes_down_and_up_again(engine: Engine) -> None:
    with engine.begin() as connection:
        command.downgrade(config(connection), "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        command.upgrade(config(connection), "head")
        assert set(metadata.tables) <= set(inspect(connection).get_table_names())
