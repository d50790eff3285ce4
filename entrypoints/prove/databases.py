"""The database that a proof has to itself."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString
from urllib.parse import urlsplit, urlunsplit

import psycopg
from attrs import define

from entrypoints.bootstrap.proving import migrate
from entrypoints.prove.world import build
from entrypoints.trouble import Trouble

STATE: LiteralString = "SELECT to_regclass('counterparty'), to_regnamespace('prove'), current_database()"


@define
class Ground:
    """`keep`: leave the database where it is when the proof is over."""

    url: str
    name: str
    keep: bool


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg:", "postgresql:", 1)


@contextmanager
def fresh(server: str, buyers: int, keep: bool) -> Iterator[Ground]:
    """A new database on the server, dropped at the end unless it is to be kept."""
    name = f"optovik_prove_{secrets.token_hex(4)}"
    with psycopg.connect(plain(server), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    ground = Ground(urlunsplit(urlsplit(plain(server))._replace(path=f"/{name}")), name, keep)
    try:
        settle(ground.url, buyers)
        yield ground
    finally:
        if not ground.keep:
            with psycopg.connect(plain(server), autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextmanager
def given(url: str, buyers: int) -> Iterator[Ground]:
    """A database that somebody named: it must be empty, and stays. Raises: Trouble when anybody trades there."""
    name = require_empty(url)
    settle(plain(url), buyers)
    yield Ground(plain(url), name, keep=True)


def require_empty(url: str) -> str:
    """Its name. Raises: Trouble when anybody trades there."""
    with psycopg.connect(plain(url), autocommit=True) as connection:
        row = connection.execute(STATE).fetchone()
        assert row is not None
        tables, ledger, name = row
        if ledger is not None or (tables and connection.execute("SELECT 1 FROM counterparty LIMIT 1").fetchone()):
            raise Trouble(f"The database {name} is not empty.", "Name an empty one, or none: the proof makes its own.")
    return str(name)


def settle(url: str, buyers: int) -> None:
    migrate(url)
    with psycopg.connect(url, autocommit=True) as connection:
        build(connection, buyers)
