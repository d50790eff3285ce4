"""How long a base is waited for, by how many at once, and when it is left alone."""

import time
from collections.abc import Callable
from threading import BoundedSemaphore, Lock
from typing import Final

from attrs import define, field

from domain.pricing.refinement import Unanswered

# Of one process. What waits holds a thread of the web server, so most of them must stay free for everybody else.
AT_ONCE: Final = 2
FAILURES: Final = 5
WITHIN: Final = 60.0
REST: Final = 60.0
# A base that answers nonsense answers quickly: it is not spared by not being asked.
TIRING: Final = frozenset((Unanswered.TIMEOUT, Unanswered.AWAY, Unanswered.STATUS))


@define
class Circuit:
    """Of one base: five failures in a minute, and it rests for a minute; then one failure is enough again."""

    clock: Callable[[], float] = time.monotonic
    failures: list[float] = field(factory=list)
    rests_until: float = 0.0
    lock: Lock = field(factory=Lock)
    slots: BoundedSemaphore = field(factory=lambda: BoundedSemaphore(AT_ONCE))

    @property
    def is_resting(self) -> bool:
        return self.clock() < self.rests_until

    def note(self, failed: bool) -> None:
        with self.lock:
            now = self.clock()
            if not failed:
                self.failures.clear()
                return
            self.failures = [at for at in self.failures if now - at < WITHIN + REST] + [now]
            if len(self.failures) >= FAILURES:
                self.rests_until = now + REST
                # The next try after the rest is on trial.
                self.failures = self.failures[-FAILURES + 1 :]
