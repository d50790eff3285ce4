"""Товар and Предложение: every spelling and trap that a reader meets, on both paths at once."""

from decimal import Decimal

import pytest

from application.exchange.lexical import EMPTY_ID, NO_VAT, VatRate
from application.exchange.record_values import Packaging, Price, Stock, UnitRef
from application.exchange.records import OfferPackageHead
from tests.adapters.onec.files import (
    both,
    catalog,
    good,
    notices,
    offer,
    offers,
    package,
    price,
    products,
    refused,
)


@pytest.mark.parametrize(
    "record",
    [
        good("", attributes=' Статус="Удален"'),
        good("<Статус>Удален</Статус>"),
        good("<ПометкаУдаления>true</ПометкаУдаления>"),
    ],
)
def test_a_delete_mark_has_three_spellings(record: str) -> None:
    assert products(catalog(record))[0].deleted


def test_a_changed_status_is_no_delete_mark() -> None:
    assert not products(catalog(good("", attributes=' Статус="Изменен"')))[0].deleted


@pytest.mark.parametrize(
    ("spelling", "unit"),
    [
        (
            '<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука  " МеждународноеСокращение="PCE">шт</БазоваяЕдиница>',
            UnitRef("796", "шт", "Штука", "PCE"),
        ),
        ("<БазоваяЕдиница>796 </БазоваяЕдиница>", UnitRef("796", None, None, None)),
        ("<БазоваяЕдиница>шт</БазоваяЕдиница>", UnitRef(None, "шт", None, None)),
        ("<БазоваяЕдиница><Код>166</Код></БазоваяЕдиница>", UnitRef("166", None, None, None)),
        ("<БазоваяЕдиница/>", None),
    ],
)
def test_a_unit_without_a_code_or_with_blanks_is_no_reason_to_refuse(spelling: str, unit: UnitRef | None) -> None:
    assert products(catalog(good(spelling)))[0].base_unit == unit


def test_packages_leave_out_the_base_unit_itself() -> None:
    row = "<Пересчет><Единица>{}</Единица><Коэффициент>{}</Коэффициент></Пересчет>"
    rows = row.format("796", "1") + row.format("778", "12,5")
    unit = f'<БазоваяЕдиница Код="796">шт{rows}</БазоваяЕдиница>'
    assert products(catalog(good(unit)))[0].packagings == (Packaging("778", Decimal("12.5")),)


def test_a_package_told_by_requisites_is_read() -> None:
    row = "<ЗначениеРеквизита><Наименование>{}</Наименование><Значение>{}</Значение></ЗначениеРеквизита>"
    rows = row.format("Упаковка", "Коробка") + row.format("КоэффициентУпаковки", "24")
    record = products(catalog(good(f"<ЗначенияРеквизитов>{rows}</ЗначенияРеквизитов>")))[0]
    assert record.packagings == (Packaging("Коробка", Decimal(24)),)
    assert record.requisites == (("Упаковка", "Коробка"), ("КоэффициентУпаковки", "24"))


def test_a_package_of_nothing_is_refused_and_the_product_stays() -> None:
    rows = "<Пересчет><Единица>778</Единица><Коэффициент>0</Коэффициент></Пересчет>"
    text = catalog(good(f"<БазоваяЕдиница>{rows}</БазоваяЕдиница>"))
    assert products(text)[0].packagings == ()
    assert [(r.place, r.code) for r in refused(text)] == [("Каталог/Товары/Товар[1]/Пересчет", "bad-packaging")]


@pytest.mark.parametrize("unset", ["", EMPTY_ID, "-999 999 999,9", "-999\u00a0999\u00a0999,9"])
def test_values_that_mean_not_set_are_mentioned_and_empty(unset: str) -> None:
    row = f"<ЗначенияСвойства><Ид>p1</Ид><Значение>{unset}</Значение></ЗначенияСвойства>"
    assert products(catalog(good(f"<ЗначенияСвойств>{row}</ЗначенияСвойств>")))[0].values == {"p1": ()}


