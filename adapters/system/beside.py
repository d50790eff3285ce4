"""Work beside the requests of a web process: one thing after another, or the same again and again."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread
from time import sleep

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


def attempt(name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:
        structlog.get_logger().error("beside.failed", thread=name, error=type(error).__name__)
