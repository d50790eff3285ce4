"""Somebody without a login who wants to buy: what he leaves, and what becomes of it (M080)."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar

from attrs import frozen

from domain.catalog.folding import sku_key
from domain.shared.errors import DomainError
from domain.shared.quantity import QuantityInvalid, quantity_of

MOST_LINES = 100


class LeadState(StrEnum):
    NEW = "new"
    TAKEN = "taken"
    WON = "won"
    LOST = "lost"


MOVES = {
    LeadState.NEW: (LeadState.TAKEN, LeadState.LOST),
    LeadState.TAKEN: (LeadState.WON, LeadState.LOST, LeadState.NEW),
    LeadState.WON: (),
    LeadState.LOST: (LeadState.NEW,),
}


@frozen
class LeadFault(DomainError):
    """`why`: missing, too-long, phone, email, too-many or consent."""

    code: ClassVar[str] = "lead.field-invalid"
    field: str
    why: str


@frozen
class LeadIncomplete(DomainError):
    code: ClassVar[str] = "lead.incomplete"
    faults: tuple[LeadFault, ...]


@frozen
class LeadFormStale(DomainError):
    """The form is not ours, too old, was sent in less time than a person needs, or was sent already."""

    code: ClassVar[str] = "lead.form-stale"


@frozen
class TooManyLeads(DomainError):
    code: ClassVar[str] = "lead.too-many"
    retry_after: int


@frozen
class LeadMoved(DomainError):
    """A colleague was faster: the lead is in another state than it was when the page was opened."""

    code: ClassVar[str] = "lead.moved"
    state: LeadState


@frozen
class LeadLine:
    """One line of what was typed: an article with a quantity, or words that a person has to read."""

    text: str
    sku: str = ""
    quantity: Decimal = Decimal(1)


def lines_of(goods: str) -> tuple[LeadLine, ...]:
    """«АВ-10/1 20» is an article and a quantity; a line without a number at its end is taken as words, one of it."""
    return tuple(_line(text) for text in (" ".join(raw.split()) for raw in goods.splitlines()) if text)


def _line(text: str) -> LeadLine:
    first, _, last = text.rpartition(" ")
    if not first:
        return LeadLine(text, text)
    try:
        return LeadLine(text, first.rstrip(" -–—xх×"), quantity_of(last.replace(",", ".")))
    except QuantityInvalid:
        return LeadLine(text, text)


def lead_key(phone: str, lines: Sequence[LeadLine]) -> str:
    """Of one person who asks for the same goods again, in whatever order and case."""
    wanted = sorted(f"{sku_key(line.sku)}={line.quantity.normalize():f}" for line in lines)
    return sha256("\x1f".join((phone, *wanted)).encode()).hexdigest()
