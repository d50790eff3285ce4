"""The least sum of a client's orders: what holds, where it comes from, who changed it."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.minimums.ports import Agreed, MinimumChange, MinimumNotSound, TypedMinimum
from domain.access.permission import Permission
from domain.ordering.minimum import DEFAULT_LEVEL
from domain.parties.level import Level
from entrypoints.http.problems import sentence, status
from entrypoints.pages.forms import uuid_of, whole
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.desk import StaffDesk


@frozen
class Minimums:
    """/manage/clients/{client}/minimum"""

    desk: StaffDesk
    query: Callable[[Visit, UUID], tuple[Sequence[Agreed], Sequence[MinimumChange]]]
    agree: Callable[[Visit, UUID, TypedMinimum], None]

    def on_get(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        self._show(req, resp, client)

    def on_post(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        level = whole(form.get("level", ""), DEFAULT_LEVEL + 1, DEFAULT_LEVEL + 1)
        owner = uuid_of(form.get("owner", ""), "contract")
        try:
            self.agree(visit, client, TypedMinimum(level, owner, form.get("amount", ""), "whole" in form))
        except MinimumNotSound as refusal:
            self._show(req, resp, client, form, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"/manage/clients/{client}/minimum?saved=1")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        client: UUID,
        form: Mapping[str, str] | None = None,
        refusal: MinimumNotSound | None = None,
    ) -> None:
        visit = self.desk.visit(req)
        found = self.desk.use_cases.client(visit, client)
        rows, changes = self.query(visit, client)
        held = visit.authority.staff_permissions
        language = self.desk.edition(visit, req).language.code
        self.desk.show(
            req,
            resp,
            "client_minimum.html",
            visit,
            "clients",
            client=found,
            rows=rows,
            changes=changes,
            levels={"contract": int(Level.CONTRACT), "party": int(Level.COUNTERPARTY), "holding": int(Level.HOLDING)},
            may_change=Permission.SET_PRICE_TYPES in held,
            may_wide=Permission.SEE_ALL_CLIENTS in held,
            csrf=visit.authority.csrf,
            typed_owner=(form or {}).get("owner", ""),
            typed_amount=(form or {}).get("amount", ""),
            fault=sentence(refusal, language) if refusal else "",
            saved=req.params.get("saved") == "1",
        )
