"""The columns of a file of goods: those of the template, and any others by what they are said to mean."""

from collections.abc import Mapping, Sequence

from application.shared.sheets import Column, Sheet
from domain.catalog.traits import folded

# Field by heading; the first of a field is that of the template.
HEADINGS: Mapping[str, str] = {
    "Артикул": "sku", "Код товара": "sku", "SKU": "sku",
    "Наименование": "name", "Название": "name", "Товар": "name", "Номенклатура": "name",
    "Раздел": "section", "Группа": "section", "Категория": "section",
    "Единица": "unit", "Ед. изм.": "unit", "Ед.": "unit",
    "Штрихкод": "barcode", "EAN": "barcode", "Штрих-код": "barcode",
    "Производитель": "maker", "Бренд": "maker",
    "Страна": "country",
    "НДС": "vat", "Ставка НДС": "vat",
    "Описание": "description",
}  # fmt: skip
FIELDS = tuple(dict.fromkeys(HEADINGS.values()))
NEEDED = ("sku", "name")
PROPERTY, IGNORE = "property", "ignore"
_BY_FOLDED = {folded(heading): field for heading, field in HEADINGS.items()}
HELP = (
    ("Артикул", "Обязателен. По нему товар узнаётся при следующей загрузке; кириллица и латиница не различаются."),
    ("Наименование", "Обязательно."),
    ("Раздел", "Путь через косую черту: Крепёж / Болты. Пусто – без раздела."),
    ("Единица", "шт, кг, м, упак…; пусто – шт."),
    ("Штрихкод", "8, 12, 13 или 14 цифр."),
    ("Производитель", "Название."),
    ("Страна", "Название."),
    ("НДС", "20, 10, 22, 0 или «без НДС»; пусто – не указан."),
    ("Описание", "До 10 000 знаков."),
    ("другие колонки", "Становятся свойствами товара под названием колонки."),
)
WIDTHS = {"name": 44, "section": 30, "description": 40}


def template() -> Sequence[Sheet]:
    first = {field: heading for heading, field in reversed(tuple(HEADINGS.items()))}
    columns = tuple(Column(first[field], WIDTHS.get(field, 16)) for field in FIELDS)
    help_sheet = Sheet("Как заполнять", (Column("Колонка", 18), Column("Что писать", 90)), HELP)
    return (Sheet("Товары", columns, ()), help_sheet)


def guessed(headings: Sequence[str]) -> tuple[str, ...]:
    """What each column means by its heading; of two alike the first counts, the second is a property."""
    found: list[str] = []
    for heading in headings:
        field = _BY_FOLDED.get(folded(heading), PROPERTY if heading else IGNORE)
        found.append(PROPERTY if field in FIELDS and field in found else field)
    return tuple(found)
