"""What clients miss on cards, at the manager's desk."""

from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.content.files import ContentRefused
from application.content.requests import AnswerEmpty
from domain.access.permission import Permission
from entrypoints.content.papers import said
from entrypoints.content.use_cases import RequestUseCases
from entrypoints.http.problems import status
from entrypoints.http.visits import check_csrf
from entrypoints.pages.content_form import NOTHING, content_form
from entrypoints.pages.giving import give
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.desk import StaffDesk

PATH = "/manage/content-requests"
STATES = ("", "open", "answered", "declined")


@frozen
class AllRequests:
    """/manage/content-requests"""

    desk: StaffDesk
    requests: RequestUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.show(req, resp, self.desk.visit(req))

    def show(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, faulty: UUID | None = None, fault: str = "",
        text: str = "",
    ) -> None:  # fmt: skip
        state = str(req.params.get("state", ""))
        self.desk.show(
            req,
            resp,
            "manage_content_requests.html",
            visit,
            "media",
            rows=self.requests.list(visit, state),
            states=[(one, f"{PATH}?state={one}" if one else PATH) for one in STATES],
            state=state if state in STATES else "",
            edits=Permission.CHANGE_CONTENT in visit.authority.staff_permissions,
            csrf=visit.authority.csrf,
            faulty=faulty,
            fault=fault,
            text=text,
        )


@frozen
class OneRequest:
    """/manage/content-requests/{request}"""

    every: AllRequests

    def on_get(self, req: falcon.Request, resp: falcon.Response, request: UUID) -> None:
        """The file that was sent with the answer."""
        give(resp, self.every.requests.file(self.every.desk.visit(req), request))

    def on_post(self, req: falcon.Request, resp: falcon.Response, request: UUID) -> None:
        visit, text = self.every.desk.visit(req), ""
        try:
            form, files = content_form(req)
            check_csrf(req, visit, form.get("csrf", ""))
            text, declined = form.get("answer", ""), form.get("do") == "decline"
            sent = files.get("file", NOTHING)
            self.every.requests.answer(visit, request, text, sent, "public" in form, declined)
        except (ContentRefused, AnswerEmpty) as refusal:
            language = self.every.desk.edition(visit, req).language.code
            self.every.show(req, resp, visit, request, said(refusal, language), text)
            resp.status = status(refusal)
            return
        see_other(resp, PATH)
