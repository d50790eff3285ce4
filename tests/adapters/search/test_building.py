"""A file that goes on from the one before it tells what one tells that is made of all goods."""

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from adapters.search.edition import Edition
from adapters.search.layout import CHOICE, RANGE
from adapters.search.postings import LEAST_REPEATED, MOST_VALUES
from tests.adapters.search.readings import NOTE, STAND, Books, Good, Shop, edition, shops, shown_


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
