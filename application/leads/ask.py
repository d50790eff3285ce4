"""An order without a login: a telephone number and an address are enough, and a robot's is not taken (M080)."""

import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from attrs import frozen

from application.leads.ports import Leads, NewLead
from application.shared.ports import Clock, Ids
from domain.ordering.lead import (
    MOST_LINES,
    LeadFault,
    LeadFormStale,
    LeadIncomplete,
    TooManyLeads,
    lead_key,
    lines_of,
)
from domain.shared.phone import PhoneInvalid, phone_of

# A person reads and types for longer; a page that stood open for a day is asked to be opened anew.
LEAST, MOST = timedelta(seconds=3), timedelta(hours=12)
WINDOW = 3600
OF_ADDRESS, OF_PHONE = 10, 5
LONGEST = {"name": 80, "email": 120, "goods": 5000}
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Limiter(Protocol):
    def allow(self, key: str, limit: int, seconds: int) -> bool: ...


class Tokens(Protocol):
    def new(self) -> str: ...


@frozen
class TypedLead:
    """trap: a field that no person sees; whatever stands in it was put there by a program. mark: of the form."""

    phone: str = ""
    email: str = ""
    name: str = ""
    goods: str = ""
    consent: bool = False
    trap: str = ""
    mark: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "TypedLead":
        phone, email, name = (" ".join(form.get(part, "").split())[:200] for part in ("phone", "email", "name"))
        goods = form.get("goods", "").replace("\x00", "")[: LONGEST["goods"] + 1]
        return cls(phone, email, name, goods, "consent" in form, form.get("website", ""), form.get("mark", "")[:200])


@frozen
class FormMarks:
    """When a form was given out, signed: nobody can make one up, and none is good for two sendings."""

    secret: bytes

    def mark(self, at: datetime, nonce: str) -> str:
        told = f"{int(at.timestamp())}.{nonce[:16]}"
        return f"{told}.{self._sign(told)}"

    def age(self, mark: str, at: datetime) -> timedelta:
        """Raises LeadFormStale for a mark that is not ours."""
        told, _, signature = mark.rpartition(".")
        if not told or not hmac.compare_digest(signature.encode(), self._sign(told).encode()):
            raise LeadFormStale
        return timedelta(seconds=int(at.timestamp()) - int(told.partition(".")[0]))

    def _sign(self, told: str) -> str:
        return hmac.new(self.secret, f"lead:{told}".encode(), sha256).hexdigest()


@frozen
class AskLeadHandler:
    leads: Leads
    marks: FormMarks
    limiter: Limiter
    tokens: Tokens
    clock: Clock
    ids: Ids

    def form(self) -> str:
        """The mark of a form that is given out now."""
        return self.marks.mark(self.clock.now(), self.tokens.new())

    def __call__(self, typed: TypedLead, address: str) -> int | None:
        """Its number; None where a program filled the field that nobody sees: it is told what a person is told.

        Raises LeadIncomplete with the faults by field, LeadFormStale, TooManyLeads.
        """
        if typed.trap:
            return None
        lead = self._checked(typed)
        age = self.marks.age(typed.mark, self.clock.now())
        if not (LEAST <= age <= MOST) or not self.limiter.allow(f"lead:form:{_hashed(typed.mark)}", 1, WINDOW * 12):
            raise LeadFormStale
        for key, most in ((f"lead:from:{_hashed(address)}", OF_ADDRESS), (f"lead:of:{_hashed(lead.phone)}", OF_PHONE)):
            if not self.limiter.allow(key, most, WINDOW):
                raise TooManyLeads(WINDOW)
        with self.leads.begin() as work:
            return work.keep(lead)

    def _checked(self, typed: TypedLead) -> NewLead:
        faults = [LeadFault(field, "too-long") for field, most in LONGEST.items() if len(getattr(typed, field)) > most]
        phone, lines = typed.phone, lines_of(typed.goods)
        try:
            phone = phone_of(typed.phone)
        except PhoneInvalid:
            faults.append(LeadFault("phone", "phone" if typed.phone else "missing"))
        if not EMAIL.fullmatch(typed.email):
            faults.append(LeadFault("email", "email" if typed.email else "missing"))
        if not lines or len(lines) > MOST_LINES:
            faults.append(LeadFault("goods", "too-many" if lines else "missing"))
        if not typed.consent:
            faults.append(LeadFault("consent", "consent"))
        if faults:
            raise LeadIncomplete(tuple(faults))
        key = lead_key(phone, lines)
        return NewLead(self.ids.new(), phone, typed.email, typed.name, typed.goods, lines, key)


def _hashed(text: str) -> str:
    """Limits hold no personal data in plain text."""
    return sha256(text.encode()).hexdigest()
