"""What goes to 1C: structure by the published schemas, values by the habits of its readers."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import XML, Element

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from adapters.onec.directories_writing import directories
from adapters.onec.orders_writing import classic, container
from adapters.onec.outgoing import OutgoingCounterparty, OutgoingLine, OutgoingOrder, UnwritableOrder
from application.exchange.record_values import UnitRef
from application.exchange.records import DocumentRecord
from tests.adapters.onec.files import records_of

FORMED = datetime(2026, 3, 5, 14, 3, 22)  # noqa: DTZ001 - local time of the ERP
FIRM = OutgoingCounterparty("cp-1", "Ромашка ООО", 'ООО "Ромашка"', True, "7705260699", "770501001",
                            legal_address="Москва",
                            contacts=(("Почта", "a@b.ru"), ("Телефон рабочий", " ")))  # fmt: skip
PERSON = OutgoingCounterparty("cp-2", "ИП Иванов", "Иванов Иван Иванович", False, "890504303275", surname="Иванов")
BOLT = OutgoingLine("g1#c1", "Болт <М6> & гайка", Decimal("2.500"), Decimal("10.00"), Decimal("25.00"), Decimal(20),
                    Decimal("4.17"), sku="Б-1")  # fmt: skip
BOX = OutgoingLine("g2", "Шайба", Decimal(1), Decimal("120.50"), Decimal("120.50"), Decimal(10), Decimal("10.95"),
                   package_code="778", coefficient=Decimal(12))  # fmt: skip
UNTAXED = OutgoingLine("g3", "Книга", Decimal(3), Decimal("5.00"), Decimal("15.00"), None)

DOCUMENT = ("Ид Номер Дата ХозОперация Роль Валюта Курс Сумма Контрагенты Время Комментарий Налоги Товары"
            " ЗначенияРеквизитов")  # fmt: skip
LINE = ("Ид Артикул Наименование БазоваяЕдиница СтавкиНалогов ЗначенияРеквизитов ЦенаЗаЕдиницу Количество Сумма Единица"
        " Коэффициент Налоги")  # fmt: skip
BUYER = ("Ид Наименование ОфициальноеНаименование ЮридическийАдрес ПолноеНаименование Фамилия Имя Отчество ИНН КПП"
         " АдресРегистрации Адрес Контакты Роль")  # fmt: skip


def an_order(*lines: OutgoingLine, **told: Any) -> OutgoingOrder:
    given_lines = lines or (BOLT, BOX)
    facts: dict[str, Any] = {
        "erp_id": "o-1",
        "number": "OP-00000001",
        "placed_at": datetime(2026, 3, 5, 9, 7, 0),  # noqa: DTZ001
        "currency": "руб",
        "total": sum((line.amount for line in given_lines), Decimal()),
        "counterparty": FIRM,
        "lines": given_lines,
        "comment": "Позвонить",
        "requisites": (("Склад", "Основной"), ("Трек-номер", "")),
    }
    return OutgoingOrder(**(facts | told))


def tags(element: Element) -> list[str]:
    return [child.tag for child in element]


def in_order(found: list[str], schema: str) -> bool:
    order = schema.split()
    return found == sorted(found, key=order.index)


def test_an_answer_begins_with_its_declaration_and_has_no_namespace() -> None:
    answer = classic([an_order()], FORMED)
    assert answer.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    root = XML(answer)
    assert root.tag == "КоммерческаяИнформация"
    assert (root.get("ВерсияСхемы"), root.get("ДатаФормирования")) == ("2.08", "2026-03-05T14:03:22")


def test_without_orders_the_root_stands_alone() -> None:
    for answer in (classic([], FORMED), container([], FORMED)):
        assert tags(XML(answer)) == []
        assert answer.endswith("</КоммерческаяИнформация>\n".encode())


@pytest.mark.parametrize("buyer", [FIRM, PERSON])
def test_elements_stand_in_the_order_of_the_schema(buyer: OutgoingCounterparty) -> None:
    document = XML(classic([an_order(counterparty=buyer)], FORMED))[0]
    assert in_order(tags(document), DOCUMENT)
    assert all(in_order(tags(line), LINE) for line in document.iterfind("Товары/Товар"))
    assert in_order(tags(document.find("Контрагенты/Контрагент") or Element("?")), BUYER)


def test_the_mandatory_elements_are_there() -> None:
    document = XML(classic([an_order(comment=None)], FORMED))[0]
    told = {child.tag: child.text for child in document}
    assert told["Номер"] == "OP-00000001"
    assert (told["Дата"], told["Время"]) == ("2026-03-05", "09:07:00")
    assert (told["ХозОперация"], told["Роль"], told["Валюта"], told["Курс"]) == ("Заказ товара", "Продавец", "руб", "1")
    assert told["Сумма"] == "145.50"
    assert "Комментарий" not in told


def test_a_firm_and_a_person_are_never_both() -> None:
    firm = XML(classic([an_order()], FORMED)).find("Документ/Контрагенты/Контрагент")
    person = XML(classic([an_order(counterparty=PERSON)], FORMED)).find("Документ/Контрагенты/Контрагент")
    assert firm is not None
    assert person is not None
    assert firm.find("ОфициальноеНаименование") is not None
    assert firm.find("ПолноеНаименование") is None
    assert person.find("ОфициальноеНаименование") is None
    assert person.findtext("ПолноеНаименование") == "Иванов Иван Иванович"
    assert person.find("КПП") is None


def test_lines_without_vat_come_first_and_tell_no_rate() -> None:
    rows = XML(classic([an_order(BOLT, UNTAXED, BOX)], FORMED)).findall("Документ/Товары/Товар")
    assert [row.findtext("Ид") for row in rows] == ["g3", "g1#c1", "g2"]
    assert [row.findtext("СтавкиНалогов/СтавкаНалога/Ставка") for row in rows] == [None, "20", "10"]
    assert [row.findtext("Налоги/Налог/Сумма") for row in rows] == [None, "4.17", "10.95"]


def test_a_package_tells_unit_and_coefficient_and_a_base_unit_neither() -> None:
    bolt, box = XML(classic([an_order()], FORMED)).findall("Документ/Товары/Товар")
    assert (bolt.findtext("Единица"), bolt.findtext("Коэффициент"), bolt.findtext("Количество")) == (None, None, "2.5")
    assert (box.findtext("Единица"), box.findtext("Коэффициент")) == ("778", "12")
    assert box.findtext("ЦенаЗаЕдиницу") == "120.50"


def test_letters_outside_windows_1251_survive_as_references() -> None:
    answer = classic([an_order(comment="Ёж ≥ 5 \x01")], FORMED, encoding="windows-1251")
    assert answer.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    document = next(r for r in records_of(answer) if isinstance(r, DocumentRecord))
    assert document.comment == "Ёж ≥ 5"


def empty_elements(answer: bytes) -> list[str]:
    return [each.tag for each in XML(answer).iter() if not len(each) and not (each.text or "").strip()]


texts = st.text(st.characters(codec="utf-8"), max_size=20)
money = st.decimals(0, 10**9, places=2)


@given(texts, texts, st.lists(st.tuples(texts, texts), max_size=3), money, st.booleans())
def test_nothing_empty_is_ever_written_and_all_of_it_reads_back(
    name: str, comment: str, requisites: list[tuple[str, str]], amount: Decimal, cancelled: bool
) -> None:
    line = evolve(BOLT, name=f"т{name}", sku=comment, quantity=Decimal(1), price=amount, amount=amount)
    order = an_order(line, comment=comment, requisites=tuple(requisites), cancelled=cancelled)
    for answer in (classic([order], FORMED), container([order], FORMED)):
        assert not empty_elements(answer)
        document = next(r for r in records_of(answer) if isinstance(r, DocumentRecord))
        assert (document.number, document.amount, document.lines[0].amount) == (order.number, amount, amount)
        assert document.told("Отменен") is cancelled


def test_the_container_profile_puts_each_order_into_its_own() -> None:
    answer = container([an_order(), an_order(erp_id="o-2", number="2")], FORMED)
    root = XML(answer)
    assert root.get("ВерсияСхемы") == "3.1"
    assert tags(root) == ["Контейнер", "Контейнер"]
    first, second = (r for r in records_of(answer) if isinstance(r, DocumentRecord))
    assert (first.container, second.container, second.erp_id) == (1, 2, "o-2")
    assert first.lines[0].unit == UnitRef("796", "шт", "Штука", None)
    assert (first.lines[1].price, first.lines[1].coefficient) == (Decimal("120.50"), Decimal(12))
    assert (first.lines[0].product_id, first.lines[0].characteristic_id) == ("g1", "c1")


def test_what_was_written_is_read_back() -> None:
    document = next(r for r in records_of(classic([an_order()], FORMED)) if isinstance(r, DocumentRecord))
    buyer = document.counterparties[0]
    assert (buyer.erp_id, buyer.is_legal, buyer.tin, buyer.kpp) == ("cp-1", True, "7705260699", "770501001")
    assert buyer.contacts == (("Почта", "a@b.ru"),)
    assert document.lines[0].name == "Болт <М6> & гайка"
    assert [line.vat_rate for line in document.lines] == [Decimal(20), Decimal(10)]
    assert document.requisites == (("Склад", "Основной"), ("Отменен", "false"))


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (an_order(number="OP-000000001"), "number"),
        (an_order(number=""), "number"),
        (an_order(currency="рубли"), "currency"),
        (an_order(total=Decimal("1.00")), "total"),
        (an_order(counterparty=evolve(FIRM, name=" ")), "counterparty"),
        (an_order(counterparty=evolve(FIRM, tin="890504303275")), "tin"),
        (an_order(counterparty=evolve(PERSON, kpp="770501001")), "kpp"),
        (an_order(evolve(BOLT, erp_id="#")), "line-id"),
        (an_order(evolve(BOLT, quantity=Decimal("0.0001"))), "quantity"),
        (an_order(evolve(BOLT, amount=Decimal("25.001"))), "amount"),
        (an_order(evolve(BOLT, package_code="778")), "package"),
    ],
)
def test_an_order_that_1c_would_choke_on_is_not_written(order: OutgoingOrder, code: str) -> None:
    for write in (classic, container):
        with pytest.raises(UnwritableOrder) as caught:
            write([order], FORMED)
        assert (caught.value.number, caught.value.code) == (order.number, code)


def test_directories_of_the_portal_keep_the_latin_letter() -> None:
    answer = directories((("N", "Новый"),), (("7", "Счёт", "Безналичная оплата"),), ())
    root = XML(answer)
    assert (root.tag, tags(root)) == ("Справочник", ["C" + "татусы", "ПлатежныеСистемы"])
    assert root.findtext("ПлатежныеСистемы/Элемент/ТипОплаты") == "Безналичная оплата"
    assert not empty_elements(answer)
