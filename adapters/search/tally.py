"""How many of a selection's goods have each value: told by the goods where they are few, by the values otherwise."""

from collections.abc import Iterable, Sequence

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
        """For many columns. Where nearly all goods are in, those that are left out tell as much."""
        left_out = edition.head.goods - len(goods)
        if len(goods) * FEW < edition.head.goods:
            return cls(edition, goods, edition.rows.counted(goods))
        if left_out * FEW < edition.head.goods:
            return cls(edition, goods, edition.rows.totals - edition.rows.counted(edition.sold - goods))
        return cls(edition, goods)

    def has(self, column: int) -> bool:
        """Whether any of the goods has anything in it."""
        if self._by_number is None or column not in self.edition.numbers:
            return self.edition.goods_of(column).intersect(self.goods)
        # Of hundreds of columns a section has a few: those that it has not stay packed.
        return any(self.counts(column))

    def of(self, column: int) -> Iterable[tuple[str, int]]:
        """Of each value, those that none of the goods has among them."""
        return zip(self.edition.texts(column), self.counts(column), strict=True)

    def counts(self, column: int) -> Sequence[int]:
        """In the order of the column's texts."""
        if self._by_number is not None:
            counts: list[int] = self._by_number[self.edition.numbers[column]].tolist()
            return counts
        return [*map(self.goods.intersection_cardinality, self.edition.choice(column).values())]