def test_several_values_of_one_property_are_kept_in_order() -> None:
    rows = (
        "<ЗначенияСвойства><Ид>p1</Ид><Значение>а</Значение><Значение>б</Значение></ЗначенияСвойства>"
        "<ЗначенияСвойства><Ид>p2</Ид><Наименование>Ц</Наименование><Значение>в &amp; г</Значение></ЗначенияСвойства>"
        "<ЗначенияСвойства><Ид>p1</Ид><Значение>д</Значение></ЗначенияСвойства>"
    )
    record = products(catalog(good(f"<ЗначенияСвойств>{rows}</ЗначенияСвойств>")))[0]
    assert record.values == {"p1": ("а", "б", "д"), "p2": ("в & г",)}


@pytest.mark.parametrize(("text", "rate"), [("20", Decimal(20)), ("Без налога", NO_VAT), ("10/110", Decimal(10))])
def test_the_rate_of_vat_is_read(text: str, rate: VatRate) -> None:
    tax = f"<СтавкаНалога><Наименование>НДС</Наименование><Ставка>{text}</Ставка></СтавкаНалога>"
    assert products(catalog(good(f"<СтавкиНалогов>{tax}</СтавкиНалогов>")))[0].vat_rate == rate


def test_an_unknown_rate_is_noticed_and_not_told() -> None:
    tax = "<СтавкаНалога><Наименование>НДС</Наименование><Ставка>Общая</Ставка></СтавкаНалога>"
    text = catalog(good(f"<СтавкиНалогов>{tax}</СтавкиНалогов>"))
    assert products(text)[0].vat_rate is None
    assert notices(text)["unknown-vat"].count == 1


def test_old_exports_put_a_characteristic_into_the_product_id() -> None:
    first, second = products(catalog(good("", "p#c"), good("", "p#")))
    assert (first.erp_id, first.characteristic_id, first.key) == ("p", "c", "p#c")
    assert (second.erp_id, second.characteristic_id, second.key) == ("p", None, "p")


def test_a_bad_product_is_refused_and_the_rest_goes_on() -> None:
    nameless = "<Товар><Ид>n</Ид></Товар>"
    bare = "<Товар><Наименование>Без ид</Наименование></Товар>"
    half = good("", "#c")
    long = good("", "x" * 256)
    text = catalog(good("", "a"), nameless, bare, half, long, "<Товар/>", good("", "b"))
    assert [record.erp_id for record in products(text)] == ["a", "b"]
    assert [(r.place, r.code, r.erp_id) for r in refused(text)] == [
        ("Каталог/Товары/Товар[2]/Наименование", "no-name", "n"),
        ("Каталог/Товары/Товар[3]/Ид", "no-id", None),
        ("Каталог/Товары/Товар[4]/Ид", "no-id", "#c"),
        ("Каталог/Товары/Товар[5]/Ид", "long-id", "x" * 256),
        ("Каталог/Товары/Товар[6]/Ид", "no-id", None),
    ]


def test_pictures_groups_maker_and_measures_are_read() -> None:
    record = products(
        catalog(
            good(
                "<Группы><Ид>gr1</Ид><Ид>gr2</Ид></Группы><Картинка>import_files/a.jpg</Картинка><Картинка/>"
                "<Картинка>import_files/b.png</Картинка><Изготовитель><Ид>m</Ид><Наименование>Завод</Наименование>"
                "</Изготовитель><Вес>0,125</Вес><Страна>РОССИЯ</Страна><Описание>&lt;b&gt;текст&lt;/b&gt;</Описание>"
            )
        )
    )[0]
    assert record.group_ids == ("gr1", "gr2")
    assert record.pictures == ("import_files/a.jpg", "import_files/b.png")
    assert record.manufacturer == ("m", "Завод")
    assert (record.weight, record.country, record.description) == (Decimal("0.125"), "РОССИЯ", "<b>текст</b>")


