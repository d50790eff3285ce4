"""The register of problems: for each refusal a status, a stable code, a sentence and the ways out (RFC 9457).

`docs/api/problems.md` is written from it. A refusal without an entry is a fault of ours and fails a test.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any
from uuid import UUID

import attrs
from attrs import frozen

from application.shared.words import counted
from domain.shared.errors import DomainError, Refusals
from entrypoints.http.entry import NOTHING_AROUND, Around, Entries, Entry, Text, WayOut
from entrypoints.http.faults import RequestRefused
from entrypoints.http.sentences import (
    access,
    addresses,
    approvals,
    assignments,
    card,
    carts,
    changes,
    company,
    credit,
    delivery,
    documents,
    doors,
    feeds,
    files,
    filling,
    inventory,
    leads,
    media,
    notify,
    ordering,
    price_desk,
    price_history,
    price_lists,
    pricing,
    promo,
    rates,
    refinement,
    reserves,
    rules,
    search,
    shared,
    shipping,
    structure,
)

MEDIA_TYPE = "application/problem+json"
MOST_SENTENCES = 3


@frozen
class Remedy:
    """A way out in the asker's language. `facts` are the arguments of the action."""

    text: str
    action: str
    facts: dict[str, Any]


def _every(error: Refusals, around: Around) -> Text:
    reasons = error.reasons
    if len(reasons) == 1:
        return _said(reasons[0], around)
    count = len(reasons)
    shown = [_said(reason, around) for reason in reasons[:MOST_SENTENCES]]
    ru, en = " ".join(text.ru for text in shown), " ".join(text.en for text in shown)
    more = count - len(shown)
    return Text(
        f"Заказ не оформлен, есть {counted(count, 'причина', 'причины', 'причин')}. {ru}"
        + (f" И ещё {more}." if more else ""),
        f"Nothing was ordered, for {count} reasons. {en}" + (f" And {more} more." if more else ""),
    )


def _every_way_out(error: Refusals, around: Around) -> tuple[WayOut, ...]:
    ways = (way for reason in error.reasons for way in _entry(reason).ways_out(reason, around))
    found: list[WayOut] = []
    for way in (*ways, *_without_refused(error, around)):
        if way not in found:
            found.append(way)
    return tuple(found)


def _without_refused(error: Refusals, around: Around) -> tuple[WayOut, ...]:
    """One way for all lines that are refused at once, where others are left: nothing of the cart is lost by it."""
    lines = around.cart.lines if around.cart else ()
    refused = {reason.variant_id for reason in error.reasons if hasattr(reason, "variant_id")}
    named = [line for line in lines if line.refusals or line.wanted.key.variant in refused]
    if not named or len(named) == len(lines):
        return ()
    return (ordering.postpone(named),)


REGISTER: Entries = {
    **access.ENTRIES,
    **pricing.ENTRIES,
    **promo.ENTRIES,
    **search.ENTRIES,
    **refinement.ENTRIES,
    **reserves.ENTRIES,
    **shipping.ENTRIES,
    **rates.ENTRIES,
    **price_desk.ENTRIES,
    **assignments.ENTRIES,
    **price_history.ENTRIES,
    **price_lists.ENTRIES,
    **files.ENTRIES,
    **media.ENTRIES,
    **card.ENTRIES,
    **company.ENTRIES,
    **approvals.ENTRIES,
    **feeds.ENTRIES,
    **filling.ENTRIES,
    **rules.ENTRIES,
    **inventory.ENTRIES,
    **credit.ENTRIES,
    **ordering.ENTRIES,
    **delivery.ENTRIES,
    **addresses.ENTRIES,
    **leads.ENTRIES,
    **carts.ENTRIES,
    **changes.ENTRIES,
    **documents.ENTRIES,
    **notify.ENTRIES,
    **shared.ENTRIES,
    **doors.ENTRIES,
    Refusals: Entry(409, Text("Заказ не оформлен", "Order refused"), _every, _every_way_out),
    **structure.ENTRIES,
}


def _entry(error: DomainError) -> Entry[Any]:
    return REGISTER[type(error)]


def _said(error: DomainError, around: Around) -> Text:
    return _entry(error).sentence(error, around)


def is_known(error: DomainError) -> bool:
    return type(error) in REGISTER


def status(error: DomainError) -> int:
    return error.http_status if isinstance(error, RequestRefused) else _entry(error).status


def title(error: DomainError, language: str) -> str:
    return _entry(error).title.said(language)


def sentence(error: DomainError, language: str, around: Around = NOTHING_AROUND) -> str:
    return _said(error, around).said(language)


def remedies(error: DomainError, language: str, around: Around = NOTHING_AROUND) -> tuple[Remedy, ...]:
    ways = _entry(error).ways_out(error, around)
    return tuple(Remedy(way.text.said(language), way.action, dict(way.facts)) for way in ways)


def problem(error: DomainError, language: str, path: str = "", around: Around = NOTHING_AROUND) -> dict[str, Any]:
    """The body of the answer; `path` is left out for a refusal within another answer."""
    told: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "code": error.code,
        "title": title(error, language),
        "status": status(error),
        "detail": sentence(error, language, around),
    }
    if path:
        told["instance"] = path
    told |= facts(error, language, around)
    told["remedies"] = [
        {"text": remedy.text, "action": remedy.action} | remedy.facts for remedy in remedies(error, language, around)
    ]
    return told


def facts(error: DomainError, language: str, around: Around) -> dict[str, Any]:
    if isinstance(error, Refusals):
        return {"reasons": [problem(reason, language, "", around) for reason in error.reasons]}
    hidden = _entry(error).hidden(error, around)
    return _by_name(error, hidden)


def _by_name(value: Any, hidden: Iterable[str] = ()) -> dict[str, Any]:
    names = (field.name for field in attrs.fields(type(value)) if field.name not in hidden)
    return {name: _plain(name, getattr(value, name)) for name in names}


def _plain(name: str, value: object) -> Any:
    """Decimals and ids as strings, days as ISO, values by the names of their parts."""
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | UUID) or (name.endswith("_id") and isinstance(value, int)):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(name, part) for part in value]
    if attrs.has(type(value)):
        return _by_name(value)
    return value if value is None or isinstance(value, int | str | bool) else str(value)
