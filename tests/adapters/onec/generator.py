"""Files the size of a real exchange, spelt as УТ 11 (2.07) and the 3.1 module spell them. Deterministic."""

import random
import uuid
from collections.abc import Iterator
from typing import BinaryIO

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
FORMED = 'ДатаФормирования="2026-03-05T13:16:06"'
ROOT_2 = f'<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.07" {FORMED}>\n'
ROOT_3 = f'<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_3" ВерсияСхемы="3.1" {FORMED}>\n'
END = "</КоммерческаяИнформация>\n"
PROPERTIES, OPTIONS, GROUPS = 40, 30, 300


def guid(kind: int, ordinal: int) -> str:
    return str(
        uuid.UUID(int=((kind * 0x9E3779B97F4A7C15F39CC0605CEDC835) ^ (ordinal * 0xD1342543DE82EF95)) % (1 << 128))
    )


def write(file: BinaryIO, parts: Iterator[str], mark: bytes = b"\xef\xbb\xbf") -> None:
    file.write(mark)
    for part in parts:
        file.write(part.encode())


def goods(count: int, values: int = 20, changed_each: int = 0) -> Iterator[str]:
    """A catalogue; with `changed_each` = 100 each hundredth name differs from that of a run with 0."""
    rest = random.Random(count)
    yield (
        HEAD
        + ROOT_2
        + "\t<Классификатор>\n\t\t<Ид>cl</Ид>\n\t\t<Наименование>Классификатор</Наименование>\n\t\t<Свойства>\n"
    )
    for k in range(PROPERTIES):
        options = "".join(
            f"<Справочник>\n<ИдЗначения>{guid(2, k * 100 + o)}</ИдЗначения>\n"
            f"<Значение>Значение {o}</Значение>\n</Справочник>\n"
            for o in range(OPTIONS)
        )
        yield f"<Свойство>\n<Ид>{guid(1, k)}</Ид>\n<Наименование>Свойство {k}</Наименование>\n"
        yield f"<ТипЗначений>Справочник</ТипЗначений>\n<ВариантыЗначений>\n{options}</ВариантыЗначений>\n</Свойство>\n"
    yield '\t\t</Свойства>\n\t</Классификатор>\n\t<Каталог СодержитТолькоИзменения="false">\n\t\t<Ид>cat</Ид>\n'
    yield "\t\t<ИдКлассификатора>cl</ИдКлассификатора>\n\t\t<Наименование>Каталог</Наименование>\n\t\t<Товары>\n"
    for i in range(count):
        yield one_good(i, values, rest, bool(changed_each) and i % changed_each == 7)
    yield "\t\t</Товары>\n\t</Каталог>\n" + END


def one_good(i: int, values: int, rest: random.Random, changed: bool) -> str:
    told = "".join(
        f"\t\t\t\t\t<ЗначенияСвойства>\n\t\t\t\t\t\t<Ид>{guid(1, k)}</Ид>\n\t\t\t\t\t\t<Значение>"
        + (guid(2, k * 100 + rest.randrange(OPTIONS)) if k % 2 else f"{rest.randrange(1000)} мм, 1/{k} &quot;")
        + "</Значение>\n\t\t\t\t\t</ЗначенияСвойства>\n"
        for k in range(values)
    )
    requisites = "".join(
        f"\t\t\t\t\t<ЗначениеРеквизита>\n\t\t\t\t\t\t<Наименование>{name}</Наименование>\n"
        f"\t\t\t\t\t\t<Значение>{value}</Значение>\n\t\t\t\t\t</ЗначениеРеквизита>\n"
        for name, value in (
            ("ВидНоменклатуры", "Товар"),
            ("ТипНоменклатуры", "Товар"),
            ("Полное наименование", f"Болт с шестигранной головкой DIN 933 {i}"),
        )
    )
    news = " новый" if changed else ""
    return f"""\t\t\t<Товар{' Статус="Удален"' if i % 997 == 3 else ""}>
				<Ид>{guid(3, i)}</Ид>
				<Штрихкод>{4600000000000 + i}</Штрихкод>
				<Артикул>АРТ-{i:06d}</Артикул>
				<Наименование>Болт DIN 933 М{i % 30}x{i % 200} &quot;Комплект&quot; {i}{news}</Наименование>
				<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука" МеждународноеСокращение="PCE">
					<Пересчет>
						<Единица>796</Единица>
						<Коэффициент>1</Коэффициент>
					</Пересчет>
				</БазоваяЕдиница>
				<Группы>
					<Ид>{guid(4, i % GROUPS)}</Ид>
				</Группы>
				<Описание>Крепёж для наружных работ: сталь 8.8, покрытие цинк, позиция {i}.</Описание>
				<Изготовитель>
					<Ид>{guid(5, i % 50)}</Ид>
					<Наименование>Завод № {i % 50}</Наименование>
				</Изготовитель>
				<ЗначенияСвойств>
{told}				</ЗначенияСвойств>
				<СтавкиНалогов>
					<СтавкаНалога>
						<Наименование>НДС</Наименование>
						<Ставка>20</Ставка>
					</СтавкаНалога>
				</СтавкиНалогов>
				<ЗначенияРеквизитов>
{requisites}				</ЗначенияРеквизитов>
			</Товар>
"""


