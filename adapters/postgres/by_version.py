"""What every cart asks for and people seldom change: kept while the pricing version stands; each change raises it."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

from attrs import define, field

T = TypeVar("T")

RAISE = "UPDATE catalogue_state SET pricing_version = pricing_version + 1"


@define(eq=False)
class ByVersion(Generic[T]):
    """The version under which something is put is that of the statement that read it, so that no older answer stands
    for a newer version."""

    most: int = 1024
    _kept: "OrderedDict[tuple[int, Hashable], T]" = field(factory=OrderedDict, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def get(self, version: int, key: Hashable = ()) -> T | None:
        with self._lock:
            return self._kept.get((version, key))

    def put(self, version: int, value: T, key: Hashable = ()) -> T:
        with self._lock:
            self._kept[version, key] = value
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return value
