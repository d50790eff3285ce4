"""Letters about a client's company: invitations, orders that wait for somebody, what was decided."""

from decimal import Decimal
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.access import token_hash
from adapters.postgres.database import Driver
from application.notify.ports import Notice, Recipient
from application.shared.outbox import APPROVAL_ASKED, PERSON_INVITED, Event
from application.shared.words import money_text
from domain.shared.errors import NotFound

# The link is made with the letter, so that it lies nowhere but there; a letter that is written again has another.
LINK = """
UPDATE invitation i SET token_hash = %s FROM counterparty k, app_user s
WHERE i.id = %s AND k.id = i.counterparty_id AND s.id = i.invited_by AND i.accepted_at IS NULL
AND i.withdrawn_at IS NULL RETURNING i.name, i.email, k.name, s.name
"""
KNOWN = "SELECT FROM invitation WHERE id = %s"
ASKED = """
SELECT u.name, CASE WHEN NOT u.disabled AND r.state = 'waiting' THEN u.email END, u.language, k.name, q.name, r.totals,
       r.comment
FROM approval_request r JOIN counterparty k ON k.id = r.counterparty_id JOIN app_user q ON q.id = r.requester_id
JOIN app_user u ON u.id = %s WHERE r.id = %s
"""
DECIDED = """
SELECT q.name, CASE WHEN NOT q.disabled THEN q.email END, q.language, k.name, r.state, r.totals,
       (SELECT s.reason FROM approval_step s WHERE s.request_id = r.id AND s.verdict = 'refused'),
       (SELECT u.name FROM approval_step s JOIN app_user u ON u.id = s.decided_by
         WHERE s.request_id = r.id ORDER BY s.decided_at DESC LIMIT 1),
       (SELECT string_agg(o.number, ', ' ORDER BY o.number) FROM sales_order o WHERE o.id = ANY(r.orders))
FROM approval_request r JOIN counterparty k ON k.id = r.counterparty_id JOIN app_user q ON q.id = r.requester_id
WHERE r.id = %s
"""


@frozen
class CompanyLetters:
    connection: Driver

    def notice(self, event: Event) -> Notice:
        """`to` is None where there is nobody to write to any more. Raises NotFound."""
        if event.kind == PERSON_INVITED:
            return self._invitation(UUID(event.payload["invitation_id"]))
        request = UUID(event.payload["request_id"])
        if event.kind == APPROVAL_ASKED:
            return self._asked(request, UUID(event.payload["user_id"]))
        return self._decided(request)

    def _invitation(self, id: UUID) -> Notice:
        token = token_urlsafe(32)
        row = self.connection.execute(LINK, [token_hash(token), id]).fetchone()
        if row is None:
            if self.connection.execute(KNOWN, [id]).fetchone() is None:
                raise NotFound("invitation", str(id))
            return Notice("invited", None, "/")
        name, email, company, who = row
        told = {"counterparty": company, "who": who, "login": email}
        return Notice("invited", Recipient(name, email), f"/join/{token}", told)

    def _asked(self, request: UUID, user: UUID) -> Notice:
        name, email, language, company, requester, totals, comment = self._row(ASKED, [user, request])
        told = {"counterparty": company, "who": requester, "sum": sums(totals, language), "comment": comment}
        return Notice("approval-asked", _to(name, email, language), f"/approvals/{request}", told)

    def _decided(self, request: UUID) -> Notice:
        row = self._row(DECIDED, [request])
        name, email, language, company, state, totals, reason, who, orders = row
        told = {
            "counterparty": company,
            "sum": sums(totals, language),
            "reason": ended(reason),
            "who": who or "",
            "orders": orders or "",
        }
        return Notice(f"approval-{state}", _to(name, email, language), f"/approvals/{request}", told)

    def _row(self, statement: str, facts: list[UUID]) -> tuple[Any, ...]:
        row = self.connection.execute(statement.encode(), facts).fetchone()
        if row is None:
            raise NotFound("approval", str(facts[-1]))
        return row


def _to(name: str, email: str | None, language: str) -> Recipient | None:
    return Recipient(name, email, language) if email and "@" in email and email.isascii() else None


def sums(totals: list[list[str]], language: str) -> str:
    return " + ".join(money_text(Decimal(amount), currency, language) for amount, currency in totals)


def ended(reason: str | None) -> str:
    """What a person typed, as a sentence within others."""
    text = reason or ""
    return text if text[-1:] in (".", "!", "?", "…", "") else f"{text}."
