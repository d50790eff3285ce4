"""How many of a selection's goods have each value: told by the goods where they are few, by the values otherwise."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from attrs import frozen
from pyroaring import BitMap

from adapters.search.edition import Edition
from adapters.search.rows import Counts

# Fewer than one of so many: a bitmap has such goods as a list, which is gone through for each value that is counted;
# of more it has a bit each, and a value asks for its own goods alone.
FEW = 16


@frozen(eq=False)
class Tally:
    """Of goods on sale. Made as it is it asks value by value: for one column, whoever the goods are."""

    edition: Edition
    goods: BitMap
    _by_number: Counts | None = None

    @classmethod
    def of_all(cls, edition: Edition, goods: BitMap) -> "Tally":
        """For many columns."""
        few = min(len(goods), edition.head.goods - len(goods))
        return cls.by_goods(edition, goods) if few * FEW < edition.head.goods else cls(edition, goods)

    @classmethod
    def by_goods(cls, edition: Edition, goods: BitMap) -> "Tally":
        """For all columns. Where most goods are in, those that are left out tell as much."""
        if len(goods) * 2 <= edition.head.goods:
            return cls(edition, goods, edition.rows.counted(goods))
        return cls(edition, goods, edition.rows.totals - edition.rows.counted(edition.sold - goods))

    def has(self, column: int) -> bool:
        """Whether any of the goods has anything in it."""
        if self._by_number is None or column not in self.edition.numbers:
            return self.edition.goods_of(column).intersect(self.goods)
        # Of hundreds of columns a section has a few: those that it has not stay packed.
        return bool(self._by_number[self.edition.numbers[column]].any())

    def evenness(self) -> Mapping[int, float]:
        """Of each column of choices that any of the goods has: the chance that two of its values differ."""
        columns, firsts = self.edition.choices
        if not columns:
            return {}
        counts = self.edition.rows.counted(self.goods) if self._by_number is None else self._by_number
        told, squares = np.add.reduceat(counts, firsts), np.add.reduceat(counts * counts, firsts)
        had = told.nonzero()[0]
        chances = 1.0 - squares[had] / told[had] ** 2
        return dict(zip(map(columns.__getitem__, had.tolist()), chances.tolist(), strict=True))

    def of(self, column: int) -> Iterable[tuple[str, int]]:
        """Of each value, those that none of the goods has among them."""
        return zip(self.edition.texts(column), self.counts(column), strict=True)

    def had(self, column: int) -> Mapping[str, int]:
        """Of each value that any of the goods has."""
        if self._by_number is None:
            return {text: count for text, count in self.of(column) if count}
        counts, texts = self._by_number[self.edition.numbers[column]], self.edition.texts(column)
        places = counts.nonzero()[0]
        return dict(zip(map(texts.__getitem__, places.tolist()), counts[places].tolist(), strict=True))

    def counts(self, column: int) -> Sequence[int]:
        """In the order of the column's texts."""
        if self._by_number is not None:
            counts: list[int] = self._by_number[self.edition.numbers[column]].tolist()
            return counts
        return [*map(self.goods.intersection_cardinality, self.edition.choice(column).values())]
