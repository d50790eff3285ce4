"""Servers and parts that a killed predecessor left behind.

Whoever calls holds the home's lock, so that what still runs there has no master.
"""

import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from entrypoints.trouble import Trouble

PATIENCE = 60.0
PARTS_PATIENCE = 10.0


def take_over(data: Path) -> str:
    """Stop the PostgreSQL that still runs on the data; remove a pid file that would hinder ours."""
    pid_file = data / "postmaster.pid"
    pid = pid_in(pid_file)
    if pid is None or not is_alive(pid):
        # A dead postmaster's file is PostgreSQL's to judge: its backends may live for a moment.
        wait_until(lambda: not working_in(data), PATIENCE)
        return ""
    if pid not in working_in(data):
        # The number belongs to a stranger by now; PostgreSQL would take him for a postmaster.
        pid_file.unlink(missing_ok=True)
        return ""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    if not wait_until(lambda: not is_alive(pid), PATIENCE):
        raise Trouble(f"A PostgreSQL of a killed run (process {pid}) does not stop.", f"Stop it by `kill -QUIT {pid}`.")
    return f"a PostgreSQL of a killed run (process {pid}) was stopped"


def remember(parts: Path, pids: Mapping[str, int]) -> None:
    told = {name: [pid, birth(pid)] for name, pid in pids.items()}
    parts.write_text(json.dumps(told))


def stop_remembered(parts: Path) -> list[str]:
    """Names of the parts that outlived their supervisor and were stopped now."""
    try:
        told: dict[str, tuple[int, str]] = json.loads(parts.read_text())
    except (FileNotFoundError, ValueError):
        return []
    # A number is given anew, the moment of birth with it is not.
    alive = {name: pid for name, (pid, born) in told.items() if is_alive(pid) and birth(pid) == born}
    for pid in alive.values():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    wait_until(lambda: not any(is_alive(pid) for pid in alive.values()), PARTS_PATIENCE)
    for pid in alive.values():
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    parts.unlink(missing_ok=True)
    return list(alive)


def pid_in(path: Path) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        return int(path.read_text().splitlines()[0])
    return None


def is_alive(pid: int) -> bool:
    """A zombie is not: who should have reaped it may be busy with asking us."""
    status = stat_of(pid)
    return bool(status) and status[0] not in ("Z", "X")


def birth(pid: int) -> str:
    """The clock tick at which the process started; empty when there is none."""
    status = stat_of(pid)
    return status[19] if status else ""


def stat_of(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third on: the second may hold blanks and brackets."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return []


def working_in(folder: Path) -> set[int]:
    """Processes whose working folder it is, as it is of each process of a PostgreSQL on these data."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if Path(os.readlink(process / "cwd")) == folder:
                found.add(int(process.name))
    return found


def wait_until(come: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not come():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
