"""The editions that a web process answers from: the newest that the folder names, mapped when it appears."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from time import monotonic

import structlog
from attrs import define, field

from adapters.search.answers import Answers
from adapters.search.edition import IndexBroken
from adapters.search.files import MANIFEST, opened, read_manifest
from application.shared.ports import Later, Rest, without_rest
from domain.shared.ids import ProductId

# How often the folder is looked at: the name of a file, nothing more.
LOOK_EVERY = 0.25
# Seconds between two editions: each is work beside the requests, and the pages after it are made anew. While one file
# comes after another, those in between are not looked into.
TAKE_EVERY = 5.0


@define(eq=False)
class MappedEditions:
    """A file that is broken or gone is told once, and the edition that stands goes on answering.

    follow: given once what looks for another edition, it goes on doing that beside the requests; a new one is read,
    checked and made ready there, and answers when it is. Without it whoever asks looks.
    beside: what else pages of a version are made of, asked for by version before the edition answers.
    rest: is called now and then while a new edition is made ready. pace: after one was taken, the next is not looked
    for before so many seconds have gone by.
    """

    root: Path
    follow: Later | None = None
    clock: Callable[[], float] = monotonic
    beside: list[Callable[[int], object]] = field(factory=list)
    rest: Rest = without_rest
    pace: float = 0.0
    _taken_at: float = field(default=float("-inf"), init=False)
    _newest: Answers | None = field(default=None, init=False)
    _before: Answers | None = field(default=None, init=False)
    _stamp: tuple[int, int] = field(default=(0, 0), init=False)
    _looked_at: float = field(default=float("-inf"), init=False)
    _is_followed: bool = field(default=False, init=False)
    _lock: Lock = field(factory=Lock, init=False)
    _is_missed: bool = field(default=False, init=False)
    _unsure: int = field(default=-1, init=False)
    trouble: str = field(default="", init=False)

    def newest(self) -> Answers | None:
        now = self.clock()
        if self._is_followed and self._newest is not None:
            return self._newest
        if now - self._looked_at >= LOOK_EVERY and self._lock.acquire(blocking=self._newest is None):
            try:
                self._looked_at = now
                self.look()
                if self.follow is not None and not self._is_followed:
                    self._is_followed = True
                    self.follow(self._look_again)
            finally:
                self._lock.release()
        self._is_missed = self._is_missed or self._newest is None
        return self._newest

    def of(self, version: int) -> Answers | None:
        """Of the two that are kept."""
        for edition in (self._newest, self._before):
            if edition is not None and edition.version == version:
                return edition
        return None

    def written(self, since: int, version: int) -> Sequence[ProductId] | None:
        """Goods that were written since an edition answered, up to another one; None where nobody knows."""
        edition = self.of(version)
        # What was read while there was none may be older than the first edition, even if their versions are the same.
        found = None if edition is None or since <= self._unsure else edition.edition.written_since(since)
        return None if found is None else list(found)  # type: ignore[arg-type]  # ids are ints

    def _look_again(self) -> None:
        if self.clock() - self._taken_at >= self.pace:
            self.look()

    def look(self) -> None:
        try:
            stat = (self.root / MANIFEST).stat()
        except FileNotFoundError:
            return
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        files = read_manifest(self.root).files
        for file in files[:1]:
            try:
                edition = opened(self.root, file, self.rest if self._is_followed else without_rest)
                found = Answers.of(edition, self._newest)
            except (IndexBroken, FileNotFoundError, OSError) as error:
                self.trouble = type(error).__name__
                structlog.get_logger().error("index.not-mapped", file=file.name, error=type(error).__name__)
                return
            self.trouble = ""
            if self._newest is not None and self._is_followed:
                self.rest()
                found.make_ready(self._newest, self.rest)
                self._read_beside(found.version)
            if self._newest is None and self._is_missed:
                self._unsure = found.version
            former, self._newest = self._newest, found
            self._taken_at = self.clock()
            if former is not None:
                if former.version != found.version:
                    self._before = former
                former.let_go()
            structlog.get_logger().info("index.mapped", version=found.version, sequence=file.sequence)

    def _read_beside(self, version: int) -> None:
        """The edition answers whatever comes of it: what could not be read now is read by the first who asks."""
        for read in self.beside:
            try:
                self.rest()
                read(version)
            except Exception as error:
                structlog.get_logger().error("index.not-read-beside", version=version, error=type(error).__name__)
