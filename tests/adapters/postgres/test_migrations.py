"""The migrations give the tables that the code is written against, and can be taken back."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import Engine, make_url

from adapters.postgres.migrating import config
from adapters.postgres.schema import metadata


@pytest.fixture
def engine(postgres_url: str) -> Engine:
    return create_engine(make_url(postgres_url).set(drivername="postgresql+psycopg"))


def test_the_migrated_schema_is_that_of_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        assert compare_metadata(context, metadata) == []


def test_the_schema_goes_down_and_up_again(engine: Engine) -> None:
    with engine.begin() as connection:
        command.downgrade(config(connection), "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        command.upgrade(config(connection), "head")
        assert set(metadata.tables) <= set(inspect(connection).get_table_names())
