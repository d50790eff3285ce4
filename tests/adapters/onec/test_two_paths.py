"""The fast path reads what the plain path reads, whatever a file looks like."""

import io
import re
import tracemalloc
from xml.etree.ElementTree import XML

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.onec import source
from adapters.onec.cutting import Asking
from adapters.onec.fields import fields_of
from adapters.onec.reading import read
from adapters.onec.usual import UsualReader
from application.exchange.records import OfferRecord, ProductRecord, Unchanged
from application.exchange.refusals import BrokenFile
from tests.adapters.onec import generator
from tests.adapters.onec.files import catalog, package, records_of, unhashed

TEXTS = st.sampled_from(
    ["", " ", "Болт М6", "12", "1 200,50", "a &amp; b", "&lt;b&gt;", "«Ёж» №5", "x\ny", "x\r\ny", "&#1040;", "]]",
     "a>b", "<![CDATA[c & <d> </Товар>]]>", "t<!-- </Предложение> -->u",
     "много", "0", "-1", "g#h", "true", "Удален", "20%"]
)  # fmt: skip
BLANKS = st.sampled_from(["", "\n", "\n\t\t", "\r\n  ", " ", "<!-- к -->", "<?x y?>", "текст"])
LEAVES = ["Ид", "Наименование", "Артикул", "Штрихкод", "Описание", "Количество", "ПометкаУдаления", "Статус", "Новинка",
          "БазоваяЕдиница", "Картинка", "Вес", "ИдХарактеристики", "Категория"]  # fmt: skip


@st.composite
def leaves(draw: st.DrawFn, tag: str | None = None) -> str:
    name = tag or draw(st.sampled_from(LEAVES))
    told = draw(TEXTS)
    usual, odd = f"<{name}>{told}</{name}>", [f"<{name}/>", f"<{name} />", f"<{name}>{told}</{name} >"]
    return draw(st.sampled_from([usual] * 6 + odd))


@st.composite
def rows(draw: st.DrawFn, section: str, row: str, names: list[str]) -> str:
    """A section of rows: mostly the usual ones, at times with a leaf missing, doubled or moved."""
    blank = draw(BLANKS)
    told = []
    for _ in range(draw(st.integers(0, 3))):
        chosen = draw(st.sampled_from([names] * 4 + [names[::-1], names[1:], [*names, names[-1]]]))
        inside = blank.join(draw(leaves(name)) for name in chosen)
        told.append(f"<{row}>{blank}{inside}{blank}</{row}>")
    return f"<{section}>{blank}{blank.join(told)}{draw(BLANKS)}</{section}>"


SECTIONS = st.one_of(
    rows("ЗначенияСвойств", "ЗначенияСвойства", ["Ид", "Значение"]),
    rows("ЗначенияРеквизитов", "ЗначениеРеквизита", ["Наименование", "Значение"]),
    rows("ХарактеристикиТовара", "ХарактеристикаТовара", ["Наименование", "Значение"]),
    rows("Цены", "Цена", ["Представление", "ИдТипаЦены", "ЦенаЗаЕдиницу", "Валюта", "Единица", "Коэффициент"]),
    rows("СтавкиНалогов", "СтавкаНалога", ["Наименование", "Ставка"]),
    rows("Остатки", "Остаток", ["Количество"]),
    rows("Остатки", "Остаток", ["Количество"]).map(lambda s: s.replace("<Остаток>", "<Остаток><Склад><Ид>w</Ид>")
                                                   .replace("</Остаток>", "</Склад></Остаток>")),
    rows("Группы", "Группа", ["Ид"]),
    rows("Комплектующие", "Товар", ["Ид", "Наименование"]),
    rows("Аналоги", "Предложение", ["Ид", "Наименование"]),
    st.sampled_from([
        '<Склад ИдСклада="w1" КоличествоНаСкладе="5"/>', '<Склад ИдСклада="w2" КоличествоНаСкладе="1 0"/>',
        "<Склад><Ид>w3</Ид><Количество>2</Количество></Склад>", '<Склады ИдСклада="w&amp;4" КоличествоНаСкладе="1"/>',
        '<БазоваяЕдиница Код="796 " НаименованиеПолное="a&gt;b">шт</БазоваяЕдиница>', "<ЗначенияСвойств/>", "<Цены/>",
        '<БазоваяЕдиница Код="796"><Пересчет><Единица>778</Единица><Коэффициент>6</Коэффициент></Пересчет>'
        "</БазоваяЕдиница>",
        "<Группы><Ид>gr</Ид></Группы>", '<Артикул тип="a>b">А</Артикул>',
    ]),
)  # fmt: skip


