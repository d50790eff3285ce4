"""Parts of the portal, born quickly: forked from a process that has imported their modules.

What runs is the same command line that `optovik web` and `optovik worker` become. Only the seconds of importing are
spared, which a trial with a thousand deaths would spend on nothing else. `python -m entrypoints.prove.doors.nursery`
reads one JSON line for each part, and answers with its process id.
"""

import json
import os
import runpy
import signal
import sys
from importlib import import_module
from pathlib import Path

from attrs import asdict, frozen

from entrypoints.embedded.process import die_with_parent

# Not the modules that read the environment when they are imported: entrypoints.web and entrypoints.worker_app.
IMPORTED = ("dramatiq.cli", "entrypoints.bootstrap.web", "entrypoints.scheduler", "entrypoints.worker.index_actor",
            "granian.server")  # fmt: skip


@frozen
class Birth:
    """argv: as `python -m` is given it, beginning with the module."""

    argv: tuple[str, ...]
    environ: dict[str, str]
    log: str

    def line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


def main() -> None:
    for name in IMPORTED:
        import_module(name)
    # Nobody waits for the dead here: the kernel takes them away.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getpid()
    print("ready", flush=True)
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            live(Birth(**json.loads(line)), parent)
        print(child, flush=True)


def live(birth: Birth, parent: int) -> None:
    """Never returns."""
    try:
        os.setpgid(0, 0)
        for heard in (signal.SIGCHLD, signal.SIGINT):
            signal.signal(heard, signal.SIG_DFL)
        die_with_parent(parent, signal.SIGKILL)
        with Path(birth.log).open("ab") as log, Path(os.devnull).open("rb") as nothing:
            for stream, number in ((nothing, 0), (log, 1), (log, 2)):
                os.dup2(stream.fileno(), number)
        os.environ.clear()
        os.environ.update(birth.environ)
        sys.argv = list(birth.argv)
        runpy.run_module(birth.argv[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 1)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    os._exit(1)


if __name__ == "__main__":
    main()
