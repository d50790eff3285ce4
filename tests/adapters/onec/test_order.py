"""Records of one order, after which others are told otherwise: each is read as a parser would read it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.onec.order import LEAF, Orders
from adapters.onec.usual import UsualReader
from application.exchange.records import ProductRecord
from tests.adapters.onec.files import both, catalog, good, offer, package

# Several spellings of one child, those of one name in place of each other; and what no known order has in it.
CHILDREN = [
    ["<Артикул>А-1</Артикул>", "<Артикул> Б &amp; В\n</Артикул>", "<Артикул/>", "<Артикул></Артикул>",
     "<Артикул а='1'>Г</Артикул>", "<Артикул> </Артикул>", "<Артикул>\n<б/>Д</Артикул>", "<Артикулы>Е</Артикулы>"],
    ["<Описание>Для работ</Описание>", "<Описание>&lt;b&gt;</Описание>", "<Описание><![CDATA[<p>]]></Описание>",
     "<Описание>1</Описание> и <Описание>2</Описание>"],
    ["<Группы><Ид>г</Ид></Группы>", "<Группы><Ид>д</Ид><Ид>е</Ид></Группы>", "<Группы/>", "<Группы>ж</Группы>"],
    ["<Категория><Ид>к</Ид></Категория>", "<Категория>л</Категория>"],
    ['<Склад ИдСклада="s" КоличествоНаСкладе="5"/>', '<Склад КоличествоНаСкладе="6" ИдСклада="t"/>',
     '<Склад ИдСклада="u" КоличествоНаСкладе="7" />', "<Склад><Ид>v</Ид><Количество>8</Количество></Склад>",
     '<Склад ИдСклада="s&amp;t" КоличествоНаСкладе="9"/>'],
    ["<ЗначенияСвойств><ЗначенияСвойства><Ид>p</Ид><Значение>1</Значение></ЗначенияСвойства></ЗначенияСвойств>",
     "<ЗначенияСвойств/>",
     "<ЗначенияСвойств><ЗначенияСвойства><Ид>p</Ид></ЗначенияСвойства></ЗначенияСвойств>"],
    ["<Картинка>a.jpg</Картинка>", "<Картинка/>", "<Картинка>a.jpg</Картинка><Картинка>b.jpg</Картинка>"],
    ["<Чужое>1</Чужое>", "<Чужое><Артикул>Я</Артикул></Чужое>", "и слова между ними", "<!-- <Артикул>Э</Артикул> -->"],
]  # fmt: skip
SPELT = st.lists(st.tuples(st.integers(0, len(CHILDREN) - 1), st.integers(0, 7)), max_size=6)


def inside(children: list[tuple[int, int]]) -> str:
    return "\n".join(CHILDREN[which][spelling % len(CHILDREN[which])] for which, spelling in children)


@st.composite
def rows_of_records(draw: st.DrawFn) -> list[str]:
    """Some in a row with the same children, spelt one way, then one or two whose spellings or children are others."""
    found = []
    for _ in range(draw(st.integers(1, 2))):
        usual = draw(SPELT)
        found += [inside(usual)] * Orders.ROW
        found.append(inside([(which, draw(st.integers(0, 7))) for which, _ in usual]))
        found += [inside(draw(st.permutations(usual))), inside(usual)]
    return found


@settings(max_examples=300, deadline=None)
@given(rows_of_records(), st.booleans())
def test_a_record_told_otherwise_than_those_before_it_is_read_as_any(told: list[str], goods: bool) -> None:
    if goods:
        both(catalog(*[good(each, f"g{n}") for n, each in enumerate(told)]))
    else:
        both(package(*[offer(each, f"g{n}") for n, each in enumerate(told)]))


def test_an_order_is_tried_after_some_in_a_row_until_as_many_have_another() -> None:
    reader, usual = UsualReader(), "<Товар><Ид>1</Ид><Артикул>А</Артикул></Товар>".encode()
    other = usual.replace("Артикул".encode(), "Штрихкод".encode())
    known: list[str] = []
    for raw in [*[usual] * Orders.ROW, other, usual, *[other] * Orders.ROW]:
        reader.fields(raw)
        found = reader._orders.known
        known.append(found.order[-1][0] if found else "")
    assert known == [*[""] * (Orders.ROW - 1), *["Артикул"] * (Orders.ROW + 2), "Штрихкод"]


def test_no_more_orders_are_kept_than_some() -> None:
    orders = Orders()
    for n in range(2 * Orders.MOST):
        for _ in range(Orders.ROW):
            orders.told(((f"а{n}", LEAF),))
        assert (orders.known is not None) == (n < Orders.MOST)


def test_a_long_file_of_one_order_gives_what_each_record_says() -> None:
    told = [good(f"<Артикул>А-{n}</Артикул><Описание>{n}</Описание>", f"g{n}") for n in range(50)]
    found = [record for record in both(catalog(*told)) if isinstance(record, ProductRecord)]
    assert [(r.erp_id, r.sku, r.description) for r in found] == [(f"g{n}", f"А-{n}", str(n)) for n in range(50)]