@st.composite
def bulk_records(draw: st.DrawFn, tag: str) -> str:
    attributes = draw(st.sampled_from([""] * 4 + [' Статус="Удален"', " Статус='Новый' x='&amp;'", ' a="</Товар>"']))
    told = draw(st.sampled_from(["g1", "g2#c", " g3 ", "#"]))
    head = [] if draw(st.integers(0, 9)) == 0 else [f"<Ид>{told}</Ид>"]
    body = draw(st.lists(st.one_of(leaves(), SECTIONS), max_size=6))
    blank = draw(BLANKS)
    return f"<{tag}{attributes}>{blank}{blank.join(head + body)}{draw(BLANKS)}</{tag}>"


@st.composite
def files(draw: st.DrawFn) -> bytes:
    goods = draw(st.booleans())
    tag = "Товар" if goods else "Предложение"
    told = draw(st.lists(st.one_of(bulk_records(tag), bulk_records(tag), BLANKS, st.just(f"<{tag}/>")), max_size=5))
    version = draw(st.sampled_from(["2.04", "2.07", "3.1"]))
    space = draw(st.sampled_from(["", ' xmlns="urn:1C.ru:commerceml_2"', ' xmlns="urn:1C.ru:commerceml_3"']))
    text = (catalog if goods else package)(*told, version=version)
    text = text.replace("<КоммерческаяИнформация", f"<КоммерческаяИнформация{space}", 1)
    if draw(st.booleans()):
        return text.encode()
    return text.replace("UTF-8", "windows-1251", 1).encode("cp1251")


def outcome(data: bytes, fast: bool) -> object:
    try:
        return unhashed(records_of(data, fast=fast))
    except BrokenFile as broken:
        return broken.code


@settings(max_examples=300, deadline=None)
@given(files(), st.sampled_from([37, 200, source.BLOCK]))
def test_both_paths_read_the_same(data: bytes, block: int) -> None:
    usual, source.BLOCK = source.BLOCK, block
    try:
        assert outcome(data, fast=True) == outcome(data, fast=False)
    finally:
        source.BLOCK = usual


@settings(max_examples=100, deadline=None)
@given(files(), st.integers(0, 5000), st.sampled_from([b"", b"<", b"\x01", b"&", b"<!--", b"]]>", b"\xff", b"\r"]))
def test_both_paths_judge_a_damaged_file_the_same(data: bytes, place: int, damage: bytes) -> None:
    at = place % len(data)
    damaged = data[:at] + damage + data[at + (not damage) :]
    fast, plain = outcome(damaged, fast=True), outcome(damaged, fast=False)
    assert fast == plain or {fast, plain} <= {"not-well-formed", "truncated"}


@settings(max_examples=100, deadline=None)
@given(files())
def test_what_is_known_is_only_named_and_the_rest_is_as_before(data: bytes) -> None:
    try:
        first = records_of(data)
    except BrokenFile:
        return
    goods = [record for record in first if isinstance(record, ProductRecord | OfferRecord)]
    stored = {(record.kind, record.key): record.raw_hash for record in goods if record.raw_hash}
    second = list(read(io.BytesIO(data), lambda kind, key: stored.get((kind, key))))
    told = [r for r in second if isinstance(r, ProductRecord | OfferRecord | Unchanged)]
    assert len(told) == len(goods)
    for before, after in zip(goods, told, strict=True):
        if isinstance(after, Unchanged):
            assert (after.kind, after.erp_id) == (before.kind, before.key)
            assert stored[before.kind, before.key] == before.raw_hash
        else:
            assert after == before


