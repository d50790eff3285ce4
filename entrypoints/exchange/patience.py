"""How long 1C is made to wait for an answer: a tight loop of `progress` is worse than a held request."""

import threading
import time
from collections.abc import Iterator

from attrs import define, field

FIRST_LOOK = 0.05
LOOK = 0.25


@define
class Patience:
    """Waits up to `hold` seconds for as many requests as there are `slots`, and up to `brief` seconds for the rest.

    hold: 0 where people are served by the same threads.
    """

    hold: float = 0.0
    slots: int = 8
    brief: float = 2.0
    _free: threading.Semaphore = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._free = threading.Semaphore(self.slots)

    def __call__(self) -> Iterator[None]:
        held = self.hold > self.brief and self._free.acquire(blocking=False)
        try:
            yield from looks(self.hold if held else self.brief)
        finally:
            if held:
                self._free.release()


def looks(seconds: float) -> Iterator[None]:
    until, pause = time.monotonic() + seconds, FIRST_LOOK
    while time.monotonic() < until:
        time.sleep(pause)
        pause = min(LOOK, pause * 2)
        yield
