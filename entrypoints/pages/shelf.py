"""What pages keep of what they made."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from attrs import define, field

T = TypeVar("T")


@define(eq=False)
class Shelf(Generic[T]):
    """What was made of an object, by that very object and a further key; the longest unused go first.

    An entry holds its object, so that no other can have taken its place: what was made of one is never given out for
    another that is like it.
    """

    most: int
    _kept: OrderedDict[tuple[int, Hashable], tuple[object, T]] = field(factory=OrderedDict, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, of: object, key: Hashable, make: Callable[[], T]) -> T:
        place = id(of), key
        with self._lock:
            found = self._kept.get(place)
            if found is not None:
                self._kept.move_to_end(place)
                return found[1]
        made = make()
        with self._lock:
            self._kept[place] = of, made
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return made
