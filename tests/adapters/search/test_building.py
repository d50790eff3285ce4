"""A file that goes on from the one before it tells what one tells that is made of all goods."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO

from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from adapters.search.building import build
from adapters.search.edition import Edition
from adapters.search.layout import CHOICE, RANGE
from adapters.search.postings import LEAST_REPEATED, MOST_VALUES
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


def told(of: Edition) -> dict[str, object]:
    """All that it answers from, whatever the order of its columns and the numbers of its values."""
    columns: dict[str, object] = {}
    for column in of.every.values():
        if column.kind == CHOICE:
            values = {text: set(goods) for text, goods in of.choice(column.id).items()}
            assert [*values] == of.texts(column.id)
            counted = of.rows.counted(of.sold)[of.numbers[column.id]].tolist()
            assert counted == [*map(len, values.values())] == of.rows.totals[of.numbers[column.id]].tolist()
            rows = {
                id: {text for text, n in zip(values, _counts(of, id, column.id), strict=True) if n} for id in of.sold
            }
            assert rows == {id: {text for text, goods in values.items() if id in goods} for id in of.sold}
            columns[column.name] = column.kind, column.values, set(of.goods_of(column.id)), values
        elif column.kind == RANGE:
            numbers = [list(each) for each in of.range(column.id)]
            columns[column.name] = column.kind, column.values, set(of.goods_of(column.id)), numbers
        else:
            columns[column.name] = column.kind
    sections = {id: set(of.bitmap(head.all)) for id, head in of.sections.items()}
    return {
        "columns": columns, "sections": sections, "sold": set(of.sold), "by name": list(of.ids(of.head.by_name)),
        "there": set(of.available_at(1)), "names": of.names.tolist(),
    }  # fmt: skip


def _counts(of: Edition, id: int, column: int) -> list[int]:
    found: list[int] = of.rows.counted(BitMap([id]))[of.numbers[column]].tolist()
    return found


def some(of: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(of.split()), max_size=3, unique=True)


values = st.fixed_dictionaries(
    {}, optional={"1": some("r g rr x"), "2": some("1 2,5 2.5 many 10"), "3": some("a b c d"), "4": some("a e")}
)
good_ = st.tuples(values, st.sampled_from(["", "Ajax", "Zeus"]))
shown_ = st.lists(st.sampled_from([1, 2, 3]), unique=True)
shops = st.dictionaries(st.integers(1, 25), good_, max_size=20)


@given(had=shops, then=shops, anew=st.sets(st.integers(1, 25)), shown=shown_, data=st.data())
def test_any_goods_that_change_come_and_go(
    had: Shop, then: Shop, anew: set[int], shown: list[int], data: st.DataObject
) -> None:
    """Goods that are read again may be the same as before; three files, each of the one before it. Sections come and
    go as well."""
    kept = data.draw(st.sets(st.sampled_from(sorted(had)))) if had else set[int]()
    now = {**then, **{id: had[id] for id in kept}}
    changed = {id for id in {*had, *now} if had.get(id) != now.get(id)} | anew
    first = edition(Books(had))
    second = edition(Books(now, sorted(changed), shown=shown), first)
    assert told(second) == told(edition(Books(now, shown=shown)))
    back = edition(Books(had, sorted(changed)), second)
    assert told(back) == told(first)


@given(had=shops, turned=st.permutations([1, 2, 3]))
def test_goods_that_were_moved_stand_where_they_are_now(had: Shop, turned: list[int]) -> None:
    stand = dict(zip(STAND, turned, strict=True))
    second = edition(Books(had, [], moved=True, stand=stand), edition(Books(had)))
    assert told(second) == told(edition(Books(had, stand=stand)))


def test_what_few_goods_tell_is_not_all_that_is_chosen_from() -> None:
    """Of goods that are read again, hardly two have the same value; all together have each of them often."""
    many = MOST_VALUES + 100
    shop: dict[int, Good] = {n: ({"3": [f"note {n // 4}"]}, "") for n in range(4, 4 * many)}
    first = edition(Books(shop))
    assert first.every[NOTE].kind == CHOICE
    again = [n for n in shop if n % 4 == 0]
    assert len(again) < LEAST_REPEATED * many
    now: dict[int, Good] = shop | {again[0]: ({"3": ["another"]}, "")}
    second = edition(Books(now, again), first)
    assert told(second) == told(edition(Books(now)))
    assert len(second.goods_of(NOTE)) == len(shop)


def test_what_no_good_tells_otherwise_is_taken_as_it_lies() -> None:
    shop: dict[int, Good] = {n: ({"1": ["r"], "2": [str(n)], "3": ["a"]}, "Ajax") for n in range(1, 30)}
    first = edition(Books(shop))
    changed = edition(Books(shop | {3: ({"1": ["r"], "2": ["3"], "3": ["b"]}, "Ajax")}, [3, 4]), first)
    same = {column.name for column in changed.every.values() if _bytes(changed, column.id) == _bytes(first, column.id)}
    assert same == {column.name for column in first.every.values()} - {"Note"}


def _bytes(of: Edition, column: int) -> bytes:
    return of.part(of.every[column].content)
