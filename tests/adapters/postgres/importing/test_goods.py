"""Groups, properties and products: what their records make of the database."""

from decimal import Decimal

import pytest

from tests.adapters.postgres.importing.exports import (
    T1,
    T2,
    Portal,
    catalog,
    classifier,
    codes,
    file,
    good,
    group,
    nothing_changed,
    tag,
)

UNIT = '<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука{0}" МеждународноеСокращение="PCE">{1}</БазоваяЕдиница>'
VAT = "<СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование><Ставка>{}</Ставка></СтавкаНалога></СтавкиНалогов>"


def groups(*tops: str, partial: bool = False) -> str:
    return classifier(tag("Группы", "".join(tops)), partial)


def property_(erp_id: str, name: str, **options: str) -> str:
    told = "".join(
        f"<Справочник><ИдЗначения>{k}</ИдЗначения><Значение>{v}</Значение></Справочник>" for k, v in options.items()
    )
    kind = "<ТипЗначений>Справочник</ТипЗначений>" if options else ""
    named = f"<Ид>{erp_id}</Ид><Наименование>{name}</Наименование>"
    return tag("Свойство", named + kind + tag("ВариантыЗначений", told))


def properties(*told: str) -> str:
    return classifier(tag("Свойства", "".join(told)))


def values(**told: str) -> str:
    return tag(
        "ЗначенияСвойств",
        "".join(f"<ЗначенияСвойства><Ид>{k}</Ид><Значение>{v}</Значение></ЗначенияСвойства>" for k, v in told.items()),
    )


def in_groups(*ids: str) -> str:
    return tag("Группы", "".join(tag("Ид", erp_id) for erp_id in ids))


def tree(portal: Portal) -> dict[str, str | None]:
    rows = portal.rows("""
        SELECT c.erp_id, p.erp_id FROM category c LEFT JOIN category p ON p.id = c.parent_id WHERE c.connection_id = :c
    """)
    return dict(rows)


def test_groups_keep_their_tree_and_their_order(portal: Portal) -> None:
    sent = portal.send(file(groups(group("b", group("b2"), group("b1")), group("a", name="Ёлки 10"))))

    assert tree(portal) == {"b": None, "b2": "b", "b1": "b", "a": None}
    ordered = "SELECT erp_id FROM category WHERE connection_id = :c ORDER BY parent_id NULLS FIRST, position"
    assert portal.rows(ordered) == [("b",), ("a",), ("b2",), ("b1",)]
    assert sent.diff["groups"] == {"added": 4, "changed": 0, "removed": 0, "unchanged": 0}


def test_a_group_is_moved_renamed_deleted_and_comes_back(portal: Portal) -> None:
    portal.send(file(groups(group("a", group("x")), group("b"))))
    moved = portal.send(file(groups(group("a"), group("b", group("x", name="Новое")))))
    assert tree(portal)["x"] == "b"
    assert moved.diff["groups"] == {"added": 0, "changed": 1, "removed": 0, "unchanged": 2}

    gone = portal.send(file(groups(group("b", group("x", name="x", extra="<ПометкаУдаления>true</ПометкаУдаления>")))))
    told = "SELECT deleted, name FROM category WHERE connection_id = :c AND erp_id = 'x'"
    assert portal.one(told) == (True, "x")
    assert gone.diff["groups"]["removed"] == 1
    portal.send(file(groups(group("b", group("x", name="Новое")))))
    assert portal.one(told) == (False, "Новое")


def test_a_group_inside_itself_is_left_at_the_root_and_told(portal: Portal) -> None:
    sent = portal.send(file(groups(group("a", group("b", group("a"))))))

    assert tree(portal) == {"a": None, "b": "a"}
    assert [code for code, _ in codes(sent, "notice")] == ["group-cycle"]


def test_a_branch_of_changes_deletes_nothing_and_reorders_nothing(portal: Portal) -> None:
    portal.send(file(groups(group("a"), group("b"), group("c"))))

    sent = portal.send(file(groups(group("c"), partial=True)))

    assert nothing_changed(sent)
    assert len(tree(portal)) == 3


def test_options_of_a_property_that_come_in_parts_are_put_together(portal: Portal) -> None:
    portal.send(file(properties(property_("p", "Цвет", r="красный"))))
    sent = portal.send(file(properties(property_("p", "Цвет", g="зелёный"))))

    options = portal.one("SELECT options FROM property WHERE connection_id = :c")
    assert options == {"r": "красный", "g": "зелёный"}
    assert sent.diff["properties"]["changed"] == 1


