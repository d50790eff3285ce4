"""Orders, payments and shipments that 1C sends back, and its counterparties."""

from datetime import date, datetime, time
from decimal import Decimal

from application.exchange.lexical import NO_VAT
from application.exchange.record_values import UnitRef
from application.exchange.records import CounterpartyRecord, DocumentRecord
from tests.adapters.onec.files import both, notices, refused, root


def documents(text: str) -> list[DocumentRecord]:
    return [record for record in both(text) if isinstance(record, DocumentRecord)]


def requisite(name: str, value: str) -> str:
    return f"<ЗначениеРеквизита><Наименование>{name}</Наименование><Значение>{value}</Значение></ЗначениеРеквизита>"


def document(inside: str, number: str = "OP-1", tag: str = "Документ") -> str:
    head = f"<Номер>{number}</Номер><Дата>2026-03-05</Дата><Время>9:07:00</Время><Сумма>10,50</Сумма>"
    return f"<{tag}>{head}{inside}</{tag}>"


def test_requisites_are_found_by_any_of_their_spellings() -> None:
    rows = requisite("Статус Заказа", "[N] Принят") + requisite("Номер по 1С", "УТ-15")
    rows += requisite("Проведен", "false") + requisite("Пусто", "") + requisite("ПометкаУдаления", "true")
    rows += requisite("Дата по 1С", "05.03.2026 14:03:22")
    record = documents(root(document(f"<ЗначенияРеквизитов>{rows}</ЗначенияРеквизитов>")))[0]
    assert (record.date, record.time, record.amount) == (date(2026, 3, 5), time(9, 7), Decimal("10.50"))
    assert (record.erp_number, record.erp_date) == ("УТ-15", datetime(2026, 3, 5, 14, 3, 22))  # noqa: DTZ001
    assert record.fact("статус заказа") == "[N] Принят"
    assert record.deleted is True
    assert [record.told(name) for name in ("Проведен", "Отменен", "Оплачен")] == [False, None, None]
    assert len(record.requisites) == 5


def test_subordinate_documents_are_read_with_their_goods() -> None:
    goods = "<Товары><Товар><Ид>g1#c1</Ид><Количество>2</Количество></Товар></Товары>"
    shipment = f"<Ид>s1</Ид><ХозОперация>Отпуск товара</ХозОперация>{goods}"
    shipment = f"<ПодчиненныйДокумент>{shipment}</ПодчиненныйДокумент>"
    payment = "<ПодчиненныйДокумент><Ид>p1</Ид><Сумма>5</Сумма></ПодчиненныйДокумент>"
    text = root(document(f"<ПодчиненныеДокументы>{shipment}{payment}</ПодчиненныеДокументы>"), "2.10")
    first, second = documents(text)[0].subordinates
    assert (first.erp_id, first.number, first.operation) == ("s1", None, "Отпуск товара")
    line = first.lines[0]
    assert (line.product_id, line.characteristic_id, line.quantity) == ("g1", "c1", Decimal(2))
    assert (second.amount, second.tells_lines) == (Decimal(5), False)


def test_a_line_of_3_1_has_a_unit_block_and_its_own_name_of_the_price() -> None:
    tax = "<Налоги><Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме><Сумма>0</Сумма>"
    line = (
        "<Товар><Ид>g1</Ид><Единица><Ид>796 </Ид><НаименованиеКраткое>шт</НаименованиеКраткое></Единица>"
        f"<Цена>1 320</Цена><Количество>1</Количество>{tax}<Ставка>Без налога</Ставка></Налог></Налоги></Товар>"
    )
    text = root(f"<Контейнер>{document(f'<Товары>{line}</Товары>')}</Контейнер>", "3.1")
    found = documents(text)[0]
    assert found.container == 1
    assert found.lines[0].unit == UnitRef("796", "шт", None, None)
    assert (found.lines[0].price, found.lines[0].vat_rate) == (Decimal(1320), NO_VAT)
    assert (found.lines[0].vat_amount, found.lines[0].vat_included) == (Decimal(0), True)


def test_a_package_of_a_line_is_told_by_unit_and_coefficient() -> None:
    line = (
        '<Товар><Ид>g1</Ид><БазоваяЕдиница Код="796">шт</БазоваяЕдиница><Единица>778</Единица>'
        "<Коэффициент>12</Коэффициент></Товар>"
    )
    found = documents(root(document(f"<Товары>{line}</Товары>")))[0].lines[0]
    assert (found.unit, found.coefficient) == (UnitRef("778", None, None, None), Decimal(12))


def test_a_document_that_cannot_be_found_or_counted_is_refused_alone() -> None:
    nameless = "<Документ><Дата>2026-03-05</Дата></Документ>"
    uncounted = document("<Товары><Товар><Ид>g</Ид><Количество>много</Количество></Товар></Товары>", "OP-2")
    text = root(nameless + uncounted + document("", "OP-3"))
    assert [record.number for record in documents(text)] == ["OP-3"]
    assert [(r.place, r.code) for r in refused(text)] == [
        ("Документ[1]/Номер", "no-id"),
        ("Документ[2]/Количество", "not-number"),
    ]


def test_a_document_without_lines_does_not_tell_them() -> None:
    found = documents(root(document("") + document("<Товары/>", "OP-2")))
    assert [record.tells_lines for record in found] == [False, True]


def test_counterparties_of_3_1_are_read_with_everything_personal() -> None:
    person = (
        "<Контрагент><Ид>c1</Ид><ПометкаУдаления>false</ПометкаУдаления><Наименование>ИП Иванов</Наименование>"
        "<ПолноеНаименование>Иванов Иван</ПолноеНаименование><Роль>Покупатель</Роль><ИНН> 890504303275 </ИНН><КПП/>"
        "<Контакты><Контакт><Тип>Почта</Тип><Значение>a@b.ru</Значение></Контакт><Контакт/></Контакты>"
        "<Адрес><АдресноеПоле><Тип>Город</Тип><Значение>Омск</Значение></АдресноеПоле></Адрес></Контрагент>"
    )
    text = root(f'<Контрагенты СодержитТолькоИзменения="true">{person}</Контрагенты>', "3.1")
    found = next(record for record in both(text) if isinstance(record, CounterpartyRecord))
    assert (found.erp_id, found.is_legal, found.tin, found.kpp) == ("c1", False, "890504303275", None)
    assert (found.contacts, found.address, found.deleted) == ((("Почта", "a@b.ru"),), "Омск", False)


def test_directories_of_the_module_are_named_as_unread() -> None:
    text = root("<Справочники><Справочник><Ид>d1</Ид></Справочник></Справочники>", "3.1")
    assert notices(text)["unknown-element"].examples == ("Справочники",)
