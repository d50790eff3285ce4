"""The company's people: who has access, who is invited, one person's roles; and the page that an invitation opens."""

from datetime import date
from uuid import UUID, uuid4

import falcon
from attrs import frozen

from application.company.joining import Join
from application.company.people import Access, Invite
from application.company.people_ports import Employee
from domain.shared.errors import DomainError, NotAllowed, NotFound
from domain.shared.ids import UserId
from entrypoints.company.desk import NOTHING_SENT, CompanyDesk, Sent, sent
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import address_of, check_same_site
from entrypoints.pages.forms import form_of, uuid_of
from entrypoints.pages.rendering import see_other

PATH = "/company/people"


def access_of(form: Sent) -> Access:
    return Access(form.many("role"), form.day("from"), form.day("to"))


@frozen
class CompanyPeople:
    """/company/people"""

    desk: CompanyDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, NOTHING_SENT, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """An invitation."""
        visit = self.desk.visit(req)
        form = sent(req, visit)
        invite = Invite(
            uuid_of(form.one.get("id", "")), form.one.get("email", ""), form.one.get("name", ""), access_of(form)
        )
        try:
            self.desk.company.people.invite(visit, invite)
        except NotAllowed:
            raise
        except DomainError as refusal:
            self._show(req, resp, form, refusal)
            return
        see_other(resp, f"{PATH}?done=invited")

    def _show(self, req: falcon.Request, resp: falcon.Response, form: Sent, refusal: DomainError | None) -> None:
        visit = self.desk.visit(req)
        people, day = self.desk.company.people.page(visit), visit.buyer().day
        self.desk.show(
            req, resp, "company_people.html", visit, "people", refusal,
            people=people, form=form.one, chosen=form.many("role"), id=form.one.get("id") or str(uuid4()),
            own=visit.authority.user, states={one.user: state_of(one, visit.buyer().day) for one in people.employees},
            held=visit.buyer().party.permissions, day=day, done=str(req.params.get("done", "")),
        )  # fmt: skip


def state_of(one: Employee, day: date) -> str:
    if one.is_disabled:
        return "disabled"
    if one.valid_from is not None and one.valid_from > day:
        return "later"
    return "active" if one.is_in_force(day) else "ended"


@frozen
class OneEmployee:
    """/company/people/{user}"""

    desk: CompanyDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, user: UUID) -> None:
        self._show(req, resp, user, NOTHING_SENT, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, user: UUID) -> None:
        """`do`: end takes all access away, anything else gives the roles that are ticked."""
        visit = self.desk.visit(req)
        form = sent(req, visit)
        try:
            if form.one.get("do") == "end":
                self.desk.company.people.end(visit, UserId(user))
            else:
                self.desk.company.people.change(visit, UserId(user), access_of(form))
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            self._show(req, resp, user, form, refusal)
            return
        see_other(resp, f"{PATH}?done={'ended' if form.one.get('do') == 'end' else 'changed'}")

    def _show(
        self, req: falcon.Request, resp: falcon.Response, user: UUID, form: Sent, refusal: DomainError | None
    ) -> None:
        visit = self.desk.visit(req)
        people, one = self.desk.company.people.one(visit, UserId(user))
        was = {"from": one.valid_from and one.valid_from.isoformat(), "to": one.valid_to and one.valid_to.isoformat()}
        self.desk.show(
            req, resp, "company_person.html", visit, "people", refusal,
            one=one, roles=people.roles, held=visit.buyer().party.permissions, is_own=one.user == visit.authority.user,
            chosen=form.many("role") if refusal else tuple(role.code for role in one.roles),
            form=form.one if refusal else {name: day or "" for name, day in was.items()},
            state=state_of(one, visit.buyer().day),
        )  # fmt: skip


@frozen
class OneInvitation:
    """/company/invitations/{invitation}"""

    desk: CompanyDesk

    def on_post(self, req: falcon.Request, resp: falcon.Response, invitation: UUID) -> None:
        visit = self.desk.visit(req)
        is_again = sent(req, visit).one.get("do") == "again"
        people = self.desk.company.people
        (people.again if is_again else people.withdraw)(visit, invitation)
        see_other(resp, f"{PATH}?done={'again' if is_again else 'withdrawn'}")


@frozen
class JoinByLink:
    """/join/{token}: from a letter, without signing in. Looking uses nothing up: mail programs open links, too."""

    desk: CompanyDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, token: str) -> None:
        self._show(req, resp, token, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, token: str) -> None:
        check_same_site(req)
        form = form_of(req)
        join = Join(token, form.get("password", ""), form.get("again", ""), address_of(req))
        try:
            self.desk.company.join(join)
        except NotFound:
            raise
        except DomainError as refusal:
            self._show(req, resp, token, refusal)
            return
        see_other(resp, "/login?joined=yes")

    def _show(self, req: falcon.Request, resp: falcon.Response, token: str, refusal: DomainError | None) -> None:
        pages = self.desk.desk.pages
        language = pages.edition(None, req).language.code
        offered = self.desk.company.join.look(token, address_of(req))
        if refusal is not None:
            resp.status = status(refusal)
        pages.show(
            req, resp, "join.html", None, "", offered=offered, address=f"/join/{token}",
            refusal=sentence(refusal, language) if refusal else "",
        )  # fmt: skip
