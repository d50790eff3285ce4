"""A pasted list: lines, tabs, semicolons, commas; articles with or without quantities.

Where an article and a quantity cannot be told apart for certain («AB 10»), both readings go on: the resolver takes the
one that there are goods for.
"""

import re
from collections.abc import Iterator

from application.filling.quantities import Amount, Unclear, read_amount
from application.filling.typed import INVISIBLE, TypedLine, cleaned

# Characters: of a question to the API, and of a draft.
MOST_TEXT, MOST_DRAFTED_TEXT = 200_000, 1_000_000
# «1000 шт», «2,5», «3уп.», behind a blank, a dash, a sign of multiplication, a colon.
TAIL = re.compile(
    r"(?P<article>\S.*?)(?:\s*[=:]\s*|\s+[-–—xXхХ×*]\s*|\s+)"
    r"(?P<quantity>-?[0-9][0-9.,]*(?:[  ][0-9]{3})*(?:[.,][0-9]+)?)\s*(?P<unit>[^\W\d_][^\s\d]{0,11})?"
)
# A comma between digits is a decimal one where one to three digits follow it and nothing else.
COMMA = re.compile(r",(?![0-9]{1,3}(?![\w,]))|,(?=\s)")
ONLY_NUMBERS = re.compile(r"[0-9]+(?:,[0-9]+)+,?")
LONG_NUMBER = 5  # digits: an article rather than a quantity


def pasted(text: str) -> tuple[TypedLine, ...]:
    """Numbered by their lines where each has one entry, else in the order of the entries."""
    lines = [(number, line) for number, line in enumerate(text[:MOST_DRAFTED_TEXT].splitlines(), 1) if cleaned(line)]
    found = [(number, entry) for number, line in lines for entry in entries(line)]
    by_line = len(found) == len(lines)
    numbered = [(number if by_line else place, entry) for place, (number, entry) in enumerate(found, 1)]
    return tuple(TypedLine(number, *entry[:3], whole=entry[3]) for number, entry in numbered if entry[0])


Entry = tuple[str, str, str, str]


def entries(line: str) -> Iterator[Entry]:
    plain = line.translate(INVISIBLE).strip(" \r\n\u00a0")
    if "\t" in plain:
        yield of_cells([cleaned(cell) for cell in plain.split("\t")])
        return
    if ";" in plain:
        cells = [cleaned(cell) for cell in plain.split(";")]
        if is_one(cells):
            yield of_cells(cells)
        else:
            yield from (of_text(cell) for cell in cells if cell)
        return
    bare = "".join(plain.split())
    parts = bare.split(",") if ONLY_NUMBERS.fullmatch(bare) else COMMA.split(plain)
    yield from (of_text(cleaned(part)) for part in parts if cleaned(part))


def is_one(cells: list[str]) -> bool:
    """«article; quantity», with a unit or whatever else behind; not a row of articles."""
    if len(cells) < 2 or not cells[0]:
        return False
    amount = read_amount(cells[1])
    long_number = cells[1].isdigit() and len(cells[1]) >= LONG_NUMBER
    return not long_number and (not cells[1] or isinstance(amount, Amount) or amount is None
                                or amount is not Unclear.NOT_A_NUMBER)  # fmt: skip


def of_cells(cells: list[str]) -> Entry:
    """The first cell is the article; the quantity the first that reads as a number, the unit what follows it."""
    filled = [(place, cell) for place, cell in enumerate(cells) if cell]
    if not filled:
        return "", "", "", ""
    article = filled[0][1]
    for place, cell in filled[1:]:
        amount = read_amount(cell)
        if amount is None or isinstance(amount, Amount) or amount is not Unclear.NOT_A_NUMBER:
            unit = cells[place + 1] if place + 1 < len(cells) and not has_digit(cells[place + 1]) else ""
            return article, cell, unit[:20], ""
    return article, "", "", ""


def of_text(text: str) -> Entry:
    found = TAIL.fullmatch(text)
    if found is None:
        return text, "", "", text
    return found["article"].rstrip(" ,:=-–—"), found["quantity"], found["unit"] or "", text


def has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
