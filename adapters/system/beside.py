"""Work beside the requests of a web process: one thread, one thing after another."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread

import structlog
from attrs import define, field


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
            try:
                self._works.get()()
            except Exception as error:
                structlog.get_logger().error("beside.failed", thread=self.name, error=type(error).__name__)
