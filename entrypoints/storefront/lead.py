"""An order by those who have no login: a telephone number, an e-mail address, what they need."""

import falcon
from attrs import evolve, frozen

from application.leads.ask import AskLeadHandler, TypedLead
from domain.ordering.lead import LeadFormStale, LeadIncomplete, TooManyLeads
from domain.shared.errors import DomainError
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.http.visits import address_of, check_same_site
from entrypoints.pages.forms import form_of
from entrypoints.storefront.desk import Desk

PATH = "/request"


@frozen
class Lead:
    """/request"""

    desk: Desk
    ask: AskLeadHandler

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, TypedLead())

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        check_same_site(req)
        typed = TypedLead.of(form_of(req))
        try:
            number = self.ask(typed, address_of(req))
        except (LeadIncomplete, LeadFormStale, TooManyLeads) as refusal:
            self._show(req, resp, typed, refusal)
            resp.status = status(refusal)
            return
        self.desk.pages.show(req, resp, "lead_sent.html", None, "", number=number)

    def _show(
        self, req: falcon.Request, resp: falcon.Response, typed: TypedLead, refusal: DomainError | None = None
    ) -> None:
        """With a mark of its own each time, unless a fault came back: then the first one is still good."""
        language = self.desk.pages.edition(None, req).language.code
        is_kept = isinstance(refusal, LeadIncomplete) and typed.mark
        faults = {fault.field: sentence(fault, language) for fault in getattr(refusal, "faults", ())}
        self.desk.pages.show(
            req,
            resp,
            "lead.html",
            None,
            "",
            typed=typed if is_kept else evolve(typed, mark=self.ask.form()),
            faults=faults,
            refusal=sentence(refusal, language) if refusal else "",
            hints=[remedy.text for remedy in remedies(refusal, language)] if refusal and not faults else [],
        )
