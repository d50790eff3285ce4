"""The manager's clients."""

from uuid import UUID

import falcon
from attrs import frozen

from application.queries.orders import OrderFilter
from domain.access.permission import Permission
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import paging
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.desk import StaffDesk

PAGE = 50
LATEST = 20


@frozen
class Front:
    """/manage"""

    desk: StaffDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        held = self.desk.visit(req).authority.staff_permissions
        edits = Permission.CHANGE_CONTENT in held and Permission.SEE_OWN_CLIENTS not in held
        see_other(resp, "/manage/media" if edits else "/manage/clients")


@frozen
class Clients:
    """/manage/clients"""

    desk: StaffDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        text = str(req.params.get("q", "")).strip()[:100]
        offset = whole(str(req.params.get("offset", "")), 0, 1_000_000)
        page = self.desk.use_cases.clients(visit, text, offset, PAGE)
        pages = paging("/manage/clients", {"q": text}, page.offset, page.limit, page.total)
        self.desk.show(req, resp, "clients.html", visit, "clients", page=page, paging=pages)


@frozen
class Client:
    """/manage/clients/{client}"""

    desk: StaffDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        found = self.desk.use_cases.client(visit, client)
        orders = self.desk.use_cases.orders(visit, OrderFilter(counterparty=client, limit=LATEST))
        self.desk.show(req, resp, "client.html", visit, "clients", client=found, orders=orders)
