"""Leads at the seller's: the list by state, one with its goods and its history."""

from uuid import UUID

import falcon
from attrs import frozen

from application.leads.desk import LeadDesk
from domain.ordering.lead import MOVES, LeadMoved, LeadState
from domain.shared.errors import DomainError
from entrypoints.http.problems import sentence, status
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import paging
from entrypoints.pages.rendering import Edition, see_other
from entrypoints.workplace.desk import StaffDesk

PATH = "/manage/leads"
PAGE = 50
COLOURS = {LeadState.NEW: "amber", LeadState.TAKEN: "blue", LeadState.WON: "green", LeadState.LOST: "grey"}


@frozen
class LeadWords:
    edition: Edition

    def state(self, state: LeadState) -> str:
        say = self.edition.language.say
        return {
            LeadState.NEW: say("new lead"),
            LeadState.TAKEN: say("lead in work"),
            LeadState.WON: say("became an order"),
            LeadState.LOST: say("turned down"),
        }[state]

    def move(self, to: LeadState) -> str:
        say = self.edition.language.say
        return {
            LeadState.NEW: say("Give it back"),
            LeadState.TAKEN: say("Take it"),
            LeadState.WON: say("It became an order"),
            LeadState.LOST: say("Turn it down"),
        }[to]

    def colour(self, state: LeadState) -> str:
        return COLOURS[state]

    @property
    def states(self) -> list[tuple[LeadState, str]]:
        return [(state, self.state(state)) for state in LeadState]


def state_of(text: str) -> LeadState | None:
    return LeadState(text) if text in set(LeadState) else None


@frozen
class LeadsPage:
    """/manage/leads"""

    staff: StaffDesk
    desk: LeadDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.staff.visit(req)
        state = state_of(str(req.params.get("state", "")))
        offset = whole(str(req.params.get("offset", "")), 0, 1_000_000)
        page = self.desk.page(visit, state, offset, PAGE)
        words = LeadWords(self.staff.edition(visit, req))
        pages = paging(PATH, {"state": state or ""}, offset, PAGE, page.total)
        self.staff.show(
            req, resp, "manage_leads.html", visit, "leads", page=page, state=state, words=words, paging=pages
        )


@frozen
class LeadPage:
    """/manage/leads/{lead}"""

    staff: StaffDesk
    desk: LeadDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, lead: UUID) -> None:
        self._show(req, resp, lead)

    def on_post(self, req: falcon.Request, resp: falcon.Response, lead: UUID) -> None:
        visit = self.staff.visit(req)
        form = self.staff.form(req, visit)
        was, to = state_of(form.get("was", "")), state_of(form.get("to", ""))
        if was is not None and to is not None:
            try:
                self.desk.move(visit, lead, was, to, form.get("note", ""))
            except LeadMoved as refusal:
                self._show(req, resp, lead, refusal, form.get("note", ""))
                resp.status = status(refusal)
                return
        see_other(resp, f"{PATH}/{lead}")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        lead: UUID,
        refusal: DomainError | None = None,
        note: str = "",
    ) -> None:
        visit = self.staff.visit(req)
        card = self.desk.card(visit, lead)
        edition = self.staff.edition(visit, req)
        self.staff.show(
            req,
            resp,
            "manage_lead.html",
            visit,
            "leads",
            card=card,
            row=card.row,
            words=LeadWords(edition),
            moves=MOVES[card.row.state],
            csrf=visit.authority.csrf,
            refusal=sentence(refusal, edition.language.code) if refusal else "",
            note=note,
        )