def test_a_product_inside_a_product_is_not_one_of_the_catalogue() -> None:
    inner = "<Комплектующие><Товар><Ид>in</Ид><Наименование>В</Наименование></Товар></Комплектующие>"
    values = "<ЗначенияСвойств><ЗначенияСвойства><Ид>p</Ид><Значение>1</Значение></ЗначенияСвойства></ЗначенияСвойств>"
    inside = inner.replace("</Товар>", f"{values}</Товар>")
    text = catalog(good(inside, "a"), good(inner, "b"), good(values, "c"))
    told = {record.erp_id: dict(record.values) for record in products(text)}
    assert told == {"a": {}, "b": {}, "c": {"p": ("1",)}}


def test_unknown_elements_are_counted_and_told_once() -> None:
    text = catalog(good("<Новинка>да</Новинка>"), good("<Новинка>нет</Новинка>", "g2"), "<Прочее/>")
    notice = notices(text)["unknown-element"]
    assert notice.count == 3
    assert set(notice.examples) == {"Товар/Новинка", "Каталог/Товары/Прочее"}


# Предложение


def test_prices_are_read_with_unit_coefficient_and_tax() -> None:
    rest = "<Валюта>руб</Валюта><Единица>шт</Единица><Коэффициент>12</Коэффициент>"
    tax = "<Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме></Налог>"
    record = offers(package(offer(f"<Цены>{price('2 042,66', rest=rest + tax)}</Цены>")))[0]
    assert record.prices == (Price("t1", Decimal("2042.66"), "руб", "шт", Decimal(12), None, True),)
    assert record.tells_prices
    assert not record.tells_stock


@pytest.mark.parametrize("amount", ["", "0", "0.00", " "])
def test_a_zero_or_empty_price_is_no_price(amount: str) -> None:
    text = package(offer(f"<Цены>{price(amount)}</Цены>"))
    assert offers(text)[0].prices[0].amount is None
    assert not refused(text)


@pytest.mark.parametrize("amount", ["Уточните у менеджера", "1E3", "-10"])
def test_an_unreadable_price_is_refused_and_leaves_no_price(amount: str) -> None:
    text = package(offer(f"<Цены>{price(amount)}{price('5', 't2')}</Цены>"))
    assert [(p.type_id, p.amount) for p in offers(text)[0].prices] == [("t1", None), ("t2", Decimal(5))]
    assert [(r.place, r.code) for r in refused(text)] == [
        ("ПакетПредложений/Предложения/Предложение[1]/Цены/Цена", "bad-price")
    ]


def test_of_two_prices_of_one_type_and_unit_the_last_wins() -> None:
    unit = "<Единица>{}</Единица>"
    rows = price("27700") + price("21900") + price("300", rest=unit.format("кор")) + price("5", "t2")
    text = package(offer(f"<Цены>{rows}</Цены>"))
    assert [(p.type_id, p.unit, p.amount) for p in offers(text)[0].prices] == [
        ("t1", None, Decimal(21900)),
        ("t1", "кор", Decimal(300)),
        ("t2", None, Decimal(5)),
    ]
    assert notices(text)["duplicate-price"].examples == ("g1",)


def test_a_price_without_a_type_is_refused() -> None:
    text = package(offer(f"<Цены>{price('5', '')}{price('6')}</Цены>"))
    assert [p.amount for p in offers(text)[0].prices] == [Decimal(6)]
    assert refused(text)[0].code == "no-price-type"


def test_stock_in_attributes_is_signed_and_total_is_apart() -> None:
    rows = '<Склад ИдСклада="w1" КоличествоНаСкладе="-3"/>\n<Склад ИдСклада="w2" КоличествоНаСкладе="1 200,5"/>'
    record = offers(package(offer(f"<Количество>4.00</Количество>{rows}")))[0]
    assert record.stocks == (Stock("w1", Decimal(-3)), Stock("w2", Decimal("1200.5")))
    assert record.quantity == Decimal(4)
    assert record.tells_stock


