"""The index follows the truth: whoever is woken looks whether something was written, and builds the next file."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from time import monotonic

from attrs import define, field, frozen

from application.indexing.ports import Built, CatalogueTruth, IndexFiles, IndexJournal, Mark

CLAIM = "catalogue-index"
PATIENCE = 15.0  # seconds


@frozen
class BuildIndex:
    """A failure is told to operators and leaves the file that stands; the next waking tries again."""

    truth: CatalogueTruth
    files: IndexFiles
    journal: IndexJournal
    claim: Callable[[str], AbstractContextManager[bool]]

    def __call__(self, *_: object) -> Built | None:
        """None when nothing was written, or when somebody else is at it."""
        with self.claim(CLAIM) as mine:
            return self._next() if mine else None

    def _next(self) -> Built | None:
        mark: Mark | None = None
        try:
            mark, newest = self.truth.mark(), self.files.newest()
            if newest is not None and not newest.is_older_than(mark):
                return None
            with self.truth.read(newest) as reading:
                built = self.files.build(reading)
        except Exception as error:
            self.journal.failed(mark, type(error).__name__)
            raise
        self.journal.built(built)
        return built


@define
class IndexIsBehind:
    """Whether there is something to build: what the clock asks before it wakes a worker.

    A worker that is at it, or away, is not called again for the same news until some time has gone by.
    """

    truth: CatalogueTruth
    files: IndexFiles
    wake: Callable[[], bool]
    clock: Callable[[], float] = monotonic
    _woken: tuple[Mark, float] | None = field(default=None, init=False)

    def __call__(self) -> None:
        newest, mark, now = self.files.newest(), self.truth.mark(), self.clock()
        if newest is not None and not newest.is_older_than(mark):
            return
        if self._woken is not None and not self._woken[0].is_older_than(mark) and now - self._woken[1] < PATIENCE:
            return
        if self.wake():
            self._woken = (mark, now)
