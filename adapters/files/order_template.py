"""The template of an order: what columns are read, with a line of example in the remarks of none."""

from attrs import frozen

from adapters.files.xlsx import XlsxSheets
from application.shared.sheets import Column, Form, Sheet

RU = ("Заказ", ("Артикул", "Количество", "Ед.", "Наш артикул", "Комментарий"))
EN = ("Order", ("Article", "Quantity", "Unit", "Our article", "Comment"))
WIDTHS = (24, 14, 10, 20, 40)


@frozen
class OrderTemplate:
    def __call__(self, language: str) -> bytes:
        name, headings = EN if language == "en" else RU
        columns = tuple(
            Column(heading, width, Form.QUANTITY if place == 1 else Form.TEXT)
            for place, (heading, width) in enumerate(zip(headings, WIDTHS, strict=True))
        )
        return XlsxSheets().write([Sheet(name, columns, ())])
