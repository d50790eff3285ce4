"""Which database and queue a command works with when nobody named them."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from attrs import evolve

from entrypoints.cli.reachable import require_database, require_queue
from entrypoints.embedded.home import Home
from entrypoints.embedded.postgres import EmbeddedPostgres
from entrypoints.embedded.valkey import EmbeddedValkey
from entrypoints.settings import Settings
from entrypoints.trouble import Trouble


@contextmanager
def servers(settings: Settings, *, queue: bool = True, own: bool = False) -> Iterator[Settings]:
    """The named ones, else those of a running `optovik up`, else, with `own`, embedded ones for the block.

    Raises: Trouble when there are none.
    """
    settings = joined(settings)
    if settings.database_url and (settings.redis_url or not queue):
        require_database(settings.database_url)
        if queue:
            require_queue(settings.redis_url)
        yield settings
    elif own:
        with ExitStack() as running:
            yield own_servers(settings, running, queue)
    else:
        missing = "REDIS_URL" if settings.database_url else "DATABASE_URL"
        raise Trouble(
            f"{missing} is not set, and no `optovik up` runs in {settings.home}.",
            f"Start `optovik up`, or set {missing}.",
        )


def joined(settings: Settings) -> Settings:
    """What the environment leaves open is told by the `optovik up` of the same home, if one runs."""
    told = Home(settings.home).told_servers()
    given = {name: value for name, value in os.environ.items() if value.strip()}
    return type(settings).from_env(told | given) if told else settings


def own_servers(settings: Settings, running: ExitStack, queue: bool) -> Settings:
    home = Home(settings.home)
    home.prepare()
    running.enter_context(home.hold())
    if not settings.database_url:
        database = EmbeddedPostgres.at(home, settings.postgres_bin)
        settings = evolve(settings, database_url=running.enter_context(database.running()))
    if queue and not settings.redis_url:
        settings = evolve(settings, redis_url=running.enter_context(EmbeddedValkey.at(home).running()))
    return settings
