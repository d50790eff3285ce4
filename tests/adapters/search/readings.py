"""Goods of a small shop as a reading tells them, and the editions that are made of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO

from attrs import frozen
from hypothesis import strategies as st

from adapters.search.building import build
from adapters.search.edition import Edition
from application.indexing.ports import GoodsRow, Ids, Mark, PropertyRow, SectionRow
from domain.shared.ids import CategoryId, ProductId, WarehouseId

COLOUR, LENGTH, NOTE, SHAPE = 1, 2, 3, 4
PROPERTIES = (
    PropertyRow(COLOUR, "Colour", "reference", {"r": "red", "g": "green", "rr": "red"}),
    PropertyRow(LENGTH, "Length", "number", {}),
    PropertyRow(NOTE, "Note", "string", {}),
    PropertyRow(SHAPE, "Shape", "string", {}),
)
STAND = {"": 1, "Ajax": 2, "Zeus": 3}
Good = tuple[Mapping[str, Sequence[str]], str]
Shop = Mapping[int, Good]


@frozen
class Books:
    """A reading. shop: values and maker of each good, by whom it stands in a section; changed, moved: as in `Reading`.

    shown: sections that there are; stand: where goods of each maker do.
    """

    shop: Shop
    changed: Ids | None = None
    moved: bool = False
    shown: Sequence[int] = (1, 2, 3)
    stand: Mapping[str, int] = STAND
    changed_properties: Ids = ()
    mark: Mark = Mark(1, 1, 1, 0)

    def sections(self) -> Sequence[SectionRow]:
        return [SectionRow(CategoryId(id), CategoryId(1) if id > 1 else None, f"Section {id}") for id in self.shown]

    def properties(self) -> Sequence[PropertyRow]:
        return PROPERTIES

    def members(self, sections: Sequence[CategoryId]) -> Iterable[tuple[CategoryId, Ids]]:
        for section in sections:
            yield section, [id for id in self.shop if self._section(id) == section]

    def places(self, ids: Ids) -> Iterable[tuple[CategoryId, Ids]]:
        for id in ids:
            if id in self.shop:
                yield self._section(id), [id]

    def _section(self, id: int) -> CategoryId:
        return CategoryId(self.stand[self.shop[id][1]])

    def by_name(self) -> Ids:
        return sorted(self.shop, key=lambda id: (self.shop[id][1], id))

    def goods(self, ids: Ids | None) -> Iterator[Sequence[GoodsRow]]:
        asked = [id for id in self.shop if ids is None or id in ids]
        for some in (asked[start : start + 7] for start in range(0, len(asked), 7)):
            yield [(ProductId(id), self.shop[id][0], self.shop[id][1], "", hash(self.shop[id][1])) for id in some]

    def available(self, ids: Ids | None) -> Iterable[tuple[WarehouseId, Ids]]:
        yield WarehouseId(1), [id for id in self.shop if id % 3 and (ids is None or id in ids)]

    def orders(self) -> Iterable[tuple[str, Ids]]:
        return ()

    def labels(self) -> Iterable[tuple[str, Ids]]:
        return ()


def edition(books: Books, base: Edition | None = None) -> Edition:
    file = BytesIO()
    build(books, 1, base).write(file)
    return Edition.of(memoryview(file.getvalue()))


def some(of: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(of.split()), max_size=3, unique=True)


values = st.fixed_dictionaries(
    {}, optional={"1": some("r g rr x"), "2": some("1 2,5 2.5 many 10"), "3": some("a b c d"), "4": some("a e")}
)
good_ = st.tuples(values, st.sampled_from(["", "Ajax", "Zeus"]))
shown_ = st.lists(st.sampled_from([1, 2, 3]), unique=True)
shops = st.dictionaries(st.integers(1, 25), good_, max_size=20)
