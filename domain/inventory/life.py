"""How long a reserve lives: by the status of its order and the terms of its contract (semantics 4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from attrs import frozen

from domain.shared.errors import DomainError

LONGEST = 8760  # a year, in hours


class AtStatus(StrEnum):
    """What coming into a status does to the reserve of an order."""

    KEEP = "keep"
    PROLONG = "prolong"
    RELEASE = "release"


@frozen
class PolicyUnfit(DomainError):
    """field: hours or warn_hours. A warning comes before the end, and the end within a year."""

    code: ClassVar[str] = "reserve.policy-unfit"
    field: str
    most: int


@frozen
class Life:
    """When a reserve ends, and when people are told that it will; None is never."""

    until: datetime | None = None
    warn_at: datetime | None = None


@frozen
class ReservePolicy:
    """status, terms: None is any. hours: None is without end; such a reserve ends with its order alone."""

    status: str | None
    terms: str | None
    hours: int | None
    warn_hours: int = 0
    at_status: AtStatus = AtStatus.KEEP

    def life(self, now: datetime) -> Life:
        if self.hours is None:
            return Life()
        until = now + timedelta(hours=self.hours)
        return Life(until, until - timedelta(hours=self.warn_hours) if self.warn_hours else None)

    def checked(self) -> "ReservePolicy":
        """Raises PolicyUnfit."""
        if self.hours is not None and not 1 <= self.hours <= LONGEST:
            raise PolicyUnfit("hours", LONGEST)
        most = LONGEST if self.hours is None else self.hours - 1
        if not 0 <= self.warn_hours <= most:
            raise PolicyUnfit("warn_hours", most)
        return self


FOR_EVER = ReservePolicy(None, None, None)


@frozen
class Policies:
    """All of an installation. The closest counts: of status and terms, of the status, of the terms, of neither."""

    every: Sequence[ReservePolicy] = ()

    def of(self, status: str, terms: str | None) -> ReservePolicy:
        fit = (one for one in self.every if one.status in (None, status) and one.terms in (None, terms))
        return max(fit, key=lambda one: (one.status is not None, one.terms is not None), default=FOR_EVER)
