"""What `optovik up` says while it works."""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TextIO

from attrs import define, field


@define
class Console:
    """Lines to a terminal or a pipe. A reader that went away must not stop the portal."""

    out: TextIO = field(factory=lambda: sys.stdout)
    began: float = field(factory=time.monotonic)
    step_name: str = ""
    step_began: float = 0.0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One line of progress: its name, the outcome, the seconds it took."""
        self.step_name, self.step_began = name, time.monotonic()
        self.tick()
        try:
            yield
        except BaseException:
            self.finish("failed")
            raise
        self.finish("ok")

    def tick(self) -> None:
        """Renew the seconds of the running step; only a terminal can."""
        if self.out.isatty() and self.step_name:
            self.write(f"\r\033[K{self.progress('…')}")

    def finish(self, outcome: str) -> None:
        self.write(f"{self.start_of_line()}{self.progress(outcome)}\n")
        self.step_name = ""

    def progress(self, outcome: str) -> str:
        return f"  {self.step_name:<44} {time.monotonic() - self.step_began:6.1f} s  {outcome}"

    def say(self, text: str = "") -> None:
        self.write(f"{self.start_of_line()}{text}\n")

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        kept = [[str(cell) for cell in row] for row in rows]
        widths = [max(map(len, column)) for column in zip(*kept, strict=True)]
        for row in kept:
            cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
            self.say("  " + "  ".join(cells).rstrip())

    def start_of_line(self) -> str:
        return "\r\033[K" if self.step_name and self.out.isatty() else ""

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self.out.write(text)
            self.out.flush()