def test_stock_in_child_elements_is_read() -> None:
    rows = "<Склад><ИдСклада>w1</ИдСклада><КоличествоНаСкладе>3</КоличествоНаСкладе></Склад>"
    assert offers(package(offer(rows)))[0].stocks == (Stock("w1", Decimal(3)),)


def test_rests_of_3_1_are_read_with_and_without_a_warehouse() -> None:
    row = "<Остаток><Склад><Ид>{}</Ид><Количество>{}</Количество></Склад></Остаток>"
    rows = row.format("w1", "5") + row.format("w2", "0")
    apart = offers(package(offer(f"<Остатки>{rows}</Остатки>"), version="3.1"))[0]
    total = offers(package(offer("<Остатки><Остаток><Количество>7</Количество></Остаток></Остатки>"), version="3.1"))[0]
    assert apart.stocks == (Stock("w1", Decimal(5)), Stock("w2", Decimal(0)))
    assert (total.stocks, total.quantity) == ((), Decimal(7))


def test_an_absent_quantity_is_not_told() -> None:
    record = offers(package(offer("<Наименование>Болт</Наименование>")))[0]
    assert (record.quantity, record.tells_stock, record.tells_prices) == (None, False, False)


def test_an_unreadable_quantity_refuses_the_whole_offer() -> None:
    text = package(offer("<Количество>много</Количество>"), offer("<Количество>1</Количество>", "g2"))
    assert [record.product_id for record in offers(text)] == ["g2"]
    assert [(r.place, r.code, r.erp_id) for r in refused(text)] == [
        ("ПакетПредложений/Предложения/Предложение[1]/Количество", "not-number", "g1")
    ]


def test_parts_of_an_offer_that_come_apart_in_3_1_have_kinds_of_their_own() -> None:
    rests = "<Остатки><Остаток><Количество>7</Количество></Остаток></Остатки>"
    prices = f"<Цены>{price('1')}</Цены>"
    name = "<Наименование>Болт</Наименование>"
    split = package(offer(name), offer(prices), offer(rests), offer(prices + rests), version="3.1")
    whole = package(offer(name + prices), offer(prices), version="2.08")
    assert [r.kind for r in offers(split)] == ["offer", "offer-prices", "offer-stocks", "offer-prices-stocks"]
    assert [r.kind for r in offers(whole)] == ["offer", "offer"]


def test_a_package_of_changes_names_the_characteristic_apart() -> None:
    rows = '<Склады ИдСклада="w1" КоличествоНаСкладе="2"/><Склады ИдСклада="w2" КоличествоНаСкладе="3"/>'
    text = package(
        offer(f"<ИдХарактеристики>c1</ИдХарактеристики><КодЕдиницыИзмерения>796</КодЕдиницыИзмерения>{rows}"),
        tag="ИзмененияПакетаПредложений",
        attributes=' СодержитТолькоИзменения="false"',
    )
    record = offers(text)[0]
    head = next(r for r in both(text) if isinstance(r, OfferPackageHead))
    assert (record.product_id, record.characteristic_id, record.key) == ("g1", "c1", "g1#c1")
    assert record.stocks == (Stock("w1", Decimal(2)), Stock("w2", Decimal(3)))
    assert record.base_unit == UnitRef("796", None, None, None)
    assert (head.kind, head.changes_only, head.catalog_id) == ("changes", True, "cat")


def test_characteristics_are_read_by_name() -> None:
    row = "<ХарактеристикаТовара>{}<Наименование>{}</Наименование><Значение>{}</Значение></ХарактеристикаТовара>"
    rows = row.format("", "Размер", "43") + row.format("<Ид>x</Ид>", "Цвет", "Бежевый")
    record = offers(package(offer(f"<ХарактеристикиТовара>{rows}</ХарактеристикиТовара>", "p#c")))[0]
    assert record.characteristics == (("Размер", "43"), ("Цвет", "Бежевый"))