def test_a_product_is_stored_with_all_that_is_told_of_it(portal: Portal) -> None:
    told = (
        "<Артикул>АВ-10/2</Артикул><Штрихкод>4600000000015</Штрихкод>"
        + UNIT.format(" " * 90, "<Пересчет><Единица>778</Единица><Коэффициент>12</Коэффициент></Пересчет>")
        + in_groups("g1", "g2")
        + "<Описание>Длинное</Описание><Картинка>import_files/a.jpg</Картинка><Картинка>import_files/b.jpg</Картинка>"
        + "<Изготовитель><Ид>m</Ид><Наименование>Завод</Наименование></Изготовитель>"
        + values(p="10", q="")
        + VAT.format("22")
    )
    portal.send(file(properties(property_("p", "Вес")) + catalog(good("1", told, name="Ёжик М10"))))

    assert portal.one("""
        SELECT name, sku, sku_key, barcode, sort_key, unit_code, unit, description, pictures, manufacturer, vat_kind,
               vat_rate, catalog_erp_id, told, deleted, search @@ to_tsquery('russian', 'ежики & завода')
        FROM product WHERE connection_id = :c
    """) == (
        "Ёжик М10", "АВ-10/2", "AB102", "4600000000015", "ежик м0000000010", "796", "шт", "Длинное",
        ["import_files/a.jpg", "import_files/b.jpg"], "Завод", 1, Decimal("22.00"), "cat", True, False, True,
    )  # fmt: skip
    ids = dict(portal.rows("SELECT erp_id, id FROM property WHERE connection_id = :c"))
    stored = portal.one("SELECT properties FROM product WHERE connection_id = :c")
    assert stored == {str(ids["p"]): ["10"], str(ids["q"]): []}
    assert portal.rows("SELECT k.code, k.name, k.numerator FROM packaging k JOIN product p ON p.id = k.product_id"
                       " WHERE p.connection_id = :c") == [("778", "упак", Decimal(12))]  # fmt: skip


@pytest.mark.parametrize(("rate", "stored"), [("Без НДС", (2, None)), ("0", (1, Decimal(0))), ("", (0, None))])
def test_no_vat_is_not_zero_per_cent(rate: str, stored: tuple[int, Decimal | None], portal: Portal) -> None:
    portal.send(file(catalog(good("1", VAT.format(rate)))))
    assert portal.one("SELECT vat_kind, vat_rate FROM product WHERE connection_id = :c") == stored


def test_only_the_product_that_differs_is_written(portal: Portal) -> None:
    portal.send(file(catalog(good("1"), good("2"))))
    before = dict(portal.rows("SELECT erp_id, ctid::text FROM product WHERE connection_id = :c"))

    sent = portal.send(file(catalog(good("1"), good("2", "<Артикул>7</Артикул>")), T2))

    after = dict(portal.rows("SELECT erp_id, ctid::text FROM product WHERE connection_id = :c"))
    assert before["1"] == after["1"]
    assert sent.diff["products"] == {"added": 0, "changed": 1, "removed": 0, "unchanged": 1}


def test_other_bytes_of_the_same_meaning_change_nothing_but_are_known_next_time(portal: Portal) -> None:
    portal.send(file(catalog(good("1"))))
    sent = portal.send(file(catalog(good("1", "<!-- -->"))))
    row = portal.one("SELECT xmin::text FROM product WHERE connection_id = :c")

    assert nothing_changed(sent)
    assert nothing_changed(portal.send(file(catalog(good("1", "<!-- -->")))))
    assert portal.one("SELECT xmin::text FROM product WHERE connection_id = :c") == row


def test_a_delete_mark_keeps_what_is_known_of_the_product(portal: Portal) -> None:
    portal.send(file(catalog(good("1", "<Артикул>7</Артикул>" + in_groups("g"), name="Болт"))))
    gone = portal.send(file(catalog("<Товар Статус='Удален'><Ид>1</Ид></Товар>")))

    told = "SELECT name, sku, deleted FROM product WHERE connection_id = :c"
    assert portal.one(told) == ("Болт", "7", True)
    assert gone.diff["products"] == {"added": 0, "changed": 0, "removed": 1, "unchanged": 0}

    back = portal.send(file(catalog(good("1", "<Артикул>7</Артикул>" + in_groups("g"), name="Болт"))))
    assert portal.one(told) == ("Болт", "7", False)
    assert back.diff["products"]["changed"] == 1


