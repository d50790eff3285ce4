"""The catalogue as a folder of CommerceML 2.07, spelt as УТ 11 spells it: goods, then prices with stock, in portions.

`version` tells the exports of one base apart: in each later one, one of a hundred goods has another name, and one of a
hundred offers other prices and another stock.
"""

from collections.abc import Iterator
from pathlib import Path

from bench import words
from bench.dataset import Dataset, Product, erp_id

CATALOGUE, CATEGORY, PROPERTY, CHOICE, PRODUCT, PRICE_TYPE, WAREHOUSE, BRAND, SELLER = range(1, 10)
PORTION = 20_000
DAY = "2026-11-{:02d}T03:00:00"
FIRST_DAY = 2
END = "</КоммерческаяИнформация>\n"
UNIT = """\t\t\t\t<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука" МеждународноеСокращение="PCE">
\t\t\t\t\t<Пересчет>
\t\t\t\t\t\t<Единица>796</Единица>
\t\t\t\t\t\t<Коэффициент>1</Коэффициент>
\t\t\t\t\t</Пересчет>
\t\t\t\t</БазоваяЕдиница>
"""


def write(folder: Path, dataset: Dataset, version: int = 0) -> list[Path]:
    """The XML files, in the order in which 1C would send them."""
    folder.mkdir(parents=True, exist_ok=True)
    count = dataset.size.products
    starts = range(0, count, PORTION)
    found = []
    for kind, portion in (("import", goods), ("offers", offers)):
        for number, start in enumerate(starts, 1):
            path = folder / f"{kind}0_{number}.xml"
            with path.open("w", encoding="utf-8-sig") as file:
                file.writelines(portion(dataset, range(start, min(count, start + PORTION)), version))
            found.append(path)
    return found


def is_renamed(i: int) -> bool:
    return i % 100 == 7


def is_repriced(i: int) -> bool:
    return i % 100 == 57


def head(version: int) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" '
        f'ВерсияСхемы="2.07" ДатаФормирования="{DAY.format(FIRST_DAY + version)}">\n'
    )


def owner() -> str:
    return (
        f"\t\t<Владелец>\n\t\t\t<Ид>{erp_id(SELLER, 0)}</Ид>\n\t\t\t<Наименование>Торговый дом</Наименование>\n"
        "\t\t\t<ОфициальноеНаименование>ООО Торговый дом</ОфициальноеНаименование>\n"
        "\t\t\t<ИНН>7707083893</ИНН>\n\t\t\t<КПП>770701001</КПП>\n\t\t</Владелец>\n"
    )


def goods(dataset: Dataset, portion: range, version: int) -> Iterator[str]:
    yield head(version)
    if portion.start == 0:
        yield from classifier(dataset)
    catalogue = erp_id(CATALOGUE, 0)
    only = "false" if portion.start == 0 else "true"
    yield f'\t<Каталог СодержитТолькоИзменения="{only}">\n\t\t<Ид>{catalogue}</Ид>\n'
    yield f"\t\t<ИдКлассификатора>{catalogue}</ИдКлассификатора>\n"
    yield "\t\t<Наименование>Основной каталог товаров</Наименование>\n" + owner() + "\t\t<Товары>\n"
    categories = [erp_id(CATEGORY, c.number) for c in dataset.categories]
    properties = [erp_id(PROPERTY, p.number) for p in dataset.properties]
    for i in portion:
        yield good(dataset.product(i), categories, properties, version if is_renamed(i) else 0)
    yield "\t\t</Товары>\n\t</Каталог>\n" + END


