"""Child processes that do not outlive the process that started them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from attrs import field, frozen

from entrypoints.embedded.identity import Identity, own, turning_into

PR_SET_PDEATHSIG = 1
ROTATE_AT = 10 * 1024 * 1024
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@frozen
class Command:
    """`farewell` asks it to stop; it is sent, too, by the kernel when the parent dies without asking."""

    argv: tuple[str, ...]
    log: Path
    environ: Mapping[str, str] | None = None
    identity: Identity = field(factory=own)
    farewell: signal.Signals = signal.SIGTERM
    folder: Path = Path("/")


class Process(Protocol):
    """A child that somebody has to wait for."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    def wait(self) -> int: ...


def spawn(command: Command) -> subprocess.Popen[bytes]:
    """In a process group of its own, so that Ctrl-C reaches only the one who stops the others in order."""
    rotate(command.log)
    with command.log.open("ab") as log:
        return subprocess.Popen(
            [*command.identity.wrapper, *command.argv],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=command.environ,
            cwd=command.folder,
            process_group=0,
            preexec_fn=partial(die_with_parent, os.getpid(), command.farewell),
            **turning_into(command.identity),
        )


def die_with_parent(parent: int, farewell: signal.Signals) -> None:
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, farewell)
    if os.getppid() != parent:  # it died between fork and prctl: nobody will tell us
        os._exit(1)


def has_ended(process: Process) -> bool:
    """Without reaping: until then the number of its process group is not given to another."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None


def bury(process: Process) -> int:
    """Kill what an ended process left of its group, and tell its exit code."""
    if process.returncode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
    return process.wait()


def stop(process: Process, farewell: signal.Signals, patience: float) -> bool:
    """Ask, wait `patience` seconds, kill. False when it had to be killed."""
    if not has_ended(process):
        os.kill(process.pid, farewell)
    polite = ends_within(process, patience)
    bury(process)
    return polite


def ends_within(process: Process, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not has_ended(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > ROTATE_AT:
        log.replace(log.with_suffix(".log.1"))


def tail(log: Path, lines: int = 8) -> str:
    """The last lines of a log, indented; empty when there is none."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - 8192))
            told = stream.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in told[-lines:])
