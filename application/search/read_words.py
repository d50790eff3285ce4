"""The words that goods have are read after an import and kept where those find them who read what people type."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from attrs import frozen

# Messages are applied by several connections at once and not in the order of their numbers: a few are read again.
OVERLAP = 50
# All are read anew so often, and where so large a part of the goods was written since.
WHOLE_EVERY = timedelta(hours=24)
MOST_CHANGED = 0.2


@frozen
class Mark:
    """Up to where the words were read. whole_at: when those of all goods were, the last time."""

    version: int
    message: int
    whole_at: datetime


@frozen
class Now:
    """version: of the catalogue. message: the last that came. at: by the clock of the truth."""

    version: int
    message: int
    at: datetime


class GoodsWords(Protocol):
    def now(self) -> Now: ...

    def changed(self, since: int) -> float:
        """The share of the goods that later messages wrote, 0 to 1."""

    def read(self, since: int | None) -> Mapping[str, int]:
        """Words of letters, each with how many goods have it: of goods that later messages wrote, None is all."""


class WordsFile(Protocol):
    def mark(self) -> Mark | None:
        """None where nothing is kept, or nothing that can be read."""

    def words(self) -> Mapping[str, int]: ...

    def keep(self, mark: Mark, words: Mapping[str, int] | None) -> None:
        """In place of what was; None leaves the words as they are."""


@frozen
class ReadWords:
    """A job, beside imports and never within one."""

    goods: GoodsWords
    file: WordsFile

    def __call__(self) -> int:
        """How many words were read; nothing is done while the catalogue is as it was."""
        now, mark = self.goods.now(), self.file.mark()
        if mark is None or now.at - mark.whole_at > WHOLE_EVERY:
            return self._whole(now)
        if mark.version == now.version:
            return 0
        since = max(0, mark.message - OVERLAP)
        if self.goods.changed(since) > MOST_CHANGED:
            return self._whole(now)
        return self._added(now, mark, self.goods.read(since))

    def _whole(self, now: Now) -> int:
        words = self.goods.read(None)
        self.file.keep(Mark(now.version, now.message, now.at), words)
        return len(words)

    def _added(self, now: Now, mark: Mark, told: Mapping[str, int]) -> int:
        """Words of a part of the goods were counted in that part: the count orders suggestions, no more."""
        kept = self.file.words()
        is_new = not told.keys() <= kept.keys()
        words = {**kept, **{word: max(goods, kept.get(word, 0)) for word, goods in told.items()}} if is_new else None
        self.file.keep(Mark(now.version, now.message, mark.whole_at), words)
        return len(told)
