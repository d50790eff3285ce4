"""The words that goods have, as a file: written by a worker, mapped by whoever reads what people type (ADR 0072).

Words stand in alphabetical order and are told by their number in it. Whatever finds one, a trace of its sound or its
stem, is a hash with that number beside it, in ascending order: looked up where it lies, checked by the word itself.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from zlib import crc32

import msgspec
from attrs import frozen
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract
from Stemmer import Stemmer

from domain.catalog.respelling import Known
from domain.catalog.spelling import allowed, sound, traces

LONGEST_WORD = 40
MOST_NEAR = 6
STEMS_KEPT = 10_000
_LAST = chr(0x10FFFF)
_RUSSIAN, _ENGLISH = Stemmer("russian", 0), Stemmer("english", 0)


class Content(msgspec.Struct, array_like=True):
    """All but the texts are unsigned numbers of 32 bits. sounds, goods: of each word. by_sound: words in that order.

    hashes, hashed: as many of one as of the other.
    """

    words: list[str]
    sounds: list[str]
    goods: memoryview
    by_sound: memoryview
    hashes: memoryview
    hashed: memoryview


@frozen(eq=False)
class WordBook:
    words: Sequence[str]
    sounds: Sequence[str]
    goods: "memoryview[int]"
    by_sound: "memoryview[int]"
    hashes: "memoryview[int]"
    hashed: "memoryview[int]"

    @classmethod
    def of(cls, words: Mapping[str, int]) -> "WordBook":
        return cls.read(memoryview(packed(words)))

    @classmethod
    def read(cls, file: memoryview) -> "WordBook":
        """Raises msgspec.MsgspecError for what is no such file."""
        told = msgspec.msgpack.decode(file, type=Content)
        goods, by_sound, hashes, hashed = (
            part.cast("I") for part in (told.goods, told.by_sound, told.hashes, told.hashed)
        )
        return cls(told.words, told.sounds, goods, by_sound, hashes, hashed)

    def counted(self) -> dict[str, int]:
        return dict(zip(self.words, self.goods, strict=True))

    def knows(self, word: str, *, begun: bool) -> bool:
        at = bisect_left(self.words, word)
        found = self.words[at] if at < len(self.words) else ""
        is_there = found.startswith(word) if begun else found == word
        return is_there or next(self._of_stem(word), None) is not None

    def near(self, word: str, other: str, is_last: bool) -> list[Known]:
        """What may have been meant by a word, or by the same keys on the other layout.

        What is surer than anything further down ends the search: the word itself, one of its sound, the other word.
        """
        if sure := self._same(word, False) or self._told(self._alike(word), False):
            return sure
        found = self._told(self._begun(word), False, True) if is_last else []
        if other != word and (sure := self._same(other, True)):
            return found + sure
        found += self._told(self._nearest(word), False)
        if other != word:
            found += self._told(self._alike(other) or self._nearest(other), True)
            found += self._told(self._begun(other), True, True) if is_last else []
        return found

    def beginning(self, word: str, most: int) -> list[str]:
        first, last = bisect_left(self.words, word), bisect_left(self.words, word + _LAST)
        found = nlargest(most, range(first, last), key=lambda n: (self.goods[n], -n))
        return [self.words[n] for n in found]

    def _told(self, numbers: Sequence[int], switched: bool, is_begun: bool = False) -> list[Known]:
        return [Known(self.words[n], self.goods[n], False, switched, is_begun) for n in numbers]

    def _same(self, word: str, switched: bool) -> list[Known]:
        """In any of its forms: that of the most goods."""
        n = max(self._of_stem(word), key=self.goods.__getitem__, default=None)
        return [] if n is None else [Known(self.words[n], self.goods[n], True, switched)]

    def _of_stem(self, word: str) -> Iterator[int]:
        own = stem(word)
        return (n for n in self._hashed(f"={own}") if stem(self.words[n]) == own)

    def _alike(self, word: str) -> Sequence[int]:
        heard = sound(word)
        return self._most(self._sounding(heard, heard))

    def _begun(self, word: str) -> Sequence[int]:
        heard = sound(word)
        found = self._sounding(heard, heard + _LAST) if len(heard) > 1 else ()
        return nlargest(MOST_NEAR, found, key=lambda n: (self.words[n].startswith(word), self.goods[n], -n))

    def _nearest(self, word: str) -> Sequence[int]:
        """Those of the fewest slips: what is a slip further was not meant."""
        if not word.isalpha() or len(word) > LONGEST_WORD:
            return ()
        heard = sound(word)
        numbers = set[int]().union(*map(self._hashed, traces(heard)))
        told = {n: self.sounds[n] for n in numbers}
        # Of hundreds that begin alike («электро…») a library measures each in a fraction of a microsecond.
        far = extract(heard, told, scorer=OSA.distance, processor=None, score_cutoff=allowed(len(heard)), limit=None)
        near = [(apart, n) for sound_of, apart, n in far if apart <= allowed(len(sound_of))]
        least = min((apart for apart, _ in near), default=0)
        return self._most([n for apart, n in near if apart == least])

    def _most(self, numbers: Sequence[int]) -> list[int]:
        return nlargest(MOST_NEAR, numbers, key=lambda n: (self.goods[n], -n))

    def _sounding(self, first: str, last: str) -> Sequence[int]:
        """From one sound to another, both included."""
        key = self.sounds.__getitem__
        return self.by_sound[bisect_left(self.by_sound, first, key=key) : bisect_right(self.by_sound, last, key=key)]

    def _hashed(self, key: str) -> "memoryview[int]":
        wanted = crc32(key.encode())
        first = bisect_left(self.hashes, wanted)
        return self.hashed[first : bisect_right(self.hashes, wanted, first)]


@lru_cache(STEMS_KEPT)
def stem(word: str) -> str:
    """As full-text search cuts a word down: what its forms have in common."""
    return str((_ENGLISH if word.isascii() else _RUSSIAN).stemWord(word))


def packed(told: Mapping[str, int]) -> bytes:
    """words, each with its number of goods -> a file."""
    words = sorted(told)
    sounds = [sound(word) for word in words]
    hashes = sorted(_hashes(words, sounds))
    return msgspec.msgpack.encode(Content(
        words, sounds, _numbers(told[word] for word in words),
        _numbers(sorted(range(len(words)), key=sounds.__getitem__)),
        _numbers(each >> 32 for each in hashes), _numbers(each & 0xFFFFFFFF for each in hashes),
    ))  # fmt: skip


def _numbers(numbers: Iterable[int]) -> memoryview:
    return memoryview(array("I", numbers))


def _hashes(words: Sequence[str], sounds: Sequence[str]) -> Iterator[int]:
    """A hash and the number of its word, as one number."""
    for n, (word, heard) in enumerate(zip(words, sounds, strict=True)):
        for key in (*traces(heard), f"={stem(word)}"):
            yield crc32(key.encode()) << 32 | n
