"""What is written to the audit log inside a client's company: who, for whom, what, before and after."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from application.access.context import Visit
from domain.shared.ids import CounterpartyId, UserId


@frozen
class Act:
    """by: who really did it; acting_for: the person in whose place, if in anybody's."""

    by: UserId
    acting_for: UserId | None
    action: str
    subject: str
    company: CounterpartyId | None
    facts: Mapping[str, Any] = field(factory=dict)


def act(visit: Visit, action: str, subject: object, company: CounterpartyId | None, **facts: Any) -> Act:
    authority = visit.authority
    return Act(authority.signer, authority.acting_for, action, str(subject), company, facts)
