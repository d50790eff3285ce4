"""Leads at the seller's: whoever takes one answers for it, and every step has its name and its moment."""

from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.leads.ports import LeadCard, LeadPage, Leads
from domain.access.permission import Permission
from domain.ordering.lead import MOVES, LeadMoved, LeadState
from domain.shared.errors import NotFound

LONGEST_NOTE = 500


@frozen
class LeadDesk:
    leads: Leads

    def page(self, visit: Visit, state: LeadState | None, offset: int, limit: int) -> LeadPage:
        visit.authority.need(Permission.TAKE_LEADS)
        return self.leads.page(state, offset, limit)

    def card(self, visit: Visit, id: UUID) -> LeadCard:
        """Raises NotFound."""
        visit.authority.need(Permission.TAKE_LEADS)
        found = self.leads.card(id)
        if found is None:
            raise NotFound("lead", str(id))
        return found

    def move(self, visit: Visit, id: UUID, was: LeadState, to: LeadState, note: str) -> None:
        """Raises LeadMoved where a colleague was faster, NotFound."""
        visit.authority.need(Permission.TAKE_LEADS)
        if to not in MOVES[was]:
            raise LeadMoved(was)
        with self.leads.begin() as work:
            found = work.move(visit.authority.user, id, was, to, note.strip()[:LONGEST_NOTE])
        if found is None:
            raise NotFound("lead", str(id))
        if found is not was:
            raise LeadMoved(found)
