"""The cart as a workbook, and as a sheet of paper."""

from urllib.parse import quote

import falcon
from attrs import frozen

from entrypoints.filling.use_cases import FillingUseCases
from entrypoints.http.visits import visit_of
from entrypoints.storefront.desk import Desk

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@frozen
class CartXlsx:
    """/cart.xlsx"""

    desk: Desk
    filling: FillingUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        edition = self.desk.edition(visit, req)
        file = self.filling.cart_file(visit)
        day = file.at.astimezone(edition.figures.zone)
        name = f"{edition.language.say('Cart')} {day:%Y-%m-%d %H-%M}.xlsx"
        resp.content_type = XLSX
        resp.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name, safe='')}")
        resp.set_header("Cache-Control", "private, no-store")
        resp.data = self.filling.cart_sheet(file, edition.language.code)


@frozen
class CartPrint:
    """/cart/print"""

    desk: Desk
    filling: FillingUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        self.desk.show(req, resp, "cart_print.html", visit, "cart", file=self.filling.cart_file(visit))
