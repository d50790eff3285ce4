"""The cart as a workbook: what it costs, and a key in each line by which it comes back as it was."""

from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen
from rustpy_xlsxwriter import FastExcel, Format

from adapters.files.xlsx import column_format, harmless, heading_format, on_paper
from application.filling.cart_file import CartFile
from application.shared.sheets import Column, Form
from application.shared.words import instant_text, money_text

RU = ("Корзина", "Корзина на {at}", "Клиент: {client}", "Договоры: {contracts}", "Итого",
      ("Артикул", "Наименование", "Количество", "Ед.", "Цена", "Валюта", "НДС, %", "Сумма с НДС",
       "Ключ строки"))  # fmt: skip
EN = ("Cart", "Cart as of {at}", "Client: {client}", "Contracts: {contracts}", "Total",
      ("Article", "Name", "Quantity", "Unit", "Price", "Currency", "VAT, %", "Sum with VAT", "Row key"))  # fmt: skip
SHAPES = ((18, Form.TEXT), (52, Form.TEXT), (13, Form.QUANTITY), (9, Form.TEXT), (14, Form.PRICE), (9, Form.TEXT),
          (9, Form.QUANTITY), (16, Form.PRICE), (30, Form.TEXT))  # fmt: skip


@frozen
class CartWorkbook:
    """The port `CartSheets`. `zone`: in which the moment is written."""

    zone: ZoneInfo

    def __call__(self, file: CartFile, language: str) -> bytes:
        name, title, client, contracts, total, headings = EN if language == "en" else RU
        columns = [Column(text, *shape) for text, shape in zip(headings, SHAPES, strict=True)]
        last = len(columns) - 1
        told = [
            title.format(at=instant_text(file.at, self.zone)),
            client.format(client=file.client),
            contracts.format(contracts=", ".join(file.contracts) or "—"),
        ]
        sums = "; ".join(money_text(money.amount, money.currency.value, language) for money in file.totals)
        told += [f"{total}: {sums}"] if sums else []
        bold = Format().set_bold()
        block: list[tuple[Any, ...]] = [
            (place, 0, place, last, str(harmless(text)), bold if place in (0, 3) else Format())
            for place, text in enumerate(told)
        ]
        target = BytesIO()
        workbook = FastExcel(target).freeze(row=len(told) + 2)
        workbook.sheet(
            name,
            self._records(file, headings),
            column_widths=[float(column.width) for column in columns],
            column_formats=[column_format(column) for column in columns],
            header_format=heading_format(),
            header_row=len(told) + 1,
            merge_ranges=block,
            outline={"columns": [{"from": headings[last], "to": headings[last], "collapsed": True}]},
            page_setup=on_paper(len(told) + 1),
        )
        workbook.save()
        return target.getvalue()

    def _records(self, file: CartFile, headings: tuple[str, ...]) -> list[dict[str, Any]]:
        rows = [
            (one.sku, one.name, one.quantity, one.unit, one.price, one.currency, one.vat, one.sum, one.key)
            for one in file.lines
        ]
        return [dict(zip(headings, map(harmless, row), strict=True)) for row in rows] or [dict.fromkeys(headings)]
