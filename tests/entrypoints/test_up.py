import os
import signal
import socket
from urllib.request import urlopen

from tests.capabilities import shows
from tests.entrypoints.portal import Installation, child_called, wait_until


@shows("A11")
def test_one_command_starts_all_and_a_second_start_keeps_the_data(installation: Installation) -> None:
    with installation.up() as first:
        first.wait_for("Ready in")
        assert "1C twin" in first.said
        assert "buyer-demo" in first.said
        assert urlopen(f"http://127.0.0.1:{installation.port}/catalogue").read() == b"/catalogue"
        assert '"role": "erp"' in installation.run("accounts", "--json").stdout
        assert first.end() == 0

    assert installation.processes() == {}
    assert not (installation.home / "run" / "lock").exists()

    with installation.up() as second:
        second.wait_for("Ready in")
        # Twice by the first start, whose buyers come after the twin has sent their companies; once by this one.
        assert installation.run("stats", "--json").stdout == '{"starts": 3}\n'
        assert second.end(signal.SIGINT) == 0
    assert installation.processes() == {}


def test_nothing_outlives_a_killed_supervisor_and_the_next_one_starts(installation: Installation) -> None:
    with installation.up() as killed:
        killed.wait_for("Ready in")
        killed.end(signal.SIGKILL)
    with installation.up("--no-demo") as next_one:
        next_one.wait_for("Ready in")
        next_one.end(signal.SIGKILL)
    assert wait_until(lambda: not installation.processes(), 30), installation.processes()


def test_a_part_that_dies_is_reported_and_started_again_but_not_the_database(
    installation: Installation,
) -> None:
    with installation.up("--no-demo") as up:
        up.wait_for("Ready in")
        os.kill(child_called(up.process.pid, "scheduler"), signal.SIGKILL)
        up.wait_for("The scheduler ended by SIGKILL")
        up.wait_for("started again in 1 s")
        assert wait_until(lambda: "scheduler" in "".join(installation.processes().values()))

        os.kill(child_called(up.process.pid, "postgres"), signal.SIGKILL)
        up.wait_for("The database ended by SIGKILL")
        assert up.process.wait(30) == 1
    assert wait_until(lambda: not installation.processes(), 10), installation.processes()


def test_a_second_portal_in_the_same_home_is_refused_in_a_sentence(installation: Installation) -> None:
    with installation.up("--no-demo") as up:
        up.wait_for("Ready in")
        second = installation.run("up")
    assert second.returncode == 1
    assert f"(process {up.process.pid}) already runs in {installation.home}" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_taken_port_is_told_in_a_sentence(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", installation.port)):
        told = installation.run("up")
    assert told.returncode == 1
    assert f"Port {installation.port} at 127.0.0.1 is taken" in told.stderr
    assert "OPTOVIK_PORT" in told.stderr
    assert installation.processes() == {}


def test_a_portal_that_cannot_start_is_stopped_with_the_end_of_its_log(installation: Installation) -> None:
    (installation.sources / "entrypoints" / "web.py").write_text("raise RuntimeError('no such table')")
    told = installation.run("up", "--no-demo")
    assert told.returncode == 1
    assert "no such table" in told.stderr
    assert installation.processes() == {}


def test_a_part_alone_says_what_it_lacks(installation: Installation) -> None:
    told = installation.run("web")
    assert told.returncode == 1
    assert "DATABASE_URL is not set, and no `optovik up` runs" in told.stderr


def test_a_short_command_starts_the_database_for_its_duration(installation: Installation) -> None:
    assert "up to date" in installation.run("migrate").stdout
    assert installation.run("stats", "--json").stdout == '{"starts": 1}\n'
    assert installation.processes() == {}


def test_an_unreadable_setting_is_told_in_a_sentence(installation: Installation) -> None:
    told = installation.run("up", OPTOVIK_PORT="eighty")
    assert told.returncode == 2
    assert told.stderr.startswith("optovik: OPTOVIK_PORT must be a port number from 1 to 65535, not 'eighty'.")


def test_a_database_that_does_not_answer_is_told_in_a_sentence(installation: Installation) -> None:
    told = installation.run("up", DATABASE_URL="postgresql://me:hunter2@127.0.0.1:1/none")
    assert told.returncode == 1
    assert "The database does not answer" in told.stderr
    assert "hunter2" not in told.stderr
    assert "Traceback" not in told.stderr
