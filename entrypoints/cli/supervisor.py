"""The parent of all parts of the portal: starts them, starts them again, stops them in reverse order."""

import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

from attrs import define, field, frozen

from entrypoints.cli.console import Console
from entrypoints.embedded import orphans
from entrypoints.embedded.home import LEAST_FREE, disk_is_full
from entrypoints.embedded.process import Command, Process, bury, has_ended, spawn, stop, tail
from entrypoints.trouble import Trouble

LONGEST_PAUSE = 30.0
# A part that lived this long was well: its next death begins a new series of pauses.
WELL_AFTER = 60.0


@frozen
class Part:
    """`vital`: nothing works without it, a second start would hide the reason. `patience`: in seconds.
    `bear`: how it comes into the world, as a program of its own or forked from this one."""

    name: str
    command: Command
    vital: bool = False
    patience: float = 20.0
    bear: Callable[[Command], Process] = spawn


@define
class Child:
    part: Part
    process: Process
    born: float
    deaths: int = 0
    reborn_at: float | None = None


@define
class Supervisor:
    """One thread: the kernel ends a child when the *thread* that started it ends."""

    console: Console
    parts_file: Path
    children: list[Child] = field(factory=list)
    hurry: bool = False
    warned: bool = False

    def start(self, part: Part) -> Child:
        child = Child(part, part.bear(part.command), time.monotonic())
        self.children.append(child)
        self.remember()
        return child

    def watch(self) -> None:
        """Look at each part once. Raises: Trouble when a vital one has ended."""
        for child in self.children:
            if child.reborn_at is not None:
                self.revive(child)
            elif has_ended(child.process):
                self.mourn(child)

    def mourn(self, child: Child) -> None:
        code, part = bury(child.process), child.part
        told = tail(part.command.log)
        if "No space left" in told:
            raise disk_is_full(part.command.log)
        wrong = f"{part.name} ended {how(code)}; the end of {part.command.log}:\n{told}"
        if part.vital:
            raise Trouble(f"The {wrong}\nEverything else is stopped.", "Start it again by the same command.")
        child.deaths = 1 if time.monotonic() - child.born > WELL_AFTER else child.deaths + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (child.deaths - 1))
        child.reborn_at = time.monotonic() + pause
        self.console.say(f"The {wrong}\n  It is started again in {pause:.0f} s.")

    def revive(self, child: Child) -> None:
        if child.reborn_at is not None and time.monotonic() >= child.reborn_at:
            child.process, child.born, child.reborn_at = child.part.bear(child.part.command), time.monotonic(), None
            self.remember()

    def wait_for(self, come: Callable[[], bool], seconds: float, otherwise: Callable[[], Trouble]) -> None:
        """Watch the parts until it has come. Raises: Trouble when it does not within `seconds`."""
        deadline = time.monotonic() + seconds
        while not come():
            self.watch()
            if time.monotonic() > deadline:
                raise otherwise()
            self.console.tick()
            time.sleep(0.1)

    def serve(self) -> None:
        """Until a signal raises through it, or a vital part ends."""
        while True:
            self.watch()
            self.watch_disk()
            time.sleep(0.3)

    def watch_disk(self) -> None:
        """Warn once, while there is room to act."""
        if not self.warned and shutil.disk_usage(self.parts_file.parent).free < LEAST_FREE:
            self.warned = True
            self.console.say(f"Take care: {disk_is_full(self.parts_file.parent)}")

    def stop_all(self) -> None:
        for child in reversed(self.children):
            if child.process.returncode is None:
                with self.console.step(f"stop {child.part.name}"):
                    stop(child.process, child.part.command.farewell, self.patience_with(child.part))
        self.children.clear()
        self.parts_file.unlink(missing_ok=True)

    def patience_with(self, part: Part) -> float:
        # Who presses Ctrl-C twice does not want to wait; the database is asked nicely all the same.
        return 1.0 if self.hurry and not part.vital else part.patience

    def remember(self) -> None:
        """For the next start, should this process be killed with a part that does not hear the kernel."""
        ours = (child for child in self.children if child.process.returncode is None and not child.part.vital)
        orphans.remember(self.parts_file, {child.part.name: child.process.pid for child in ours})


def how(code: int) -> str:
    if code < 0:
        return f"by {signal.Signals(-code).name}"
    return f"with exit code {code}"
