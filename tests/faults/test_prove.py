"""The proof of `optovik prove concurrency`: the real placing passes it, and every broken one is found out."""

import json
import os

import psycopg
import pytest

from entrypoints.cli.prove import main
from entrypoints.prove.concurrency import Options, proof
from entrypoints.prove.databases import Ground
from entrypoints.prove.report import Report
from entrypoints.trouble import Trouble
from tests.capabilities import shows
from tests.servers import Servers, database_of

# A repeat that comes while its first press commits: see test_same_key.py.


def tried(ground: Ground, options: Options) -> Report:
    with proof(options, ground.url) as trial:
        trial.run(lambda _: None)
    return trial.report


@shows("A02", "N01", "M043", "M048")
def test_nothing_is_oversold_lost_or_doubled_while_processes_die(ground: Ground) -> None:
    # Some five kills of forty rounds fall into a commit, but on a busy machine none may.
    report = tried(ground, Options(rounds=100, processes=6, seed=7, deadly=2.0))
    assert list(report.violations) == []
    assert report.rounds == 100
    assert report.accepted > 20
    assert report.killed_inside > 0
    assert report.killed_at_commit > 0
    assert report.terminated.total() > 0
    assert report.repeated > 0
    assert {"stock.not-enough", "credit.limit-exceeded", "budget.exceeded"} <= set(report.refused)
    assert report.told_amid > 0


@pytest.mark.parametrize(
    ("placing", "deadly", "laws"),
    [
        ("broken-no-stock-lock", 0.5, {"stock oversold or misread"}),
        ("broken-no-credit-lock", 0.5, {"limit exceeded or misread"}),
        ("broken-no-promo-lock", 0.5, {"promo code used too often"}),
        ("broken-early-budget", 0.5, {"budget overspent or misread"}),
        ("broken-foreign-basis", 0.5, {"stock on a foreign basis"}),
        ("broken-released-twice", 0.5, {"reservation not closed once"}),
        ("broken-early-read", 0.5, {"stock oversold or misread", "limit exceeded or misread"}),
        ("broken-no-key", 0.5, {"order doubled", "order lost"}),
        # Whichever of the two comes first ends the run: the key is kept and the order is not, so a repeat finds half.
        ("broken-two-transactions", 3.0, {"half an order", "a repeat was refused"}),
    ],
)
def test_a_broken_placing_is_found_out(ground: Ground, placing: str, deadly: float, laws: set[str]) -> None:
    """The one that writes in two transactions is only found when somebody dies between them.

    The run ends with the first violation; a busy machine may need more rounds to it.
    """
    options = Options(400, processes=6, seed=7, placing=placing, deadly=deadly, batch=5, brief=True)
    report = tried(ground, options)
    assert {law for law, _ in report.violations} & laws, report.violations


def test_a_database_that_never_comes_back_ends_the_trial(ground: Ground) -> None:
    """Whoever is told again and again that nobody knows has no answer: the trial says so and does not go round."""
    nowhere = database_of(ground.url, "optovik_no_such_database")
    with proof(Options(rounds=3, processes=2, seed=7, deadly=0), ground.url) as trial:
        trial.crew.stop()
        trial.crew.url = nowhere
        trial.crew.start()
        trial.run(lambda _: None)
    assert {law for law, _ in trial.report.violations} == {"nobody is answered"}


def test_the_command_answers_a_program(
    servers: Servers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", servers.database_url)
    code = main(["concurrency", "--through", "code", "--rounds", "3", "--processes", "2", "--seed", "7", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert told["ok"] is True
    assert told["rounds"] == 3
    assert told["accepted"] == sum(int(many) * rounds for many, rounds in told["accepted_per_round"].items())
    assert told["violations"] == []


def test_the_command_fails_and_keeps_the_database_when_a_law_was_broken(
    servers: Servers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", servers.database_url)
    asked = [
        "concurrency",
        "--through",
        "code",
        "--rounds",
        "15",
        "--processes",
        "2",
        "--seed",
        "7",
        "--placing",
        "broken-no-key",
    ]
    assert main(asked) == 1
    said = capsys.readouterr().out
    assert "VIOLATIONS" in said
    name = said.split("the database ")[1].split(" ")[0]
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        assert connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).rowcount == 1
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def test_a_named_database_must_be_empty_and_stays(servers: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"prove_named_{os.getpid()}"
    asked = [
        "concurrency",
        "--through",
        "code",
        "--database",
        database_of(servers.database_url, name),
        "--rounds",
        "2",
        "--processes",
        "2",
    ]
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        assert main(asked) == 0
        assert "No violations." in capsys.readouterr().out
        with pytest.raises(Trouble):
            main(asked)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
