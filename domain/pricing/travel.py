"""Prices of a moment that has passed: by which of the two clocks one asks, and why there may be no answer."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from attrs import frozen

from domain.shared.errors import DomainError


class By(StrEnum):
    """RECORDED: what a client could see, by what the portal had been told until then. VALIDITY: what was in force, by
    what is known today; a correction that came late counts."""

    RECORDED = "recorded"
    VALIDITY = "validity"


@frozen
class MomentInvalid(DomainError):
    code: ClassVar[str] = "price-history.moment-invalid"
    value: str


@frozen
class MomentInFuture(DomainError):
    code: ClassVar[str] = "price-history.future"
    moment: datetime


@frozen
class BeforeTheRecords(DomainError):
    """The log of terms begins later. since: its first entry."""

    code: ClassVar[str] = "price-history.before-the-records"
    moment: datetime
    since: datetime


@frozen
class ContractUnknownThen(DomainError):
    """The portal had not been told of the contract yet. since: when it was."""

    code: ClassVar[str] = "price-history.contract-unknown"
    number: str
    since: datetime


@frozen
class ContractNotInForceThen(DomainError):
    """The days are those that the asking goes by; both None where the contract was withdrawn."""

    code: ClassVar[str] = "price-history.contract-not-in-force"
    number: str
    day: date
    valid_from: date | None
    valid_to: date | None
