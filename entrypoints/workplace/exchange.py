"""The journal of the exchange: messages, what they changed, what was refused, and orders that wait."""

from collections.abc import Callable, Mapping
from itertools import groupby

import falcon
from attrs import frozen

from application.access.context import Visit
from application.queries.index_state import IndexState
from application.queries.journal import JournalEntry, JournalFilter, JournalPage, JournalRow, QueuedOrder
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import address, paging
from entrypoints.pages.rendering import Edition
from entrypoints.workplace.desk import StaffDesk

PATH = "/manage/exchange"
PAGE = 50
WEIGHTS = ("refused", "waiting", "notice")
COLOURS = {"receiving": "blue", "received": "amber", "applied": "green", "refused": "red"}


@frozen
class Words:
    """Words of the journal in one language."""

    states: Mapping[str, str]
    kinds: Mapping[str, str]
    entities: Mapping[str, str]
    weights: Mapping[str, str]
    edition: Edition

    @classmethod
    def of(cls, edition: Edition) -> "Words":
        say = edition.language.say
        states = {
            "receiving": say("being received"),
            "received": say("waits its turn"),
            "applied": say("applied"),
            "refused": say("refused"),
        }
        kinds = {
            "catalog": say("Catalogue"),
            "sale": say("Orders and documents"),
            "packet": say("Packet"),
            "media": say("Pictures"),
            "reference": say("Directories"),
        }
        weights = {"refused": say("Not applied"), "waiting": say("Waits"), "notice": say("Remarks")}
        return cls(states, kinds, _entities(edition), weights, edition)

    def diff(self, row: JournalRow) -> tuple[str, ...]:
        """«товары: 12 новых, 40 изменено», an entity each; what stayed as it was is left out."""
        found = []
        for entity, counts in told(row).items():
            parts = [
                said % {"n": self.edition.figures.number(counts[name])}
                for name, said in self.counted().items()
                if counts.get(name)
            ]
            if parts:
                found.append(f"{self.entities.get(entity, entity)}: {', '.join(parts)}")
        return tuple(found)

    def counted(self) -> Mapping[str, str]:
        say = self.edition.language.say
        return {
            "added": say("%(n)s new"),
            "changed": say("%(n)s changed"),
            "removed": say("%(n)s removed"),
            "applied": say("%(n)s applied"),
            "stored": say("%(n)s waiting"),
            "rejected": say("%(n)s refused"),
        }

    def columns(self) -> Mapping[str, str]:
        """Heads of the columns of one message's table; those that it does not use are left out."""
        say = self.edition.language.say
        return {
            "added": say("new"),
            "changed": say("changed"),
            "removed": say("removed"),
            "applied": say("applied"),
            "stale": say("out of date"),
            "stored": say("waiting"),
            "rejected": say("refused"),
            "unchanged": say("as before"),
        }


def told(row: JournalRow) -> Mapping[str, Mapping[str, int]]:
    return {entity: counts for entity, counts in row.diff.items() if isinstance(counts, Mapping)}


def _entities(edition: Edition) -> Mapping[str, str]:
    say = edition.language.say
    return {
        "groups": say("sections"),
        "products": say("products"),
        "variants": say("variants"),
        "properties": say("properties"),
        "packagings": say("packagings"),
        "price_type": say("price types"),
        "price_types": say("price types"),
        "prices": say("prices"),
        "individual_price": say("individual prices"),
        "price_assignment": say("assignments of price types"),
        "stock": say("stock"),
        "warehouse": say("warehouses"),
        "warehouses": say("warehouses"),
        "units": say("units"),
        "pictures": say("pictures"),
        "order": say("orders"),
        "orders": say("orders"),
        "organization": say("seller organizations"),
        "holding": say("holdings"),
        "counterparty": say("companies"),
        "contract": say("contracts"),
        "credit.balance": say("debts"),
        "currency_rate": say("rates"),
    }


@frozen
class Exchange:
    """/manage/exchange"""

    desk: StaffDesk
    messages: Callable[[Visit, JournalFilter], JournalPage]
    queue: Callable[[Visit], tuple[QueuedOrder, ...]]
    index: Callable[[Visit], IndexState] | None = None

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        ask = filter_of(req)
        page = self.messages(visit, ask)
        words = Words.of(self.desk.edition(visit, req))
        query: dict[str, object] = {"state": ask.state, "kind": ask.kind, "remarks": "1" if ask.with_refusals else ""}
        self.desk.show(
            req,
            resp,
            "exchange.html",
            visit,
            "exchange",
            page=page,
            ask=ask,
            queue=self.queue(visit),
            index=self.index(visit) if self.index is not None else None,
            words=words,
            colours=COLOURS,
            states=[(state, name, address(PATH, query, state=state)) for state, name in words.states.items()],
            all_link=address(PATH, query, state="", remarks=""),
            remarks_link=address(PATH, query, state="", remarks="1"),
            paging=paging(PATH, query, ask.offset, ask.limit, page.total),
        )


def filter_of(req: falcon.Request) -> JournalFilter:
    asked = {name: str(value) for name, value in req.params.items()}
    state, kind = asked.get("state", ""), asked.get("kind", "")
    return JournalFilter(
        state=state if state in COLOURS else "",
        kind=kind[:20],
        with_refusals=asked.get("remarks") == "1",
        offset=whole(asked.get("offset", ""), 0, 10**9),
        limit=PAGE,
    )


@frozen
class Message:
    """/manage/exchange/{message}"""

    desk: StaffDesk
    entry: Callable[[Visit, int], JournalEntry]

    def on_get(self, req: falcon.Request, resp: falcon.Response, message: int) -> None:
        visit = self.desk.visit(req)
        view = self.entry(visit, message)
        grave = {weight: place for place, weight in enumerate(WEIGHTS)}
        by_weight = sorted(view.refusals, key=lambda refusal: grave.get(refusal.weight, len(grave)))
        groups = [(weight, list(rows)) for weight, rows in groupby(by_weight, key=lambda refusal: refusal.weight)]
        row, words = view.row, Words.of(self.desk.edition(visit, req))
        used = {name for counts in told(row).values() for name, count in counts.items() if count}
        self.desk.show(
            req,
            resp,
            "message.html",
            visit,
            "exchange",
            row=row,
            remarks=row.refused + row.waiting + row.notices,
            shown=len(view.refusals),
            words=words,
            diff=told(row),
            columns={name: title for name, title in words.columns().items() if name in used},
            colours=COLOURS,
            groups=groups,
        )
