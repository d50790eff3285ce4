"""Groups of users: who is in them, and which price types they have."""

from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.price_desk.groups import GroupMembersUnknown, GroupNameInvalid, GroupTooLarge, SetGroup
from domain.shared.errors import DomainError
from domain.shared.ids import UserGroupId
from entrypoints.http.problems import status
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.assignments.pages import AssignmentDesk
from entrypoints.workplace.prices.desk import GROUPS
from entrypoints.workplace.rules.form import words

REFUSALS = (GroupNameInvalid, GroupMembersUnknown, GroupTooLarge)


@frozen
class Groups:
    """/manage/prices/groups: GET shows all, POST makes one."""

    desk: AssignmentDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, self.desk.desk.visit(req), None, None, ("", ""))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.save(req, resp, None)

    def save(self, req: falcon.Request, resp: falcon.Response, group: UUID | None) -> None:
        visit = self.desk.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        typed = form.get("name", ""), form.get("logins", "")[:50_000].replace("\x00", "")
        id = None if group is None else UserGroupId(group)
        try:
            self.desk.use_cases.set_group(visit, SetGroup(id, typed[0].replace("\x00", ""), tuple(words(typed[1]))))
        except REFUSALS as refusal:
            self._show(req, resp, visit, refusal, group, typed)
            resp.status = status(refusal)
            return
        see_other(resp, f"{GROUPS}?saved=1")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        refusal: DomainError | None,
        group: UUID | None,
        typed: tuple[str, str],
    ) -> None:
        """typed: what was sent for the group, or for a new one, where that was refused."""
        self.desk.show(
            req,
            resp,
            "user_groups.html",
            visit,
            "groups",
            rows=self.desk.use_cases.groups(visit),
            path=GROUPS,
            refused=group,
            refusal=self.desk.said(req, visit, refusal) if refusal is not None else "",
            typed=typed,
            saved=req.params.get("saved") == "1",
        )


@frozen
class Group:
    """/manage/prices/groups/{group}: POST changes it."""

    groups: Groups

    def on_post(self, req: falcon.Request, resp: falcon.Response, group: UUID) -> None:
        self.groups.save(req, resp, group)
