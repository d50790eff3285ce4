"""Which column of a table is what: read from its headings, guessed from its content, or told by a person."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any

from attrs import field, frozen

from application.filling.quantities import Amount, read_amount
from application.filling.sheets import HEAD, OpenTable
from application.filling.typed import TypedLine, cleaned

Head = Sequence[tuple[int, tuple[str, ...]]]


class Role(StrEnum):
    ARTICLE = "article"
    BARCODE = "barcode"
    OWN = "own"
    NAME = "name"
    QUANTITY = "quantity"
    UNIT = "unit"
    KEY = "key"


# As headings are compared: lower case, ё as е, nothing but letters and digits.
HEADINGS: Mapping[Role, str] = {
    Role.ARTICLE: "артикул|арт|код|кодтовара|sku|артикулпоставщика|кодпоставщика|каталожныйномер|артикулпроизводителя|"
    "article|partnumber|partno|productcode|itemno|вашартикул|вашкод|артикултовара",
    Role.BARCODE: "штрихкод|шк|ean|ean13|barcode|gtin|кодean",
    Role.OWN: "нашартикул|нашкод|внутреннийкод|кодклиента|артикулклиента|артикулпокупателя|кодпокупателя|ownarticle|"
    "ourarticle",
    Role.NAME: "наименование|название|наименованиетовара|товар|номенклатура|описание|name|description|"
    "товарыработыуслуги",
    Role.QUANTITY: "количество|колво|кол|заказ|заказшт|шт|кзаказу|заказать|колвошт|количествошт|qty|quantity|order|"
    "потребность|нужно|требуется|заказано|количествозаказа",
    Role.UNIT: "ед|едизм|единица|единицаизмерения|единицы|ei|unit|uom|упаковка|едизмерения",
    Role.KEY: "ключстроки|rowkey",
}
ROLE_OF = {word: role for role, words in HEADINGS.items() for word in words.split("|")}
MEANT = (Role.ARTICLE, Role.BARCODE, Role.OWN, Role.KEY)


@frozen
class Layout:
    """header: the number of its row, 0 where there is none. columns: by role."""

    table: int = 0
    header: int = 0
    columns: Mapping[Role, int] = field(factory=dict)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Layout":
        told = {Role(role): int(place) for role, place in facts.get("columns", {}).items()}
        return cls(int(facts.get("table", 0)), int(facts.get("header", 0)), told)

    def facts(self) -> dict[str, Any]:
        columns = {role.value: place for role, place in self.columns.items()}
        return {"table": self.table, "header": self.header, "columns": columns}

    @property
    def is_enough(self) -> bool:
        """What is ordered, and how much of it."""
        return Role.QUANTITY in self.columns and any(role in self.columns for role in MEANT)


def heading_key(text: str) -> str:
    return "".join(letter for letter in text.casefold().replace("ё", "е") if letter.isalnum())


def signature(row: Sequence[str]) -> str:
    """Of headings: files of one kind have the same."""
    told = "|".join(heading_key(cell) for cell in row).rstrip("|")
    return sha256(told.encode()).hexdigest()[:32]


def guessed(tables: Sequence[OpenTable]) -> Layout:
    """By headings, of the first table that has them; else by content, of the first table."""
    for place, table in enumerate(tables):
        found = by_headings(table.head(HEAD), place)
        if found.is_enough:
            return found
    return by_content(tables[0].head(HEAD)) if tables else Layout()


def by_headings(head: Head, table: int = 0) -> Layout:
    """The row that names most roles; of a role named twice the first column counts."""
    best = Layout(table)
    for number, row in head:
        columns: dict[Role, int] = {}
        for place, cell in enumerate(row):
            role = ROLE_OF.get(heading_key(cell.partition("(")[0].partition(",")[0])) or ROLE_OF.get(heading_key(cell))
            if role is not None:
                columns.setdefault(role, place)
        if len(columns) > len(best.columns):
            best = Layout(table, number, columns)
    if best.columns and Role.NAME in best.columns and not any(role in best.columns for role in MEANT):
        # 1C heads a column of articles «Номенклатура», too.
        columns = {**best.columns, Role.ARTICLE: best.columns[Role.NAME]}
        return Layout(table, best.header, columns)
    return best


def by_content(head: Head) -> Layout:
    """Without headings: the first column is the article, the first column of numbers behind it the quantity."""
    rows = [row for _, row in head]
    width = max((len(row) for row in rows), default=0)
    filled = [place for place in range(width) if any(place < len(row) and row[place] for row in rows)]
    if not filled:
        return Layout()
    columns = {Role.ARTICLE: filled[0]}
    for place in filled[1:]:
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        if cells and sum(isinstance(read_amount(cell), Amount) for cell in cells) * 10 >= len(cells) * 8:
            columns[Role.QUANTITY] = place
            break
    return Layout(0, 0, columns)


def lines_of(table: OpenTable, layout: Layout, most: int) -> tuple[list[TypedLine], int]:
    """Rows with a quantity, at most so many and one more; with how many of them are hidden.

    Titles of groups, totals without an article, and rows that nobody ordered of are passed over in silence.
    """
    roles = [role for role in Role if role in layout.columns]
    found: list[TypedLine] = []
    hidden = 0
    places = [layout.columns[role] for role in roles]
    for number, cells in table.picked(places, layout.header, layout.columns[Role.QUANTITY]):
        told = dict(zip(roles, cells, strict=True))
        line = _line(number, told)
        if line is not None:
            found.append(line)
            hidden += number in table.notes.hidden_rows
            if len(found) > most:
                break
    return found, hidden


def _line(number: int, told: Mapping[Role, str]) -> TypedLine | None:
    quantity = told.get(Role.QUANTITY, "").strip()
    if not quantity or read_amount(quantity) is None:
        return None
    article, own = cleaned(told.get(Role.ARTICLE, "")) or cleaned(told.get(Role.BARCODE, "")), told.get(Role.OWN, "")
    stamp = told.get(Role.KEY, "").strip()[:200]
    if not article and not own and not stamp:
        return None
    return TypedLine(
        number, article, quantity[:40], cleaned(told.get(Role.UNIT, ""))[:40], cleaned(own),
        cleaned(told.get(Role.NAME, "")), stamp,
    )  # fmt: skip


def same_roles(columns: Mapping[Role, int], row: Iterable[str]) -> bool:
    """Whether a remembered layout fits a table of this width."""
    width = len(list(row))
    return all(place < width for place in columns.values())
