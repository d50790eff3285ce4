"""The staff at a client's people: acting for one of them, and shutting the whole company out."""

from uuid import UUID

import falcon
from attrs import frozen

from application.company.acting import ActingDesk
from domain.access.permission import Permission
from domain.shared.ids import UserId
from entrypoints.http.visits import check_csrf, visit_of
from entrypoints.pages.forms import form_of, uuid_of
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.desk import StaffDesk


@frozen
class ClientPeoplePage:
    """/manage/clients/{client}/people; `do`: act, close, open."""

    desk: StaffDesk
    acting: ActingDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        held = visit.authority.staff_permissions
        self.desk.show(
            req,
            resp,
            "client_people.html",
            visit,
            "clients",
            found=self.acting.people(visit, client),
            csrf=visit.authority.csrf,
            may_act=Permission.ACT_FOR_CLIENTS in held,
            may_close=Permission.CLOSE_CLIENTS in held,
        )

    def on_post(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        if form.get("do") == "act":
            self.acting.begin(visit, client, UserId(uuid_of(form.get("user", ""), "employee")))
            see_other(resp, "/")
            return
        self.acting.close(visit, client, form.get("do") == "close")
        see_other(resp, f"/manage/clients/{client}/people")


@frozen
class StopActing:
    """/acting/end"""

    acting: ActingDesk

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        check_csrf(req, visit, form_of(req).get("csrf", ""))
        company = None if visit.context is None else visit.context.party.id
        self.acting.end(visit)
        see_other(resp, "/manage/clients" if company is None else f"/manage/clients/{company}")
