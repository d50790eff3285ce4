"""One good of a hundred changes and the index follows, again and again: an import as the pages beside it feel it.

A process of its own, as the worker is: within the one that asks for pages it would hold their answers up.
"""

import os
from itertools import count
from typing import Any

import psycopg

from adapters.postgres.catalogue_changes import tell_written
from entrypoints.bootstrap.indexing import build_index
from entrypoints.settings import Settings
from entrypoints.worker.garbage import look_seldom
from entrypoints.worker.priority import give_way

BEGUN = b"following"
TOUCH = """
UPDATE product SET manufacturer = manufacturer || '.', message_id = coalesce(message_id, 0) + 1
WHERE id IN (SELECT id FROM product ORDER BY md5(id::text || %s) LIMIT (SELECT count(*) / 100 FROM product))
RETURNING id
"""
RAISE = "UPDATE catalogue_state SET catalogue_version = catalogue_version + 1"


def change(connection: psycopg.Connection[Any], seed: str) -> None:
    """As an import ends: goods are written, the version is raised, and told which they are."""
    with connection.transaction():
        written = connection.execute(TOUCH, [seed]).fetchall()
        connection.execute(RAISE)
        tell_written(connection, [id for (id,) in written], moves=False)


def main() -> None:
    give_way()
    settings = Settings.from_env(os.environ)
    build = build_index(settings)
    look_seldom()
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        for n in count(100):
            change(connection, str(n))
            build()
            print(BEGUN.decode(), n, flush=True)


if __name__ == "__main__":
    main()
