"""The journal of acts: of the company for its administrator, of everything for the seller's people."""

from collections.abc import Mapping
from typing import Any

import falcon
from attrs import frozen

from application.company.journal import AREAS, AskJournal, Entry, JournalPage, JournalQuery
from entrypoints.company.desk import CompanyDesk
from entrypoints.pages.forms import day_of, whole
from entrypoints.pages.paging import address
from entrypoints.workplace.desk import StaffDesk

LONGEST = 300


def ask_of(req: falcon.Request) -> AskJournal:
    told = {name: str(value).replace("\0", "") for name, value in req.params.items()}
    return AskJournal(
        told.get("area", "")[:20],
        told.get("q", "")[:100],
        day_of(told.get("from", "")),
        day_of(told.get("to", "")),
        whole(told.get("before", ""), 0, 2**31),
    )


def facts_of(page: JournalPage, ask: AskJournal, path: str) -> dict[str, Any]:
    query = {
        "area": ask.area,
        "q": ask.text,
        "from": ask.first.isoformat() if ask.first else "",
        "to": ask.last.isoformat() if ask.last else "",
    }
    return {
        "rows": [(row, told(row)) for row in page.rows],
        "ask": ask,
        "path": path,
        "areas": [("", address(path, query, area="")), *((area, address(path, query, area=area)) for area in AREAS)],
        "more": address(path, query, before=page.more) if page.more else "",
    }


def told(entry: Entry) -> tuple[tuple[str, str, str], ...]:
    """What the facts say, a part each: its name, what was before, what is after; without a before one value."""
    before, after = entry.facts.get("before"), entry.facts.get("after")
    found = [
        (name, "", _text(value)) for name, value in entry.facts.items() if name not in ("before", "after") and value
    ]
    if isinstance(after, Mapping):
        was = before if isinstance(before, Mapping) else {}
        found += [(name, _text(was.get(name)), _text(value)) for name, value in after.items() if was.get(name) != value]
    elif after is not None or before is not None:
        found.append(("", _text(before), _text(after)))
    return tuple(found)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_text(each)}" for name, each in value.items())[:LONGEST]
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))[:LONGEST]
    return str(value)[:LONGEST]


@frozen
class CompanyJournal:
    """/company/journal"""

    desk: CompanyDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit, ask = self.desk.visit(req), ask_of(req)
        page = self.desk.company.journal.of_company(visit, ask)
        facts = facts_of(page, ask, "/company/journal")
        self.desk.show(req, resp, "company_journal.html", visit, "journal", **facts)


@frozen
class StaffJournal:
    """/manage/journal"""

    desk: StaffDesk
    journal: JournalQuery

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit, ask = self.desk.visit(req), ask_of(req)
        facts = facts_of(self.journal.of_all(visit, ask), ask, "/manage/journal")
        self.desk.show(req, resp, "manage_journal.html", visit, "journal", **facts)