def offers(count: int, prices: int = 2, warehouses: int = 3, changed_each: int = 0) -> Iterator[str]:
    """A package of offers; `changed_each` as in `goods`, for the first price."""
    rest = random.Random(count)
    yield HEAD + ROOT_2 + '\t<ПакетПредложений СодержитТолькоИзменения="false">\n\t\t<Ид>cat#</Ид>\n'
    yield "\t\t<Наименование>Пакет предложений</Наименование>\n\t\t<ИдКаталога>cat</ИдКаталога>\n\t\t<ТипыЦен>\n"
    for p in range(prices):
        yield f"<ТипЦены>\n<Ид>{guid(6, p)}</Ид>\n<Наименование>Вид {p}</Наименование>\n"
        yield "<Валюта>RUB</Валюта>\n</ТипЦены>\n"
    yield "\t\t</ТипыЦен>\n\t\t<Склады>\n"
    for w in range(warehouses):
        yield f"<Склад>\n<Ид>{guid(7, w)}</Ид>\n<Наименование>Склад {w}</Наименование>\n</Склад>\n"
    yield "\t\t</Склады>\n\t\t<Предложения>\n"
    for i in range(count):
        yield one_offer(i, prices, warehouses, rest, bool(changed_each) and i % changed_each == 7)
    yield "\t\t</Предложения>\n\t</ПакетПредложений>\n" + END


def one_offer(i: int, prices: int, warehouses: int, rest: random.Random, changed: bool) -> str:
    amounts = [rest.randrange(100, 10_000_000) + (1 if changed and p == 0 else 0) for p in range(prices)]
    priced = "".join(
        f"""					<Цена>
						<Представление> {amount // 100} RUB за PCE</Представление>
						<ИдТипаЦены>{guid(6, p)}</ИдТипаЦены>
						<ЦенаЗаЕдиницу>{amount // 100}.{amount % 100:02d}</ЦенаЗаЕдиницу>
						<Валюта>RUB</Валюта>
						<Единица>PCE</Единица>
						<Коэффициент>1</Коэффициент>
					</Цена>
"""
        for p, amount in enumerate(amounts)
    )
    stock = "".join(
        f'\t\t\t\t<Склад ИдСклада="{guid(7, w)}" КоличествоНаСкладе="{rest.randrange(-5, 500)}"/>\n'
        for w in range(warehouses)
    )
    return f"""			<Предложение>
				<Ид>{guid(3, i // 2)}{"#" + guid(8, i) if i % 2 else ""}</Ид>
				<Артикул>АРТ-{i:06d}</Артикул>
				<Наименование>Болт DIN 933 ({i})</Наименование>
				<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука" МеждународноеСокращение="PCE">
					<Пересчет>
						<Единица>796</Единица>
						<Коэффициент>1</Коэффициент>
					</Пересчет>
				</БазоваяЕдиница>
				<Цены>
{priced}				</Цены>
				<Количество>{rest.randrange(1000)}</Количество>
{stock}			</Предложение>
"""


def rests(count: int, warehouses: int = 3) -> Iterator[str]:
    """A rests.xml of 3.1."""
    rest = random.Random(count)
    yield HEAD + ROOT_3 + '\t<ПакетПредложений СодержитТолькоИзменения="true">\n\t\t<Ид>cat#</Ид>\n'
    yield "\t\t<Наименование>Пакет</Наименование>\n\t\t<ИдКаталога>cat</ИдКаталога>\n\t\t<Предложения>\n"
    for i in range(count):
        told = "".join(
            f"\t\t\t\t\t<Остаток>\n\t\t\t\t\t\t<Склад>\n\t\t\t\t\t\t\t<Ид>{guid(7, w)}</Ид>\n"
            f"\t\t\t\t\t\t\t<Количество>{rest.randrange(500)}</Количество>\n\t\t\t\t\t\t</Склад>\n\t\t\t\t\t</Остаток>\n"
            for w in range(warehouses)
        )
        yield f"\t\t\t<Предложение>\n\t\t\t\t<Ид>{guid(3, i)}</Ид>\n\t\t\t\t<Остатки>\n{told}"
        yield "\t\t\t\t</Остатки>\n\t\t\t</Предложение>\n"
    yield "\t\t</Предложения>\n\t</ПакетПредложений>\n" + END
