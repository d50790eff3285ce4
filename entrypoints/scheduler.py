"""`optovik scheduler`: the relay, and the work that comes round by the clock. Any number may run."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from types import FrameType

import structlog
from attrs import define, field, frozen

from application.shared.jobs import Job
from entrypoints.bootstrap import job_claims, relay, scheduled_jobs
from entrypoints.settings import Settings
from entrypoints.worker.journal import configure_logs
from entrypoints.worker.relay import Relay

# What still runs after this is cut off: every job is a transaction, and PostgreSQL takes it back.
FAREWELL = 1.5
TICK = 0.5


def main(settings: Settings) -> None:
    """Returns within two seconds of SIGTERM or SIGINT."""
    configure_logs("scheduler")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _setter(stop))
    clockwork = Clockwork(scheduled_jobs(settings), job_claims(settings))
    run(relay(settings), clockwork, stop)


def run(relay: Relay, clockwork: "Clockwork", stop: threading.Event) -> None:
    works = [threading.Thread(target=work, args=(stop,), daemon=True) for work in (relay.run, clockwork.run)]
    for work in works:
        work.start()
    structlog.get_logger().info("scheduler.started", jobs=[job.name for job in clockwork.jobs])
    while not stop.is_set():
        stop.wait(TICK)
    until = time.monotonic() + FAREWELL
    for work in works:
        work.join(max(0.0, until - time.monotonic()))
    structlog.get_logger().info("scheduler.stopped")


def _setter(stop: threading.Event) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()

    return handle


@define
class Clockwork:
    """Jobs one after another, each when its time has come, unless another scheduler is at it just now."""

    jobs: Sequence[Job]
    claim: Callable[[str], AbstractContextManager[bool]]
    _due: "dict[str, Timing]" = field(factory=dict, init=False)

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.once(time.monotonic(), stop)
            stop.wait(TICK)

    def once(self, now: float, stop: threading.Event | None = None) -> None:
        for job in self.jobs:
            if stop is not None and stop.is_set():
                return
            if now >= self._due.get(job.name, Timing(0.0)).at:
                failures = 0 if self._done(job) else self._due.get(job.name, Timing(0.0)).failures + 1
                self._due[job.name] = Timing(time.monotonic() + job.every, failures)

    def _done(self, job: Job) -> bool:
        """Whether it went well; the first failure of a row is logged, the others are more of the same."""
        log, began = structlog.get_logger(), time.monotonic()
        try:
            with self.claim(job.name) as mine:
                result = job.run() if mine else None
        except Exception as error:
            if self._due.get(job.name, Timing(0.0)).failures == 0:
                log.error("job.failed", job=job.name, error=type(error).__name__, exc_info=error)
            return False
        if result:
            log.info("job.done", job=job.name, count=result, seconds=round(time.monotonic() - began, 3))
        return True


@frozen
class Timing:
    at: float
    failures: int = 0
