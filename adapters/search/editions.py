"""The editions that a web process answers from: the newest that the folder names, mapped when it appears."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from time import monotonic

import structlog
from attrs import define, field

from adapters.search.answers import Answers
from adapters.search.edition import IndexBroken
from adapters.search.files import MANIFEST, opened, read_manifest
from application.shared.ports import Later

# How often the folder is looked at: the name of a file, nothing more.
LOOK_EVERY = 0.25


@define(eq=False)
class MappedEditions:
    """A file that is broken or gone is told once, and the edition that stands goes on answering.

    later: where there is one, a new edition is read, checked and made ready there, and answers when it is; else by
    whoever asks first.
    """

    root: Path
    later: Later | None = None
    clock: Callable[[], float] = monotonic
    _newest: Answers | None = field(default=None, init=False)
    _before: Answers | None = field(default=None, init=False)
    _stamp: tuple[int, int] = field(default=(0, 0), init=False)
    _looked_at: float = field(default=float("-inf"), init=False)
    _is_reading: bool = field(default=False, init=False)
    _lock: Lock = field(factory=Lock, init=False)
    trouble: str = field(default="", init=False)

    def newest(self) -> Answers | None:
        now = self.clock()
        if now - self._looked_at >= LOOK_EVERY and self._lock.acquire(blocking=self._newest is None):
            try:
                self._looked_at = now
                self._look()
            finally:
                self._lock.release()
        return self._newest

    def of(self, version: int) -> Answers | None:
        """Of the two that are kept."""
        for edition in (self._newest, self._before):
            if edition is not None and edition.version == version:
                return edition
        return None

    def _look(self) -> None:
        try:
            stat = (self.root / MANIFEST).stat()
        except FileNotFoundError:
            return
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp == self._stamp or self._is_reading:
            return
        self._stamp = stamp
        if self.later is None or self._newest is None:
            self._read()
        else:
            self._is_reading = True
            self.later(self._read_beside)

    def _read_beside(self) -> None:
        try:
            self._read()
        finally:
            self._is_reading = False

    def _read(self) -> None:
        files = read_manifest(self.root).files
        for file in files[:1]:
            try:
                found = Answers.of(opened(self.root, file))
            except (IndexBroken, FileNotFoundError, OSError) as error:
                self.trouble = type(error).__name__
                structlog.get_logger().error("index.not-mapped", file=file.name, error=type(error).__name__)
                return
            self.trouble = ""
            if self._newest is not None and self.later is not None:
                found.make_ready(self._newest)
            if self._newest is not None and self._newest.version != found.version:
                self._before = self._newest
            self._newest = found
            structlog.get_logger().info("index.mapped", version=found.version, sequence=file.sequence)
