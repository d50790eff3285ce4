"""Files that are broken as a whole, and those that are odd yet readable."""

import io
import random
import time

import pytest

from adapters.onec.reading import MAX_BYTES, read
from application.exchange.records import GroupRecord, ProductRecord, PropertyRecord, Record
from application.exchange.refusals import BrokenFile, Notice, Refused
from tests.adapters.onec import generator
from tests.adapters.onec.files import COMMERCE, DECLARED, both, catalog, good, notices, products, records_of, root


def code_of(data: str | bytes, max_bytes: int = MAX_BYTES) -> str:
    """The code that both paths refuse the file with."""
    raw = data.encode() if isinstance(data, str) else data
    codes = set()
    for fast in (True, False):
        with pytest.raises(BrokenFile) as caught:
            list(read(io.BytesIO(raw), fast=fast, max_bytes=max_bytes))
        codes.add(caught.value.code)
        assert caught.value.text[0].isupper()
    assert len(codes) == 1
    return codes.pop()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"<not valid xml!!!", "failure-marker"),
        (b"PK\x03\x04....", "archive"),
        (b"<html><body>502</body></html>", "not-commerceml"),
        (b"success\nPHPSESSID", "not-commerceml"),
        (f"{DECLARED}<!-- {COMMERCE} --><Прочее/>".encode(), "not-commerceml"),
        (f"мусор <{COMMERCE}/>".encode(), "not-commerceml"),
        (f'{DECLARED}<!DOCTYPE {COMMERCE} [<!ENTITY a "b">]><{COMMERCE}>&a;</{COMMERCE}>'.encode(), "doctype"),
        (f"{DECLARED}<!-- x --><!DOCTYPE a SYSTEM 'file:///etc/passwd'><{COMMERCE}/>".encode(), "doctype"),
        (f"{DECLARED}<{COMMERCE}><a></b></{COMMERCE}>".encode(), "not-well-formed"),
        (f"{DECLARED}<{COMMERCE}/><{COMMERCE}/>".encode(), "not-well-formed"),
        (f"{DECLARED}<{COMMERCE}>".encode(), "truncated"),
    ],
)
def test_a_broken_file_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_a_doctype_inside_the_root_is_refused_too() -> None:
    assert code_of(root("<!DOCTYPE a>")) == "not-well-formed"


def test_a_chunk_sent_twice_or_lost_is_refused() -> None:
    text = catalog(*(good("", f"g{n}") for n in range(50))).encode()
    assert code_of(text[:1500] + text[1200:]) == "not-well-formed"
    assert code_of(text + text[-200:]) == "not-well-formed"
    assert code_of(text[:700] + text[751:]) == "not-well-formed"


def test_a_nesting_without_end_is_refused() -> None:
    assert code_of(root("<a>" * 200 + "</a>" * 200)) == "too-deep"


def test_what_nests_without_end_inside_a_record_is_refused_too() -> None:
    assert code_of(catalog(good("<a>" * 20_000 + "</a>" * 20_000))) == "too-deep"


def test_a_text_without_end_is_refused() -> None:
    assert code_of(catalog(good("<Описание>" + "x" * 18_000_000 + "</Описание>"))) == "too-long"


def test_hostile_markup_takes_no_more_time_than_its_length() -> None:
    for text in ("<b>" * 100_000, "<ЗначенияСвойств>" * 20_000, "&<Описание>" + "<![CDATA[" * 50_000 + "</Описание>"):
        begun = time.process_time()
        code_of(catalog(good(text)))
        assert time.process_time() - begun < 10


def test_a_file_past_the_limit_is_refused() -> None:
    assert code_of(root("<a>" + "x" * 100_000 + "</a>"), max_bytes=80_000) == "too-big"


def sample() -> bytes:
    goods, offers = io.BytesIO(), io.BytesIO()
    generator.write(goods, generator.goods(12, values=4), mark=b"")
    generator.write(offers, generator.offers(12), mark=b"")
    head, _, _ = goods.getvalue().rpartition(b"</")
    _, _, body = offers.getvalue().partition("<ПакетПредложений".encode())
    return head + "<ПакетПредложений".encode() + body


