"""Files that forms send: workbooks of prices for his own client, for hers, and what is no workbook."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import openpyxl

from application.price_desk.columns import HEADINGS
from application.search_desk.files import OTHERS, WORD
from tests.http.differential.agreed import BY_HAND, sku
from tests.http.differential.stranger import COMPANY, CONTRACTS, HOLDING, INN, KPP

HIS, HERS, NONE, LINKS = "his.xlsx", "hers.xlsx", "none.xlsx", "links.xlsx"


def workbook(rows: list[Mapping[str, str]]) -> bytes:
    """Rows by field, under the headings of the template."""
    # One workbook for every door that takes some: each ignores the columns of the others.
    told = ([*map(row.get, HEADINGS.values()), f"word{n}", f"other{n}"] for n, row in enumerate(rows))
    return book_of([[*HEADINGS, WORD, OTHERS], *told])


def book_of(rows: Sequence[Sequence[str | None]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def workbooks(contract: str) -> Mapping[str, bytes]:
    """By the name under which each is sent. `contract`: the number of a contract of his own."""
    priced = {"sku": sku(BY_HAND), "amount": "97.50"}
    hers = [
        *({"contract": number} for number in CONTRACTS.values()),
        {"contract": contract, "inn": INN},
        {"inn": INN},
        {"inn": INN, "kpp": KPP},
        {"holding": HOLDING},
        {"holding": COMPANY},
    ]
    return {
        HIS: workbook([{"contract": contract, **priced}, {"contract": contract, "sku": "no-such", "amount": "x"}]),
        HERS: workbook([{**owner, **priced} for owner in hers]),
        NONE: b"%PDF-1.7 no workbook",
        LINKS: book_of([("Артикул", "Вид", "Связанный артикул"), (sku(1), "аналог", sku(2))]),
    }
