"""Parts of the portal, born quickly: forked from a process that has imported their modules.

What runs is the same command line that `optovik web` and `optovik worker` become. Only the seconds of importing are
spent once and not by each of them, and what was imported is in memory once.
"""

import ctypes
import gc
import os
import runpy
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from attrs import define

from entrypoints.embedded.process import LIBC, Command, die_with_parent, rotate
from entrypoints.settings import Settings

# Not the modules that read the environment when they are imported: entrypoints.web and entrypoints.worker_app.
IMPORTED = ("dramatiq.cli", "entrypoints.bootstrap.web", "entrypoints.scheduler", "entrypoints.worker.index_actor",
            "granian.server")  # fmt: skip
OF_PARENTS = (signal.SIGCHLD, signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
FIRST_NOT_STANDARD = 3
PR_SET_NAME = 15
M_ARENA_MAX = -8


@define
class Born:
    """A forked child, to be waited for as one of `subprocess` is."""

    pid: int
    returncode: int | None = None

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode


def import_parts(settings: Settings) -> None:
    """And pages, whose templates and words are read once for all servers of the web.

    All of it lives as long as the process: nobody need look for garbage in it, here or in the children.
    """
    # numpy's algebra, which nobody here asks for, starts a thread a core; who forks has one thread.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.disable()
    for name in IMPORTED:
        import_module(name)
    if settings.doors in ("all", "people"):
        import_module("entrypoints.bootstrap.web").pages_of(settings)
    gc.freeze()
    gc.enable()


def bear(command: Command, output: int | None = None) -> Born:
    """A part whose command line is `python -m MODULE ...`, in a group of its own. output: a descriptor for its words,
    which are otherwise kept in the log with its complaints."""
    rotate(command.log)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # else the child would say it once more
    parent = os.getpid()
    # One that came to the child before it is somebody else would be answered as the parent answers it.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, OF_PARENTS)
    child = os.fork()
    if child == 0:
        live(command, parent, output)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    with suppress(ProcessLookupError, PermissionError):
        os.setpgid(child, child)  # as the child does: whoever comes first, nobody kills its group too early
    return Born(child)


def ask(command: Command) -> tuple[int, bytes]:
    """Its exit code and what it said."""
    heard, said = os.pipe()
    child = bear(command, said)
    os.close(said)
    with os.fdopen(heard, "rb") as answer:
        told = answer.read()
    return child.wait(), told


def live(command: Command, parent: int, output: int | None) -> NoReturn:
    """The life of a child: what the parent held open or meant to do at its end is none of its business."""
    code = 1
    try:
        code = settled(command, parent, output)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def settled(command: Command, parent: int, output: int | None) -> int:
    os.setpgid(0, 0)
    for heard in OF_PARENTS:
        signal.signal(heard, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, OF_PARENTS)
    die_with_parent(parent, command.farewell)
    redirect(command.log, output)
    settle(command)
    _, _, module, *words = command.argv
    sys.argv = [module, *words]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


def redirect(log: Path, output: int | None) -> None:
    kept = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for source, number in ((os.open(os.devnull, os.O_RDONLY), 0), (kept if output is None else output, 1), (kept, 2)):
        os.dup2(source, number)
    os.closerange(FIRST_NOT_STANDARD, os.sysconf("SC_OPEN_MAX"))


def settle(command: Command) -> None:
    """What a new program would read from its environment as it starts."""
    environ = dict(os.environ if command.environ is None else command.environ)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(command.folder)
    if LIBC is not None:
        LIBC.prctl(PR_SET_NAME, ctypes.c_char_p(command.log.stem.encode()[:15]), 0, 0, 0)
        if arenas := environ.get("MALLOC_ARENA_MAX"):
            LIBC.mallopt(M_ARENA_MAX, int(arenas))
