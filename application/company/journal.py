"""The journal of acts: orders, prices, rights; who did it, in whose place, before and after (N11)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from attrs import frozen

from application.access.context import Visit
from domain.access.permission import Permission
from domain.shared.ids import CounterpartyId

MOST = 100
# What the acts are about, by how their names begin.
AREAS: Mapping[str, tuple[str, ...]] = {
    "orders": ("order.", "approval.", "budget."),
    "prices": ("price", "individual-price", "promo", "rate", "rule", "assortment", "markup"),
    "rights": ("people.", "role.", "acting.", "client.", "feed-key", "group"),
}


@frozen
class AskJournal:
    """text: in the names of people, the action, the subject and the facts. before: the id below which to go on."""

    area: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None
    before: int = 0


@frozen
class Wanted:
    """companies: None for whoever sees all of them."""

    companies: tuple[CounterpartyId, ...] | None
    areas: tuple[str, ...]
    text: str
    since: datetime | None
    until: datetime | None
    before: int
    limit: int


@frozen
class Entry:
    """number: of an order; link: its id where the entry is of one."""

    id: int
    at: datetime
    who: str
    acting_for: str
    action: str
    subject: str
    company: str
    facts: Mapping[str, Any]


@frozen
class JournalPage:
    rows: Sequence[Entry]
    more: int  # the id to go on below; 0 where there is nothing more


class Journal(Protocol):
    def rows(self, wanted: Wanted) -> Sequence[Entry]:
        """Newest first."""


@frozen
class JournalQuery:
    journal: Journal
    zone: ZoneInfo

    def of_company(self, visit: Visit, ask: AskJournal) -> JournalPage:
        """Of the active company. Raises NotAllowed."""
        company = visit.buyer().party.id
        visit.authority.need(Permission.SEE_AUDIT, company)
        return self._page(ask, (company,))

    def of_all(self, visit: Visit, ask: AskJournal) -> JournalPage:
        """Raises NotAllowed."""
        visit.authority.need(Permission.SEE_AUDIT)
        return self._page(ask, None)

    def _page(self, ask: AskJournal, companies: tuple[CounterpartyId, ...] | None) -> JournalPage:
        since = None if ask.first is None else datetime.combine(ask.first, time(), self.zone)
        until = None if ask.last is None else datetime.combine(ask.last + timedelta(1), time(), self.zone)
        areas = AREAS.get(ask.area, ())
        rows = self.journal.rows(Wanted(companies, areas, ask.text.strip()[:100], since, until, ask.before, MOST + 1))
        return JournalPage(rows[:MOST], rows[MOST - 1].id if len(rows) > MOST else 0)
