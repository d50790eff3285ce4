"""What is reserved for the buyer, and until when."""

from collections.abc import Callable

import falcon
from attrs import frozen

from application.access.context import Visit
from application.reserves.ports import ReservesPage
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import paging
from entrypoints.storefront.desk import Desk

PATH = "/reserves"


@frozen
class OwnReserves:
    """/reserves"""

    desk: Desk
    reserves: Callable[[Visit, bool, int], ReservesPage]

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        page = self.reserves(visit, False, whole(str(req.params.get("offset", "")), 0, 1_000_000))
        self.desk.show(
            req, resp, "own_reserves.html", visit, "orders",
            page=page,
            sees_parties=len(visit.authority.parties) > 1,
            paging=paging(PATH, {}, page.offset, page.limit, page.total),
        )  # fmt: skip
