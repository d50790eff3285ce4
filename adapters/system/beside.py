"""Work beside the requests of a web process: one thing after another, or the same again and again, with rests."""

import os
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock, Thread, get_native_id, local
from time import sleep, thread_time

import structlog
from attrs import define, field, frozen

LAST = 19  # of the scale of `nice`


@define(eq=False)
class Beside:
    """The thread begins with the first work, so that it belongs to the process that answers, and ends with it."""

    name: str
    _works: "SimpleQueue[Callable[[], object]]" = field(factory=SimpleQueue, init=False)
    _lock: Lock = field(factory=Lock, init=False)
    _thread: Thread | None = field(default=None, init=False)

    def __call__(self, work: Callable[[], object]) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name=self.name, daemon=True)
                self._thread.start()
        self._works.put(work)

    def _run(self) -> None:
        give_way()
        while True:
            attempt(self.name, self._works.get())


@frozen
class Every:
    """Does what it is given every so many seconds, for as long as the process lives."""

    name: str
    seconds: float

    def __call__(self, work: Callable[[], object]) -> None:
        Thread(target=self._run, args=(work,), name=self.name, daemon=True).start()

    def _run(self, work: Callable[[], object]) -> None:
        give_way()
        while True:
            sleep(self.seconds)
            attempt(self.name, work)


@frozen
class Rests:
    """Sleeps so that the thread which calls it works for a part of the time, half a millisecond at once or little more.

    One thread of the interpreter works at a time. A request gives it away each time that it asks the database, some
    ten times a page, and waits for half a millisecond to be given it back if another is at work: several such waits
    are longer than the page takes. While that other one sleeps, it waits for nothing (ADR 0071).

    clock: of what counts as work. By the clock of the wall, what others do for the thread counts, too (ADR 0078).
    """

    part: float = 0.2
    at_once: float = 0.0005
    clock: Callable[[], float] = thread_time
    _since: local = field(factory=local, init=False, eq=False)

    def __call__(self) -> None:
        worked = self.clock() - getattr(self._since, "work", 0.0)
        if worked >= self.at_once:
            # What was worked without a rest is not made up for: nobody has waited for it since.
            sleep(min(worked, 10 * self.at_once) * (1 / self.part - 1))
            self._since.work = self.clock()


def give_way() -> None:
    """The thread that calls it: of two of this process that want a processor, it is not the one that has it.

    What it holds of the interpreter it gives back all the same: while the other waits for that, nobody is before it.
    """
    with suppress(OSError):  # where threads are not put in order one by one, it goes like the others
        os.setpriority(os.PRIO_PROCESS, get_native_id(), LAST)


def attempt(name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:
        structlog.get_logger().error("beside.failed", thread=name, error=type(error).__name__)