@pytest.mark.parametrize("fast", [True, False])
def test_a_file_cut_anywhere_is_never_read_in_silence(fast: bool) -> None:
    whole = sample()
    end = whole.rindex(b">")
    assert len([r for r in read(io.BytesIO(whole), fast=fast) if isinstance(r, ProductRecord)]) == 12
    for cut in [*random.Random(7).sample(range(end), 400), end]:
        with pytest.raises(BrokenFile):
            list(read(io.BytesIO(whole[:cut]), fast=fast))


@pytest.mark.parametrize("fast", [True, False])
def test_a_cut_file_is_refused_even_when_its_records_are_known(fast: bool) -> None:
    whole = sample()
    stored = {(r.kind, r.key): r.raw_hash for r in read(io.BytesIO(whole)) if isinstance(r, ProductRecord)}
    for cut in random.Random(8).sample(range(whole.rindex(b">")), 100):
        with pytest.raises(BrokenFile):
            list(read(io.BytesIO(whole[:cut]), lambda kind, key: stored.get((kind, key)), fast=fast))


# Encodings

TEXT = catalog(good("<Описание>Ёж № 5</Описание>"))


def as_declared(name: str) -> str:
    return TEXT.replace("UTF-8", name, 1)


@pytest.mark.parametrize(
    ("data", "noticed"),
    [
        (TEXT.encode(), False),
        (TEXT.encode("utf-8-sig"), False),
        (as_declared("windows-1251").encode("cp1251"), False),
        (as_declared("UTF-16").encode("utf-16"), False),
        (TEXT.encode("cp1251"), True),
        (TEXT.replace(DECLARED, "").encode("cp1251"), True),
        (as_declared("windows-1251").encode("utf-8-sig"), True),
        (as_declared("windows-1251").encode(), True),
        (as_declared("cp866").encode("cp866", "replace"), False),
        (as_declared("x-unknown").encode(), True),
    ],
)
def test_the_bytes_themselves_tell_the_encoding(data: bytes, noticed: bool) -> None:
    record = products(data)[0]
    assert (record.name, record.description) in {("Болт", "Ёж № 5"), ("Болт", "Ёж ? 5")}
    assert ("encoding-mismatch" in notices(data)) is noticed


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_forbidden_characters_and_lone_ampersands_are_mended_and_noticed(encoding: str) -> None:
    cdata = "<Описание><![CDATA[a & b <i>]]></Описание>"
    bad = "<Описание>A\x01B & C &nbsp; &#1; &#65; &amp; D&</Описание><Артикул>X\x0b1</Артикул>"
    text = catalog(good("", "a"), good(bad, "b"), good(cdata, "c"), good("", "d"))
    data = (text if encoding == "utf-8" else text.replace("UTF-8", "windows-1251")).encode(encoding)
    found = products(data)
    assert [record.erp_id for record in found] == ["a", "b", "c", "d"]
    assert found[1].description == "AB & C &nbsp;  A & D&"
    assert found[1].sku == "X1"
    assert found[2].description == "a & b <i>"
    assert notices(data)["repaired"].count == 1


def test_a_cut_letter_inside_a_good_file_is_replaced_and_noticed() -> None:
    data = catalog(good("", "a", "Болт"), good("", "b")).encode().replace("Болт".encode(), "Бол".encode() + b"\xd1", 1)
    assert [record.name for record in products(data)] == ["Бол\ufffd", "Болт"]
    assert "repaired" in notices(data)


def test_a_mended_file_tells_each_record_once() -> None:
    text = catalog(*(good("", f"g{n}") for n in range(200)), good("<Описание>&</Описание>", "last"))
    assert [record.erp_id for record in products(text)] == [*(f"g{n}" for n in range(200)), "last"]