def classifier(dataset: Dataset) -> Iterator[str]:
    yield f"\t<Классификатор>\n\t\t<Ид>{erp_id(CATALOGUE, 0)}</Ид>\n"
    yield "\t\t<Наименование>Классификатор (Основной каталог товаров)</Наименование>\n" + owner()
    yield from groups(dataset, None)
    yield "\t\t<Свойства>\n"
    for told in dataset.properties:
        kind = "Справочник" if told.options else "Строка"
        yield f"\t\t\t<Свойство>\n\t\t\t\t<Ид>{erp_id(PROPERTY, told.number)}</Ид>\n"
        yield f"\t\t\t\t<Наименование>{told.name}</Наименование>\n\t\t\t\t<ТипЗначений>{kind}</ТипЗначений>\n"
        if told.options:
            choices = "".join(
                f"\t\t\t\t\t<Справочник>\n\t\t\t\t\t\t<ИдЗначения>{option_id(told.number, n)}</ИдЗначения>\n"
                f"\t\t\t\t\t\t<Значение>{text}</Значение>\n\t\t\t\t\t</Справочник>\n"
                for n, text in enumerate(told.options)
            )
            yield f"\t\t\t\t<ВариантыЗначений>\n{choices}\t\t\t\t</ВариантыЗначений>\n"
        yield "\t\t\t</Свойство>\n"
    yield "\t\t</Свойства>\n\t</Классификатор>\n"


def groups(dataset: Dataset, parent: int | None) -> Iterator[str]:
    here = [category for category in dataset.categories if category.parent == parent]
    if here:
        yield "<Группы>\n"
        for category in here:
            id = erp_id(CATEGORY, category.number)
            yield f"<Группа>\n<Ид>{id}</Ид>\n<Наименование>{category.name}</Наименование>\n"
            yield from groups(dataset, category.number)
            yield "</Группа>\n"
        yield "</Группы>\n"


def option_id(property_: int, option: int) -> str:
    return erp_id(CHOICE, property_ * 100 + option)


def good(product: Product, categories: list[str], properties: list[str], version: int) -> str:
    told = "".join(
        f"\t\t\t\t\t<ЗначенияСвойства>\n\t\t\t\t\t\t<Ид>{properties[property_]}</Ид>\n\t\t\t\t\t\t<Значение>"
        f"{value if isinstance(value, str) else option_id(property_, value)}</Значение>\n"
        "\t\t\t\t\t</ЗначенияСвойства>\n"
        for property_, value in product.values
    )
    requisites = "".join(
        f"\t\t\t\t\t<ЗначениеРеквизита>\n\t\t\t\t\t\t<Наименование>{name}</Наименование>\n"
        f"\t\t\t\t\t\t<Значение>{value}</Значение>\n\t\t\t\t\t</ЗначениеРеквизита>\n"
        for name, value in (
            ("ВидНоменклатуры", "Товар"), ("ТипНоменклатуры", "Товар"), ("Полное наименование", product.name),
        )
    )  # fmt: skip
    brand = words.BRANDS[product.brand]
    return (
        f"\t\t\t<Товар>\n\t\t\t\t<Ид>{erp_id(PRODUCT, product.number)}</Ид>\n"
        f"\t\t\t\t<Штрихкод>{product.barcode}</Штрихкод>\n\t\t\t\t<Артикул>{product.sku}</Артикул>\n"
        f"\t\t\t\t<Наименование>{product.name}{f' ({version})' if version else ''}</Наименование>\n{UNIT}"
        f"\t\t\t\t<Группы>\n\t\t\t\t\t<Ид>{categories[product.category]}</Ид>\n\t\t\t\t</Группы>\n"
        f"\t\t\t\t<Описание>{product.name}: для наружных и внутренних работ.</Описание>\n"
        f"\t\t\t\t<Изготовитель>\n\t\t\t\t\t<Ид>{erp_id(BRAND, product.brand)}</Ид>\n"
        f"\t\t\t\t\t<Наименование>{brand}</Наименование>\n\t\t\t\t</Изготовитель>\n"
        f"\t\t\t\t<ЗначенияСвойств>\n{told}\t\t\t\t</ЗначенияСвойств>\n"
        "\t\t\t\t<СтавкиНалогов>\n\t\t\t\t\t<СтавкаНалога>\n\t\t\t\t\t\t<Наименование>НДС</Наименование>\n"
        "\t\t\t\t\t\t<Ставка>22</Ставка>\n\t\t\t\t\t</СтавкаНалога>\n\t\t\t\t</СтавкиНалогов>\n"
        f"\t\t\t\t<ЗначенияРеквизитов>\n{requisites}\t\t\t\t</ЗначенияРеквизитов>\n\t\t\t</Товар>\n"
    )


