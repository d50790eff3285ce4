"""What the rates' use cases need from outside: the service that tells them, and the tables that keep them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import field, frozen

from domain.pricing.rates import DayRate
from domain.shared.errors import DomainError
from domain.shared.money import Currency


@frozen
class RatesAway(DomainError):
    """The service does not answer; nothing was changed. reason: a stable word, such as timeout or status-503."""

    code: ClassVar[str] = "rates.away"
    reason: str


@frozen
class RatesUnreadable(DomainError):
    """The service answered something else than rates. reason: html, not-xml, doctype, wrong-root, bad-date, …"""

    code: ClassVar[str] = "rates.unreadable"
    reason: str


@frozen
class RatesAbsent(DomainError):
    """The service has nothing for the day: an empty list, or the day itself was refused."""

    code: ClassVar[str] = "rates.absent"
    asked: date


@frozen
class RatesSwitchedOff(DomainError):
    """The installation works without the service."""

    code: ClassVar[str] = "rates.switched-off"


@frozen
class Refused:
    """A currency of an answer that was not taken: why is disagrees, unreadable, future, implausible or far."""

    currency: str
    why: str


@frozen
class Told:
    """An answer of the service. `dated` is the day of its rates, which may lie before the asked one."""

    asked: date
    dated: date
    rates: tuple[DayRate, ...]
    refused: tuple[Refused, ...] = ()


class RateService(Protocol):
    def on(self, day: date) -> Told:
        """Raises: RatesAway, RatesUnreadable, RatesAbsent, RatesSwitchedOff."""


@frozen
class Attempt:
    """The last asking. `dated` is None and `error` a code where it failed."""

    at: datetime
    asked: date
    dated: date | None
    error: str = ""
    refused: tuple[Refused, ...] = ()


@frozen
class Markup:
    """Per cent on every rate. at, by: None before anybody has set one."""

    percent: Decimal
    at: datetime | None = None
    by: str = ""


@frozen
class Change:
    """One row of the log. Before is None for the first rate of the day; `by` is empty where no person did it."""

    day: date
    rate: Decimal
    nominal: int
    source: str
    rate_before: Decimal | None
    nominal_before: int | None
    at: datetime
    by: str


@frozen
class Changes:
    rows: tuple[Change, ...]
    total: int


@frozen
class Standing:
    """A currency and its rate in force on a day; None where it has none and something is priced in it."""

    currency: Currency
    rate: DayRate | None
    is_used: bool
    coming: DayRate | None = None


class RatesWork(Protocol):
    """One transaction, committed on leaving without an error. Others who change rates wait for its end."""

    def known(self, but: date) -> Mapping[Currency, DayRate]:
        """The newest rate of each currency, those dated `but` left out: what stands there may be the slip."""

    def of_the_erp(self) -> frozenset[Currency]:
        """Currencies whose newest rate that the service did not tell is the ERP's."""

    def put(self, rate: DayRate, by: UUID | None) -> bool:
        """False when that is what stands there, or the standing one has the last word."""

    def set_markup(self, percent: Decimal, by: UUID) -> bool: ...

    def note(self, attempt: Attempt) -> None: ...

    def raise_pricing_version(self) -> None: ...


class Rates(Protocol):
    """Reading beside any transaction."""

    def begin(self) -> AbstractContextManager[RatesWork]: ...

    def standing(self, day: date) -> Sequence[Standing]: ...

    def changes(self, currency: Currency, offset: int, limit: int) -> Changes:
        """The newest day first, of a day the newest change."""

    def every_change(self, currency: Currency) -> Sequence[Change]:
        """In the same order."""

    def markup(self) -> Markup: ...

    def attempt(self) -> Attempt | None: ...


@frozen
class Taken:
    """What became of an asking. kept: left as they were, since a person or the ERP had the last word."""

    asked: date
    dated: date
    changed: tuple[Currency, ...] = ()
    kept: tuple[Currency, ...] = ()
    refused: tuple[Refused, ...] = field(factory=tuple)
