"""Work beside the requests of a web process: one thing after another, or the same again and again, with rests."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread, local
from time import sleep, thread_time

import structlog
from attrs import define, field, frozen


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
        while True:
            sleep(self.seconds)
            attempt(self.name, work)


@frozen
class Rests:
    """Sleeps so that the thread which calls it works for a part of the time, a millisecond or two at once.

    One thread of the interpreter works at a time. A request gives it away each time that it asks the database, some
    ten times a page, and waits for half a millisecond to be given it back if another is at work: several such waits
    are longer than the page takes. While that other one sleeps, it waits for nothing (ADR 0071).
    """

    part: float = 0.2
    at_once: float = 0.001
    _since: local = field(factory=local, init=False, eq=False)

    def __call__(self) -> None:
        worked = thread_time() - getattr(self._since, "work", 0.0)
        if worked >= self.at_once:
            # What was worked without a rest is not made up for: nobody has waited for it since.
            sleep(min(worked, 10 * self.at_once) * (1 / self.part - 1))
            self._since.work = thread_time()


def attempt(name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:
        structlog.get_logger().error("beside.failed", thread=name, error=type(error).__name__)
