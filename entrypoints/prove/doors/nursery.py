"""A program that bears parts of the portal for a trial, which kills a thousand of them.

`python -m entrypoints.prove.doors.nursery` reads one JSON line for each part, and answers with its process id.
"""

import json
import os
import signal
import sys
from pathlib import Path

from attrs import asdict, frozen

from entrypoints.embedded.process import Command
from entrypoints.nursery import bear, import_parts
from entrypoints.settings import Settings


@frozen
class Birth:
    """argv: as of `parts`, beginning with the interpreter."""

    argv: tuple[str, ...]
    environ: dict[str, str]
    log: str

    def line(self) -> str:
        return json.dumps(asdict(self)) + "\n"

    def command(self) -> Command:
        return Command(self.argv, Path(self.log), self.environ, farewell=signal.SIGKILL, folder=Path.cwd())


def main() -> None:
    import_parts(Settings.from_env(os.environ))
    # Nobody waits for the dead here: the kernel takes them away.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print("ready", flush=True)
    while line := sys.stdin.readline():
        print(bear(Birth(**json.loads(line)).command()).pid, flush=True)


if __name__ == "__main__":
    main()
