"""The database and the queue of a test run: started once, shared by all its processes, gone with it."""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg
from attrs import frozen

from entrypoints.cli.hooks import hook
from entrypoints.embedded.home import Home
from entrypoints.embedded.postgres import EmbeddedPostgres
from entrypoints.embedded.valkey import EmbeddedValkey
from entrypoints.settings import Settings

ROOT = Path(__file__).parents[1]
# Where the processes of a run share compiled templates: a hundred applications would spend minutes on them.
TEMPLATES = "TEST_TEMPLATES"
MIGRATIONS = ROOT / "adapters" / "postgres" / "migrations"
# Nothing of a test run outlives it, so that nothing need reach the disk.
HASTY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "200",
    # Hundreds of databases, each with statements of its own: what is counted must not be forgotten amid a request.
    "pg_stat_statements.max": "100000",
}


@frozen
class Servers:
    database_url: str
    redis_url: str

    @classmethod
    def from_env(cls) -> "Servers | None":
        """Those that somebody named, or that the first process of this run has started."""
        database, redis = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_REDIS_URL")
        return cls(database, redis) if database and redis else None

    def to_env(self) -> None:
        os.environ["TEST_DATABASE_URL"], os.environ["TEST_REDIS_URL"] = self.database_url, self.redis_url


@contextmanager
def run_servers() -> Iterator[Servers]:
    """Those named in TEST_DATABASE_URL and TEST_REDIS_URL, and for each that is not, one of our own."""
    with ExitStack() as running:
        home = Home(Path(running.enter_context(TemporaryDirectory(prefix="optovik-tests-"))))
        home.prepare()
        os.environ.setdefault(TEMPLATES, str(home.root / "templates"))
        database, redis = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_REDIS_URL")
        yield Servers(
            database or running.enter_context(EmbeddedPostgres.at(home, overrides=HASTY).running()),
            redis or running.enter_context(EmbeddedValkey.at(home).running()),
        )


def compiled_templates() -> Path | None:
    """For pages that are made without a portal; none where nothing is shared."""
    shared = os.environ.get(TEMPLATES)
    return Path(shared) if shared else None


def share_templates(home: Path) -> None:
    """Before a portal of ours starts there for the first time, or for the first time in this run."""
    shared, own = os.environ.get(TEMPLATES), home / "templates"
    if own.is_symlink() and not own.exists():
        own.unlink()
    if shared and not own.exists():
        home.mkdir(parents=True, exist_ok=True)
        Path(shared).mkdir(parents=True, exist_ok=True)
        own.symlink_to(shared)


@contextmanager
def fresh_database(server: str, name: str) -> Iterator[str]:
    """A database with all tables, copied from a template migrated once per state of the migrations."""
    template = migrated_template(server)
    name = re.sub(r"\W+", "_", name.lower())[-40:] + f"_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}"'.encode())
        try:
            yield database_of(server, name)
        finally:
            connection.execute(f'drop database "{name}" with (force)'.encode())


def migrated_template(server: str) -> str:
    name = f"optovik_template_{state_of_migrations()}"
    with psycopg.connect(server, autocommit=True) as connection:
        # The processes of one run come at once; the first one makes it, the others wait.
        connection.execute("select pg_advisory_lock(hashtext('optovik test template'))")
        if connection.execute("select from pg_database where datname = %s", [name]).fetchone() is None:
            draft = f"{name}_draft"
            connection.execute(f'drop database if exists "{draft}" with (force)'.encode())
            connection.execute(f'create database "{draft}"'.encode())
            migrate(database_of(server, draft))
            # A database that somebody is connected to can be neither renamed nor copied.
            connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [draft])
            connection.execute(f'alter database "{draft}" rename to "{name}"'.encode())
    return name


def migrate(url: str) -> None:
    with TemporaryDirectory() as home:
        settings = Settings.from_env({"DATABASE_URL": url, "REDIS_URL": "unix:///none", "OPTOVIK_HOME": home})
        hook("entrypoints.bootstrap", "migrate")(settings)


def state_of_migrations() -> str:
    # The tables, too: a migration in the making may build them from there.
    sources = sorted([*MIGRATIONS.rglob("*.py"), *(MIGRATIONS.parent / "tables").rglob("*.py")])
    return sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


def database_of(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
