"""Orders as pages show them: the filter of a list, the history in words. For buyers and for staff."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import falcon
from attrs import frozen

from application.queries.orders import EventView, OrderFilter, OrderView
from domain.ordering.status import DEFAULT_SCHEME, folded
from entrypoints.http.sentences.refinement import why_unconfirmed
from entrypoints.pages.explaining import Said, steps_in_words, stored_steps
from entrypoints.pages.forms import day_of, whole
from entrypoints.pages.rendering import Edition

PAGE = 50
STATUSES = {status.code: status for status in DEFAULT_SCHEME}


def filter_of(req: falcon.Request) -> OrderFilter:
    """What of the query makes sense; the rest is as if it were not there."""
    asked = {name: str(value) for name, value in req.params.items()}
    return OrderFilter(
        asked.get("status", "")[:40],
        asked.get("number", "").strip()[:40],
        _uuid(asked.get("counterparty", "")),
        day_of(asked.get("from", "")),
        day_of(asked.get("to", "")),
        whole(asked.get("offset", ""), 0, 1_000_000),
        PAGE,
    )


def kept(ask: OrderFilter) -> dict[str, object]:
    """The filter as a query again."""
    return {
        "status": ask.status,
        "number": ask.number,
        "counterparty": ask.counterparty or "",
        "from": ask.placed_from.isoformat() if ask.placed_from else "",
        "to": ask.placed_to.isoformat() if ask.placed_to else "",
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@frozen
class Happened:
    """One entry of the history. `details`: what it did to lines, a sentence each."""

    event: EventView
    text: str
    details: tuple[str, ...] = ()


def history(order: OrderView, edition: Edition) -> tuple[Happened, ...]:
    names = {str(line.line): line.name for line in order.lines}
    units = {str(line.line): line.unit for line in order.lines}
    teller = Teller(edition, names, units)
    return tuple(teller.told(event) for event in order.events)


@frozen
class Teller:
    edition: Edition
    names: Mapping[str, str]
    units: Mapping[str, str]

    def told(self, event: EventView) -> Happened:
        say = self.edition.language.say
        match event.kind:
            case "placed":
                return Happened(event, say("Order placed"))
            case "accepted":
                return Happened(event, self._accepted(event.facts))
            case "status":
                return Happened(event, self._status(event.facts))
            case "corrected":
                said = say("Order struck out whole") if event.facts.get("cancelled") else say("Order corrected")
                return Happened(event, said, (*self._lines(event.facts.get("lines", {})), *self._reason(event)))
            case "cancelled":
                return Happened(event, say("Order cancelled"), self._reason(event))
            case "change.asked":
                cancels = event.facts.get("cancels")
                said = say("Asked of the ERP: cancel") if cancels else say("Asked of the ERP: change")
                return Happened(event, said, (*self._lines(event.facts.get("lines", {})), *self._reason(event)))
            case "change.answered":
                return Happened(event, self._answered(event), (*self._lines(event.facts.get("lines", {})),))
            case "lines":
                return Happened(event, say("Lines changed"), self._lines(event.facts.get("lines", {})))
            case "reservation":
                return Happened(event, say("Reservation changed"), self._lines(event.facts.get("lines", {})))
            case "shipments":
                counted, parts = self.edition.figures.counted, int(event.facts.get("after", 1))
                return Happened(
                    event, counted("Divided into %(n)s shipment request", "Divided into %(n)s shipment requests", parts)
                )
            case "held":
                return Happened(event, say("Order placed and kept on hold: the limit is passed or a debt is overdue"))
            case "reservation.ending" | "reservation.prolonged" | "reservation.expired" | "reservation.short":
                return Happened(event, self._reserve(event), self._quantities(event.facts.get("lines", {})))
            case other:
                return Happened(event, say("Changed: %(what)s") % {"what": other})

    def _reason(self, event: EventView) -> tuple[str, ...]:
        reason = str(event.facts.get("reason") or "")
        return (self.edition.language.say("Reason: %(text)s") % {"text": reason},) if reason else ()

    def _answered(self, event: EventView) -> str:
        """By the ERP, or by a person who closed the request."""
        say = self.edition.language.say
        states = {
            "accepted": say("Change accepted"),
            "partly": say("Change accepted in part"),
            "refused": say("Change refused"),
        }
        said, text = states.get(str(event.facts.get("state")), ""), str(event.facts.get("text") or "")
        return f"{said}: {text}" if text else said

    def _reserve(self, event: EventView) -> str:
        say, until = self.edition.language.say, event.facts.get("until")
        told = {"until": self.edition.figures.moment(datetime.fromisoformat(until)) if until else ""}
        if event.kind == "reservation.ending":
            return say("Told that the reserve ends at %(until)s") % told
        if event.kind == "reservation.prolonged":
            return say("Reserve prolonged until %(until)s") % told
        if event.kind == "reservation.short":
            name = self.names.get(str(event.facts.get("line")), "")
            return say("The ERP has less than is reserved: %(goods)s") % {"goods": name}
        return say("Reserve ended, the goods may be ordered by others")

    def _quantities(self, lines: Mapping[str, Any]) -> tuple[str, ...]:
        """Of a reserve that ended: so much of each line."""
        figures = self.edition.figures
        return tuple(
            f"{self.names.get(line, line)}: {figures.quantity(Decimal(str(told)), self.units.get(line, ''))}"
            for line, told in lines.items()
        )

    def _accepted(self, facts: Mapping[str, Any]) -> str:
        accepted = self.edition.language.say("Accepted by the ERP under No. %(number)s")
        text = accepted % {"number": facts.get("erp_number", "")}
        day = facts.get("erp_date")
        said = self.edition.language.say(" of %(day)s")
        return text + said % {"day": self.edition.figures.day(date.fromisoformat(day[:10]))} if day else text

    def _status(self, facts: Mapping[str, Any]) -> str:
        before, after = (self._status_name(str(facts.get(part, ""))) for part in ("before", "after"))
        text = self.edition.language.say("Status: %(before)s → %(after)s") % {"before": before, "after": after}
        erp = str(facts.get("erp_state") or "")
        return f"{text} ({erp})" if folded(erp) not in ("", folded(after)) else text

    def _status_name(self, code: str) -> str:
        status = STATUSES.get(code)
        if status is None:
            return code or "—"
        return status.name_en if self.edition.language.code == "en" else status.name_ru

    def _lines(self, lines: Mapping[str, Mapping[str, Sequence[Any]]]) -> tuple[str, ...]:
        found = []
        for number, changed in lines.items():
            unit = self.units.get(number, "")
            parts = [self._field(field, pair, unit) for field, pair in changed.items() if pair[0] != pair[1]]
            found.append(f"{self.names.get(number, number)}: {', '.join(parts)}")
        return tuple(found)

    def _field(self, field: str, pair: Sequence[Any], unit: str) -> str:
        say = self.edition.language.say
        name = {
            "ordered": say("ordered"),
            "shipped": say("shipped"),
            "cancelled": say("cancelled"),
            "quantity": say("reserved"),
            "state": say("reservation"),
            "promised": say("delivery promised by"),
        }.get(field, field)
        before, after = (self._day(one) if field == "promised" else self._value(one, unit) for one in pair)
        return f"{name} {before} → {after}"

    def _day(self, told: str | None) -> str:
        return self.edition.figures.day(date.fromisoformat(told)) if told else "—"

    def _value(self, value: Any, unit: str) -> str:
        say = self.edition.language.say
        states = {
            "active": say("active"),
            "shipped": say("shipped"),
            "released": say("released"),
            "expired": say("expired"),
        }
        if str(value) in states:
            return states[str(value)]
        return self.edition.figures.quantity(Decimal(str(value)), unit)


def explanations(order: OrderView, edition: Edition) -> dict[int, tuple[Said, ...]]:
    """Why each line costs what it costs, as it was when the order was placed."""
    currency = order.row.total.currency.value
    return {
        line.line: steps_in_words(
            stored_steps(order.explanations[str(line.line)]), edition, order.contract_number, currency, line.unit
        )
        for line in order.lines
        if str(line.line) in order.explanations
    }


def basis_of(order: OrderView, edition: Edition) -> tuple[str, ...]:
    """What the ERP said of the prices when it was asked about the cart; nothing where nobody asked."""
    say, figures, basis = edition.language.say, edition.figures, order.basis
    if basis is None:
        return (say("Not asked; the prices are to be confirmed"),) if order.to_confirm else ()
    told = {"asked": figures.moment(basis.asked_at)}
    if basis.valid_until is None:
        why = why_unconfirmed(basis.unanswered).said(edition.language.code)
        said = [say("Asked at %(asked)s: %(why)s") % {**told, "why": why}]
    else:
        until = figures.moment(basis.valid_until)
        said = [say("Asked at %(asked)s, the answer held until %(until)s") % {**told, "until": until}]
    if basis.accepted_at is not None:
        yes = {"who": basis.accepted_by, "at": figures.moment(basis.accepted_at)}
        said.append(say("%(who)s accepted the higher prices at %(at)s") % yes)
    if order.to_confirm:
        said.append(say("Prices without its word are to be confirmed"))
    return tuple(said)


@frozen
class ErpState:
    """Where the order is on its way to the ERP: waiting, delivered, accepted, offline."""

    code: str
    text: str
    colour: str


def erp_state(order: OrderView, edition: Edition) -> ErpState:
    say = edition.language.say
    if order.row.origin == "offline":
        return ErpState("offline", say("Made in the ERP"), "grey")
    if order.accepted_by_erp_at is not None or order.row.erp_number:
        return ErpState("accepted", say("Accepted by the ERP"), "green")
    if order.delivered_to_erp_at is not None:
        return ErpState("delivered", say("Handed to the ERP, awaiting its number"), "blue")
    return ErpState("waiting", say("Waits to be sent to the ERP"), "amber")
