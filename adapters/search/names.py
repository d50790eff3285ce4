"""What stands for the names of goods: two that are told by one number are put in order by one name."""

from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray
from pyroaring import BitMap

from adapters.search.rows import Ids, ids_of


@frozen(eq=False)
class Names:
    """ids: ascending, each once; numbers: of each of them."""

    ids: Ids
    numbers: NDArray[np.int64]

    @classmethod
    def of(cls, ids: ArrayLike, numbers: ArrayLike) -> Self:
        """In any order."""
        told, named = np.asarray(ids, np.uint32), np.asarray(numbers, np.int64)
        ascending = told.argsort()
        return cls(told[ascending], named[ascending])

    def but(self, goods: BitMap) -> Self:
        kept = ~np.isin(self.ids, ids_of(goods), kind="table")
        return type(self)(self.ids[kept], self.numbers[kept])

    def with_(self, others: Self) -> Self:
        """None of which is among these. Few are put between many: to sort them all takes ten times as long."""
        places = self.ids.searchsorted(others.ids)
        return type(self)(
            np.insert(self.ids, places, others.ids), np.insert(self.numbers, places, others.numbers)
        )  # fmt: skip

    def knows(self, others: Self) -> bool:
        """Whether all of those are here, under the same names."""
        at = self.ids.searchsorted(others.ids)
        if not len(self.ids):
            return not len(others.ids)
        at[at == len(self.ids)] = 0
        return bool((self.ids[at] == others.ids).all() and (self.numbers[at] == others.numbers).all())