def test_a_product_sent_without_pictures_keeps_the_old_ones(portal: Portal) -> None:
    portal.send(file(catalog(good("1", "<Картинка>a.jpg</Картинка>"))))
    portal.send(file(catalog(good("1", "<Артикул>7</Артикул>"))))
    assert portal.one("SELECT pictures FROM product WHERE connection_id = :c") == ["a.jpg"]
    portal.send(file(catalog(good("1", "<Картинка>b.jpg</Картинка>"))))
    assert portal.one("SELECT pictures FROM product WHERE connection_id = :c") == ["b.jpg"]


def test_groups_of_a_product_follow_its_record_and_unknown_ones_wait(portal: Portal) -> None:
    links = """SELECT c.erp_id, c.told FROM product_category k JOIN category c ON c.id = k.category_id
               WHERE c.connection_id = :c ORDER BY 1"""
    sent = portal.send(file(groups(group("a"), group("b")) + catalog(good("1", in_groups("a", "x")))))
    assert portal.rows(links) == [("a", True), ("x", False)]
    assert codes(sent, "waiting") == [("unknown-group", "x")]

    moved = portal.send(file(catalog(good("1", in_groups("b", "x"))), T2))
    assert portal.rows(links) == [("b", True), ("x", False)]
    assert moved.diff["products"]["changed"] == 1

    portal.send(file(groups(group("x", name="Пришла")), T2))
    assert portal.rows(links) == [("b", True), ("x", True)]


@pytest.mark.parametrize("first", ["property", "goods"])
def test_multiples_come_from_a_property_of_that_name_whenever_it_comes(first: str, portal: Portal) -> None:
    told = properties(property_("k", "Кратность", o12="12"), property_("m", "Минимальная партия"))
    goods = catalog(good("1", values(k="o12", m="24,5")))
    for part in (told, goods) if first == "property" else (goods, told):
        sent = portal.send(file(part))

    steps = portal.one("SELECT multiple, minimum FROM product WHERE connection_id = :c")
    assert steps == (Decimal(12), Decimal("24.5"))
    assert not sent.refusals


def test_multiples_come_from_requisites_too_and_nonsense_is_told(portal: Portal) -> None:
    def requisite(name: str, value: str) -> str:
        row = tag("ЗначениеРеквизита", tag("Наименование", name) + tag("Значение", value))
        return tag("ЗначенияРеквизитов", row)

    told = catalog(good("1", requisite("Кратность", "6")), good("2", requisite("Кратность", "много")))
    sent = portal.send(file(told))

    assert portal.rows("SELECT multiple FROM product WHERE connection_id = :c ORDER BY erp_id") == [(6,), (0,)]
    assert codes(sent, "notice") == [("bad-multiple", "")]


def test_units_told_by_code_get_the_name_of_the_files_own_list(portal: Portal) -> None:
    bare = "<БазоваяЕдиница>796</БазоваяЕдиница>"
    own = "<БазоваяЕдиница>1001</БазоваяЕдиница>"
    unit = tag("ЕдиницыИзмерения", tag("ЕдиницаИзмерения", "<Ид>1001</Ид><Код>1001</Код>"
               "<НаименованиеКраткое>бухта</НаименованиеКраткое>"))  # fmt: skip
    portal.send(file(catalog(good("1", bare), good("2", own)), version="3.1"))
    names = "SELECT unit_code, unit FROM product WHERE connection_id = :c ORDER BY erp_id"
    assert portal.rows(names) == [("796", "шт"), ("1001", "1001")]

    portal.send(file(classifier(unit), version="3.1"))
    assert portal.rows(names) == [("796", "шт"), ("1001", "бухта")]
    portal.send(file(catalog(good("3", own)), version="3.1"))
    assert portal.rows(names)[-1] == ("1001", "бухта")


def test_of_two_records_of_one_product_the_last_counts_and_neither_is_taken_for_known(portal: Portal) -> None:
    data = file(catalog(good("1", name="Первый"), good("1", name="Второй")), T1)
    sent = portal.send(data)

    assert portal.one("SELECT name, source_hash FROM product WHERE connection_id = :c") == ("Второй", None)
    assert sent.diff["products"]["added"] == 1
    assert nothing_changed(portal.send(data))


def test_the_catalogue_version_rises_when_something_changed_and_only_then(portal: Portal) -> None:
    version = "SELECT catalogue_version, pricing_version FROM catalogue_state"
    portal.send(file(catalog(good("1"))))
    catalogue, pricing = portal.one(version)
    portal.send(file(catalog(good("1"))))
    assert portal.one(version) == (catalogue, pricing)
    portal.send(file(catalog(good("1", name="Другой"))))
    assert portal.one(version) == (catalogue + 1, pricing)
