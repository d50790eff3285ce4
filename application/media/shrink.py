"""Smaller copies of every picture, made by the worker: a phone loads what it shows and no more."""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from application.media.judging import Judge, PictureRefused, Sides, key_of
from application.media.store import Store, StoreAway

AT_ONCE = 8
ATTEMPTS = 3
GONE, GAVE_UP = "gone", "gave-up"


class WaitingPictures(Protocol):
    def claim(self, most: int) -> Sequence[tuple[str, int]]:
        """Hashes of pictures that nobody is at, oldest first, with how often each was begun; they are ours now."""

    def ready(self, sha256: str, sides: Sides) -> None: ...

    def refused(self, sha256: str, why: str) -> None: ...

    def give_back(self, sha256s: Sequence[str]) -> None:
        """As if they had not been begun."""


@frozen
class ShrinkPictures:
    pictures: WaitingPictures
    store: Store
    judge: Judge

    def __call__(self, most: int = 2_000) -> int:
        """How many were dealt with: until none waits, or so many were, so that a worker is not kept for ever.

        Raises StoreAway; whatever was not done is taken up again.
        """
        done = 0
        while done < most and (claimed := self.pictures.claim(AT_ONCE)):
            for place, (sha256, attempts) in enumerate(claimed):
                try:
                    self._shrink(sha256, attempts)
                except StoreAway:
                    self.pictures.give_back([one for one, _ in claimed[place:]])
                    raise
            done += len(claimed)
        return done

    def _shrink(self, sha256: str, attempts: int) -> None:
        if attempts > ATTEMPTS:
            # A picture that took three workers with it must not take a fourth.
            self.pictures.refused(sha256, GAVE_UP)
            return
        file = self.store.open(sha256)
        if file is None:
            self.pictures.refused(sha256, GONE)
            return
        with file:
            try:
                sides, made = self.judge.renditions(file)
            except PictureRefused as refusal:
                self.pictures.refused(sha256, refusal.why)
                return
        for one in made:
            self.store.keep_as(key_of(sha256, one.width, one.suffix), one.content, one.content_type)
        self.pictures.ready(sha256, sides)
