"""The columns of a file of individual prices: the same for the template, the export and the import."""

from collections.abc import Iterator, Mapping, Sequence

from application.price_desk.entry import Entry
from application.price_desk.rows import PriceRow
from application.shared.sheets import Cell, Column, Form, Sheet
from domain.parties.level import Level

LEVEL_NAMES = {Level.CONTRACT: "Договор", Level.COUNTERPARTY: "Контрагент", Level.HOLDING: "Холдинг"}
# Field by heading. A file may hold them in any order and others beside them.
HEADINGS: Mapping[str, str] = {
    "Для кого": "level",
    "ИНН": "inn",
    "КПП": "kpp",
    "Договор": "contract",
    "Холдинг": "holding",
    "Артикул": "sku",
    "Характеристика": "characteristic",
    "Единица": "unit",
    "От количества": "minimum",
    "Цена": "amount",
    "Валюта": "currency",
    "НДС": "vat",
    "Действует с": "valid_from",
    "Действует по": "valid_to",
}
NEEDED = ("Артикул", "Цена")
OWNERS = ("ИНН", "Договор", "Холдинг")
COLUMNS = (
    Column("Для кого", 12),
    Column("ИНН", 14),
    Column("КПП", 11),
    Column("Договор", 16),
    Column("Холдинг", 22),
    Column("Артикул", 18),
    Column("Характеристика", 18),
    Column("Единица", 14),
    Column("От количества", 14, Form.QUANTITY),
    Column("Цена", 14, Form.PRICE),
    Column("Валюта", 8),
    Column("НДС", 9),
    Column("Действует с", 13, Form.DAY),
    Column("Действует по", 13, Form.DAY),
)
# What a reader wants to see and an import leaves aside.
FOR_READERS = (Column("Клиент", 34), Column("Наименование", 44), Column("Источник", 18))
HELP = (
    ("Для кого", "Договор, Контрагент или Холдинг. Пусто – ближайший, что назван в строке."),
    ("ИНН", "Нужен для цены контрагента; при договоре уточняет, чей это договор."),
    ("КПП", "Нужен, когда у контрагентов с одним ИНН разные КПП."),
    ("Договор", "Номер договора, как в 1С."),
    ("Холдинг", "Название холдинга, как в 1С."),
    ("Артикул", "Кириллица и латиница, пробелы и дефисы не различаются."),
    ("Характеристика", "Если у товара есть характеристики."),
    ("Единица", "Пусто – базовая единица. Иначе упаковка, например «упак (10 шт)»."),
    ("От количества", "В базовых единицах; пусто – от любого."),
    ("Цена", "Больше нуля, до пяти знаков после запятой."),
    ("Валюта", "RUB, USD, EUR, CNY, BYN, KZT, TRY; пусто – рубли."),
    ("НДС", "«в цене» или «сверху»; пусто – в цене."),
    ("Действует с", "Дата; пусто – без начала."),
    ("Действует по", "Последний день; пусто – без срока."),
)


def template() -> Sequence[Sheet]:
    help_sheet = Sheet("Как заполнять", (Column("Колонка", 18), Column("Что писать", 80)), HELP)
    return (Sheet("Цены", COLUMNS, ()), help_sheet)


def export(rows: Sequence[PriceRow]) -> Sequence[Sheet]:
    return (Sheet("Цены", (*COLUMNS, *FOR_READERS), map(_cells, rows)),)


def _cells(row: PriceRow) -> tuple[Cell, ...]:
    minimum = row.minimum if row.minimum else None
    vat = "в цене" if row.vat_included else "сверху"
    whose = (LEVEL_NAMES[row.level], row.inn, row.kpp, row.contract, row.holding)
    terms = (minimum, row.amount, row.currency, vat, row.valid_from, row.valid_to)
    return (*whose, row.sku, row.characteristic, row.unit, *terms, row.client, row.goods, row.base or "портал")


def entries(headings: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[Entry]:
    """Rows by the headings above them; a row with nothing in our columns is left out."""
    fields = [(place, HEADINGS[name]) for place, name in enumerate(headings) if name in HEADINGS]
    for line, cells in rows:
        told = {field: cells[place].strip() for place, field in fields if place < len(cells)}
        if any(told.values()):
            yield Entry(line=line, **told)