def test_a_generated_exchange_reads_the_same_on_both_paths() -> None:
    for parts in (generator.goods(300), generator.offers(300), generator.rests(300)):
        file = io.BytesIO()
        generator.write(file, parts)
        assert outcome(file.getvalue(), fast=True) == outcome(file.getvalue(), fast=False)


def test_only_changed_records_are_parsed_again() -> None:
    before, after = io.BytesIO(), io.BytesIO()
    generator.write(before, generator.goods(300))
    generator.write(after, generator.goods(300, changed_each=100))
    stored = {(r.kind, r.key): r.raw_hash for r in read(before) if isinstance(r, ProductRecord)}
    found = list(read(after, lambda kind, key: stored.get((kind, key))))
    assert sum(isinstance(record, Unchanged) for record in found) == 297
    assert [r.sku for r in found if isinstance(r, ProductRecord)] == ["АРТ-000007", "АРТ-000107", "АРТ-000207"]


def test_after_a_long_row_of_new_records_the_known_ones_are_found_again() -> None:
    file, asked = io.BytesIO(), 0
    generator.write(file, generator.goods(1_500, values=1))
    stored = {(r.kind, r.key): r.raw_hash for r in read(file) if isinstance(r, ProductRecord)}
    new = set(list(stored)[: 2 * Asking.ROW])

    def known(kind: str, key: str) -> bytes | None:
        nonlocal asked
        asked += 1
        return None if (kind, key) in new else stored.get((kind, key))

    file.seek(0)
    found = [r for r in read(file, known) if isinstance(r, ProductRecord | Unchanged)]
    assert len(found) == 1_500
    unchanged = sum(isinstance(record, Unchanged) for record in found)
    assert 500 - Asking.SELDOM < unchanged <= 500
    assert asked <= Asking.ROW + Asking.ROW // Asking.SELDOM + 1 + 500
    assert len({record.key for record in found if isinstance(record, ProductRecord)} & {key for _, key in new}) == 1_000


def test_the_same_bytes_in_another_encoding_are_the_same_record() -> None:
    text = catalog("<Товар><Ид>g</Ид><Наименование>Ёж</Наименование></Товар>")
    stored = {(r.kind, r.key): r.raw_hash for r in records_of(text) if isinstance(r, ProductRecord)}
    recoded = text.replace("UTF-8", "windows-1251").encode("cp1251")
    found = list(read(io.BytesIO(recoded), lambda kind, key: stored.get((kind, key))))
    assert [record for record in found if isinstance(record, Unchanged)] == [Unchanged("product", "g")]


def test_memory_does_not_grow_with_the_file() -> None:
    peaks = []
    for count in (1_000, 3_000):
        file = io.BytesIO()
        generator.write(file, generator.goods(count, values=6))
        for fast in (True, False):
            tracemalloc.start()
            for _ in read(file, fast=fast):
                pass
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[2] < peaks[0] * 1.3 + 1_000_000
    assert peaks[3] < peaks[1] * 1.3 + 1_000_000


@pytest.mark.parametrize("tag", ["Товар", "Предложение"])
def test_usual_records_never_need_a_parser(tag: str) -> None:
    reader, found = UsualReader(), 0
    for parts in (generator.goods(50), generator.offers(50), generator.rests(50)):
        for raw in re.findall(f"<{tag}[ >].*?</{tag}>".encode(), "".join(parts).encode(), re.DOTALL):
            fields = reader.fields(raw)
            assert fields is not None
            assert fields.keys() == fields_of(XML(raw)).keys()
            found += 1
    assert found in (50, 100)
