"""Where the words lie: a manifest names the file and up to where it was read, and is replaced as a whole."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from time import monotonic
from zlib import crc32

import msgspec
import structlog
from attrs import define, field, frozen

from adapters.search.editions import LOOK_EVERY
from adapters.search.words import WordBook, packed
from application.search.ports import MOST_WORDS_TOLD
from application.search.read_words import Mark
from domain.catalog.respelling import Known

# A program that lays the file out otherwise looks for another name, and finds none.
MANIFEST = "words-1.json"
NONE: Mapping[str, int] = {}


class Manifest(msgspec.Struct, frozen=True):
    file: str
    version: int
    message: int
    whole_at: datetime


@frozen
class FolderWords:
    """By one job at a time."""

    root: Path

    def mark(self) -> Mark | None:
        told = read_manifest(self.root)
        if told is None or not (self.root / told.file).exists():
            return None
        return Mark(told.version, told.message, told.whole_at)

    def words(self) -> Mapping[str, int]:
        told = read_manifest(self.root)
        return NONE if told is None else opened(self.root / told.file).counted()

    def keep(self, mark: Mark, words: Mapping[str, int] | None) -> None:
        before = read_manifest(self.root)
        name = before.file if words is None and before is not None else self._written(packed(words or NONE))
        draft = self.root / f"{MANIFEST}.part"
        draft.write_bytes(msgspec.json.encode(Manifest(name, mark.version, mark.message, mark.whole_at)))
        draft.replace(self.root / MANIFEST)
        # Who has mapped an old one reads on: its content goes with the last who holds it.
        for old in self.root.glob("*.words"):
            if old.name != name:
                old.unlink(missing_ok=True)

    def _written(self, content: bytes) -> str:
        """The name tells the content: words that are the same again are no news to those who mapped them."""
        name = f"{crc32(content):08x}-{len(content)}.words"
        self.root.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.root, prefix=".part-", delete=False) as file:
            file.write(content)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(self.root / name)
        return name


@define(eq=False)
class MappedWords:
    """The vocabulary as the folder has it, read when the name of its file is another.

    Without a file nothing is known and nothing is read otherwise than it was typed. One that is broken is told once,
    and the words that were go on answering.
    """

    root: Path
    look_every: float = LOOK_EVERY
    clock: Callable[[], float] = monotonic
    _book: WordBook = field(factory=lambda: WordBook.of(NONE), init=False)
    _looked_at: float = field(default=float("-inf"), init=False)
    _file: str = field(default="", init=False)
    _broken: str = field(default="", init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def knows(self, word: str, *, begun: bool) -> bool:
        return self._newest().knows(word, begun=begun)

    def near(self, words: Sequence[tuple[str, str]]) -> Sequence[Sequence[Known]]:
        book = self._newest()
        return [book.near(word, other, n == len(words) - 1) for n, (word, other) in enumerate(words)]

    def beginning(self, word: str, most: int = MOST_WORDS_TOLD) -> Sequence[str]:
        return self._newest().beginning(word, most)

    def _newest(self) -> WordBook:
        now = self.clock()
        if now - self._looked_at >= self.look_every and self._lock.acquire(blocking=not self._file):
            try:
                self._looked_at = now
                self._look()
            finally:
                self._lock.release()
        return self._book

    def _look(self) -> None:
        told = read_manifest(self.root)
        if told is None or told.file in (self._file, self._broken):
            return
        try:
            self._book, self._file = opened(self.root / told.file), told.file
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            self._broken = told.file
            structlog.get_logger().error("words.not-mapped", file=told.file, error=type(error).__name__)


def read_manifest(root: Path) -> Manifest | None:
    try:
        return msgspec.json.decode((root / MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def opened(path: Path) -> WordBook:
    """Raises OSError, ValueError where it is empty, msgspec.MsgspecError where it is no such file."""
    with path.open("rb") as file:
        return WordBook.read(memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)))
