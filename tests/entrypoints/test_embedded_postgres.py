import os
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from attrs import evolve

from entrypoints.embedded.home import Home
from entrypoints.embedded.identity import Identity, identities_for_root, own
from entrypoints.embedded.postgres import EmbeddedPostgres
from entrypoints.embedded.process import spawn, stop
from entrypoints.trouble import Trouble
from tests.servers import HASTY


@pytest.fixture
def home() -> Iterator[Home]:
    with TemporaryDirectory(prefix="optovik-home-") as folder:
        home = Home(Path(folder))
        home.prepare()
        yield home


def postgres_at(home: Home) -> EmbeddedPostgres:
    return EmbeddedPostgres.at(home, overrides=HASTY)


def test_what_was_written_is_there_after_a_restart(home: Home) -> None:
    with postgres_at(home).running() as url, psycopg.connect(url) as connection:
        connection.execute("create table kept as select 1 as value")
    with postgres_at(home).running() as url, psycopg.connect(url) as connection:
        assert connection.execute("select value from kept").fetchone() == (1,)


def test_cyrillic_words_have_trigrams(home: Home) -> None:
    with postgres_at(home).running() as url, psycopg.connect(url) as connection:
        assert connection.execute("select similarity('болт', 'БОЛТЫ') > 0.5").fetchone() == (True,)


def test_a_locale_without_cyrillic_is_refused(home: Home) -> None:
    postgres = postgres_at(home)
    with postgres.running() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "create database plain template template0 locale_provider builtin builtin_locale 'C' lc_ctype 'C'"
            )
        with pytest.raises(Trouble, match="Cyrillic"):
            postgres.make_database("plain")


def test_a_killed_server_is_recovered(home: Home) -> None:
    # Outside a transaction: leaving the block must not ask the dead server to commit one.
    with postgres_at(home).running() as url, psycopg.connect(url, autocommit=True) as connection:
        pid = int((postgres_at(home).data / "postmaster.pid").read_text().split()[0])
        assert connection.execute("select 1").fetchone() == (1,)
        os.kill(pid, signal.SIGKILL)
    assert (postgres_at(home).data / "postmaster.pid").exists()
    with postgres_at(home).running() as url:
        psycopg.connect(url).close()


def test_a_server_that_still_runs_without_a_master_is_stopped(home: Home) -> None:
    postgres = postgres_at(home)
    postgres.prepare()
    orphan = spawn(postgres.command())
    try:
        postgres.await_ready(orphan)
        assert f"process {orphan.pid}" in postgres.prepare()
        with postgres.running() as url:
            psycopg.connect(url).close()
    finally:
        stop(orphan, signal.SIGINT, 10)


def test_the_number_of_a_stranger_in_the_pid_file_does_not_stop_it(home: Home) -> None:
    postgres = postgres_at(home)
    postgres.prepare()
    (postgres.data / "postmaster.pid").write_text(f"{os.getppid()}\n{postgres.data}\n")
    with postgres.running() as url:
        psycopg.connect(url).close()


def test_a_home_too_deep_for_a_socket_gets_a_short_folder_for_it(home: Home) -> None:
    deep = Home(home.root / ("глубоко-" * 8) / ("deep" * 20))
    deep.prepare()
    postgres = postgres_at(deep)
    assert len(os.fsencode(postgres.sockets)) < 90
    with postgres.running() as url:
        psycopg.connect(url).close()


def test_data_of_another_version_are_refused(home: Home) -> None:
    (home.root / "postgres").mkdir()
    (home.root / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(Trouble, match="made by PostgreSQL 9"):
        postgres_at(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must become somebody else")
@pytest.mark.parametrize("identity", identities_for_root() if os.geteuid() == 0 else [own()])
def test_each_identity_can_run_it_and_take_the_data_of_another(home: Home, identity: Identity) -> None:
    with postgres_at(home).running():
        pass
    if identity.user:  # the one that needs to pass the folders above
        home.root.chmod(0o711)
    with evolve(postgres_at(home), identity=identity).running() as url:
        psycopg.connect(url).close()
