"""What goods that are read again tell, held against what the file before tells of them."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from pyroaring import BitMap

from adapters.search.edition import Edition
from adapters.search.layout import RANGE
from adapters.search.postings import Choice, Content, Numbers, differ
from adapters.search.rows import LOW, WIDTH, Ids, paired
from application.shared.ports import Rest


@frozen(eq=False)
class Former:
    """The file that another one goes on from. gone: the goods that are read again, what it tells of them is over."""

    edition: Edition
    gone: BitMap


@frozen(eq=False)
class Told:
    """Of choices, in pairs: a good, and a value by the number that it has in the file before. Values which that file
    does not have are numbered on behind its `past` ones, as they stand in `new` with their columns."""

    goods: Ids
    numbers: NDArray[np.intp]
    new: Sequence[tuple[int, str]]

    @classmethod
    def of(cls, fresh: Mapping[int, Content], former: Former | None, rest: Rest) -> Self:
        goods, numbers, new, beyond = [array("I")], list[int](), list[tuple[int, str]](), past(former)
        for column, content in fresh.items():
            rest()
            if not isinstance(content, Choice):
                continue
            known = {} if former is None else _numbers_of(former.edition, column)
            for text, ids in content.values.items():
                number = known.get(text)
                if number is None:
                    number = beyond + len(new)
                    new.append((column, text))
                goods.append(ids.to_array())
                numbers.append(number)
        many = list(map(len, goods[1:]))
        return cls(np.frombuffer(b"".join(goods), np.uint32), np.repeat(np.array(numbers, np.intp), many), new)

    def changed(self, fresh: Mapping[int, Content], former: Former, rest: Rest) -> set[int]:
        """Columns of which any of the goods that were read again tells something else than before."""
        base, gone = former.edition, former.gone
        found = {column for column, _ in self.new} | (fresh.keys() - base.every.keys())
        had = base.rows.pairs(gone)
        rest()
        now = paired(self.goods, self.numbers)
        rest()
        other = np.setxor1d(had, now, assume_unique=True)
        rest()
        numbers = np.unique((other & LOW).astype(np.intp))
        columns, firsts = base.choices
        places = np.searchsorted(firsts, numbers[numbers < len(base.rows.totals)], side="right") - 1
        found.update(columns[place] for place in places.tolist())
        for column in base.every.values():
            if column.kind == RANGE:
                rest()
                before = base.content_of(column.id)
                if isinstance(before, Numbers) and differ(before, gone, fresh.get(column.id)):
                    found.add(column.id)
        return found


def past(former: Former | None) -> int:
    """The first number that stands for no value of the file, nor for room in its rows."""
    return WIDTH if former is None else len(former.edition.rows.totals) + WIDTH


def _numbers_of(base: Edition, column: int) -> dict[str, int]:
    numbers = base.numbers.get(column)
    return {} if numbers is None else dict(zip(base.texts(column), range(numbers.start, numbers.stop), strict=True))