def offers(dataset: Dataset, portion: range, version: int) -> Iterator[str]:
    catalogue = erp_id(CATALOGUE, 0)
    types = [erp_id(PRICE_TYPE, kind) for kind in range(dataset.size.price_types)]
    warehouses = [erp_id(WAREHOUSE, place) for place in range(dataset.size.warehouses)]
    only = "false" if portion.start == 0 else "true"
    yield head(version)
    yield f'\t<ПакетПредложений СодержитТолькоИзменения="{only}">\n\t\t<Ид>{catalogue}#</Ид>\n'
    yield "\t\t<Наименование>Пакет предложений (Основной каталог товаров)</Наименование>\n"
    yield f"\t\t<ИдКаталога>{catalogue}</ИдКаталога>\n\t\t<ИдКлассификатора>{catalogue}</ИдКлассификатора>\n{owner()}"
    yield "\t\t<ТипыЦен>\n"
    for n, kind in enumerate(types, 1):
        yield f"\t\t\t<ТипЦены>\n\t\t\t\t<Ид>{kind}</Ид>\n\t\t\t\t<Наименование>Цена {n}</Наименование>\n"
        yield "\t\t\t\t<Валюта>RUB</Валюта>\n\t\t\t\t<Налог>\n\t\t\t\t\t<Наименование>НДС</Наименование>\n"
        yield "\t\t\t\t\t<УчтеноВСумме>true</УчтеноВСумме>\n\t\t\t\t</Налог>\n\t\t\t</ТипЦены>\n"
    yield "\t\t</ТипыЦен>\n\t\t<Склады>\n"
    for n, place in enumerate(warehouses, 1):
        yield f"\t\t\t<Склад>\n\t\t\t\t<Ид>{place}</Ид>\n"
        yield f"\t\t\t\t<Наименование>Склад {n}</Наименование>\n\t\t\t</Склад>\n"
    yield "\t\t</Склады>\n\t\t<Предложения>\n"
    for i in portion:
        yield offer(dataset, i, types, warehouses, version if is_repriced(i) else 0)
    yield "\t\t</Предложения>\n\t</ПакетПредложений>\n" + END


def offer(dataset: Dataset, i: int, types: list[str], warehouses: list[str], version: int) -> str:
    product = dataset.product(i)
    priced = "".join(
        f"\t\t\t\t\t<Цена>\n\t\t\t\t\t\t<Представление> {amount / 100:.2f} RUB за PCE</Представление>\n"
        f"\t\t\t\t\t\t<ИдТипаЦены>{kind}</ИдТипаЦены>\n\t\t\t\t\t\t<ЦенаЗаЕдиницу>{kopecks(amount)}</ЦенаЗаЕдиницу>\n"
        "\t\t\t\t\t\t<Валюта>RUB</Валюта>\n\t\t\t\t\t\t<Единица>PCE</Единица>\n"
        "\t\t\t\t\t\t<Коэффициент>1</Коэффициент>\n\t\t\t\t\t</Цена>\n"
        for kind, told in zip(types, dataset.prices(i), strict=True)
        for amount in [told + 100 * version]
    )
    free = [told + version for told in dataset.stock(i)]
    places = "".join(
        f'\t\t\t\t<Склад ИдСклада="{place}" КоличествоНаСкладе="{quantity}"/>\n'
        for place, quantity in zip(warehouses, free, strict=True)
    )
    return (
        f"\t\t\t<Предложение>\n\t\t\t\t<Ид>{erp_id(PRODUCT, i)}</Ид>\n\t\t\t\t<Штрихкод>{product.barcode}</Штрихкод>\n"
        f"\t\t\t\t<Артикул>{product.sku}</Артикул>\n\t\t\t\t<Наименование>{product.name}</Наименование>\n{UNIT}"
        f"\t\t\t\t<Цены>\n{priced}\t\t\t\t</Цены>\n\t\t\t\t<Количество>{sum(free)}</Количество>\n{places}"
        "\t\t\t</Предложение>\n"
    )


def kopecks(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"