def test_a_mended_file_tells_nothing_twice_to_a_caller_that_stores_hashes_at_once() -> None:
    row = "<БазоваяЕдиница><Пересчет><Единица>к</Единица><Коэффициент>0</Коэффициент></Пересчет></БазоваяЕдиница>"
    text = catalog(*(good(row, f"g{n}") for n in range(3)), good("<Описание>&</Описание>", "last"))
    stored: dict[tuple[str, str], bytes | None] = {}
    told: list[str | None] = []
    for record in read(io.BytesIO(text.encode()), lambda kind, key: stored.get((kind, key))):
        if isinstance(record, ProductRecord):
            stored[record.kind, record.key] = record.raw_hash
        if isinstance(record, ProductRecord | Refused):
            told.append(record.erp_id)
    assert told == ["g0", "g0", "g1", "g1", "g2", "g2", "last"]


def test_a_good_file_has_no_notices() -> None:
    assert not [record for record in records_of(sample()) if isinstance(record, Notice)]


# What stands around the bulk


@pytest.mark.parametrize("space", ['xmlns="urn:1C.ru:commerceml_2"', 'xmlns:c="urn:1C.ru:commerceml_3"'])
def test_any_namespace_is_read(space: str) -> None:
    text = catalog(good("<Артикул>А1</Артикул>"))
    if "xmlns:c" in space:
        text = text.replace("</", "</c:").replace("<", "<c:").replace("<c:/c:", "</c:").replace("<c:?", "<?")
        text = text.replace(f"<c:{COMMERCE}", f"<c:{COMMERCE} {space}", 1)
    else:
        text = text.replace(f"<{COMMERCE}", f"<{COMMERCE} {space}", 1)
    assert [record.sku for record in products(text)] == ["А1"]


def group(erp_id: str, inside: str = "") -> str:
    return f"<Группа><Ид>{erp_id}</Ид><Наименование>{erp_id}</Наименование><Группы>{inside}</Группы></Группа>"


def test_groups_come_parents_first_with_their_parents() -> None:
    tree = group("a", group("b", group("c"))) + group("d")
    text = root(f"<Классификатор><Ид>x</Ид><Группы>{tree}</Группы></Классификатор>")
    found = [record for record in both(text) if isinstance(record, GroupRecord)]
    told = [(record.erp_id, record.parent_erp_id) for record in found]
    assert told == [("a", None), ("b", "a"), ("c", "b"), ("d", None)]


def test_properties_of_one_name_are_kept_apart_by_id() -> None:
    row = "<Справочник><ИдЗначения>{}</ИдЗначения><Значение>{}</Значение></Справочник>"
    prop = "<Свойство><Ид>{}</Ид><Наименование>Цвет</Наименование><ВариантыЗначений>{}</ВариантыЗначений></Свойство>"
    rows = prop.format("p1", row.format("o1", "Красный")) + prop.format("p2", "<Значение>Синий</Значение>")
    text = root(f"<Классификатор><Свойства>{rows}</Свойства></Классификатор>")
    found = [record for record in both(text) if isinstance(record, PropertyRecord)]
    assert [(record.erp_id, dict(record.options)) for record in found] == [
        ("p1", {"o1": "Красный"}),
        ("p2", {"Синий": "Синий"}),
    ]


def kinds(records: list[Record]) -> list[str]:
    return [type(record).__name__ for record in records]


def test_what_is_in_a_file_is_told_by_its_elements_not_its_name() -> None:
    offers = "<ПакетПредложений><Предложения><Предложение><Ид>g1</Ид></Предложение></Предложения></ПакетПредложений>"
    late = "<Классификатор><Ид>c</Ид></Классификатор>"
    both_kinds = catalog(good("")).replace("</Каталог>", f"</Каталог>{offers}{late}")
    assert kinds(both(both_kinds)) == [
        "FileHead",
        "CatalogHead",
        "ProductRecord",
        "OfferPackageHead",
        "OfferRecord",
        "ClassifierHead",
    ]


def test_a_catalogue_without_goods_has_its_head() -> None:
    assert kinds(both(root("<Каталог><Ид>c</Ид></Каталог>"))) == ["FileHead", "CatalogHead"]
