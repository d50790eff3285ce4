"""Rates of the fake portal: the real use cases over rows in memory."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from attrs import define, field, frozen

from application.pricing.enter_rate import EnterRateHandler, SetMarkupHandler
from application.pricing.rate_ports import Attempt, Change, Changes, Markup, RatesAway, Standing, Told
from application.pricing.take_rates import TakeRates, TakeRatesNow
from application.queries.rates import RateAlarmsQuery, RateHistoryQuery, RatesQuery
from domain.pricing.rates import RATED, DayRate, RateSource, may_replace
from domain.shared.money import Currency
from entrypoints.use_cases import RateUseCases
from tests.http.pages.trade import DAY, NOON

SATURDAY = DAY - timedelta(days=2)


def a_rate(currency: Currency, day: date, rate: str, source: RateSource = RateSource.CBR, nominal: int = 1) -> DayRate:
    return DayRate(currency, day, Decimal(rate), nominal, source)


ROWS = (
    a_rate(Currency.USD, SATURDAY, "81.4025"),
    a_rate(Currency.EUR, DAY - timedelta(days=6), "94.8810", RateSource.MANUAL),
    a_rate(Currency.KZT, SATURDAY, "15.8000", nominal=100),
    a_rate(Currency.CNY, SATURDAY, "11.3600", RateSource.ERP),
)


@define
class FakeRates:
    """One table, its log, the mark-up. `used`: currencies that something is priced in."""

    rows: dict[tuple[Currency, date], DayRate] = field(factory=lambda: {(r.currency, r.day): r for r in ROWS})
    log: list[tuple[Currency, Change]] = field(factory=list)
    percent: Markup = Markup(Decimal(0))
    last: Attempt | None = None
    version: int = 19
    used: frozenset[Currency] = frozenset({Currency.USD, Currency.EUR, Currency.BYN})

    @contextmanager
    def begin(self) -> Iterator["FakeRates"]:
        yield self

    def known(self, but: date) -> Mapping[Currency, DayRate]:
        rows = sorted((r for r in self.rows.values() if r.day != but), key=lambda r: r.day)
        return {rate.currency: rate for rate in rows}

    def of_the_erp(self) -> frozenset[Currency]:
        told = sorted((r for r in self.rows.values() if r.source != RateSource.CBR), key=lambda r: r.day)
        newest = {rate.currency: rate.source for rate in told}
        return frozenset(currency for currency, source in newest.items() if source == RateSource.ERP)

    def put(self, rate: DayRate, by: UUID | None) -> bool:
        key = (rate.currency, rate.day)
        before = self.rows.get(key)
        if before is not None and (before == rate or not may_replace(before.source, RateSource(rate.source))):
            return False
        self.rows[key] = rate
        was, was_for = (before.rate, before.nominal) if before else (None, None)
        name = "Администратор" if by else ""
        change = Change(rate.day, rate.rate, rate.nominal, rate.source, was, was_for, NOON, name)
        self.log.append((rate.currency, change))
        return True

    def set_markup(self, percent: Decimal, by: UUID) -> bool:
        if percent == self.percent.percent:
            return False
        self.percent = Markup(percent, NOON, "Администратор")
        return True

    def note(self, attempt: Attempt) -> None:
        self.last = attempt

    def raise_pricing_version(self) -> None:
        self.version += 1

    def standing(self, day: date) -> Sequence[Standing]:
        found = []
        for currency in RATED:
            ours = sorted((r for r in self.rows.values() if r.currency is currency), key=lambda r: r.day)
            now = [rate for rate in ours if rate.day <= day]
            later = [rate for rate in ours if rate.day > day]
            if ours or currency in self.used:
                is_used = currency in self.used
                found.append(Standing(currency, now[-1] if now else None, is_used, later[0] if later else None))
        return found

    def changes(self, currency: Currency, offset: int, limit: int) -> Changes:
        rows = self.every_change(currency)
        return Changes(tuple(rows[offset : offset + limit]), len(rows))

    def every_change(self, currency: Currency) -> Sequence[Change]:
        return [change for of, change in reversed(self.log) if of is currency]

    def markup(self) -> Markup:
        return self.percent

    def attempt(self) -> Attempt | None:
        return self.last


@define
class FakeService:
    """Answers as it is told to; without an answer it is away."""

    answer: Told | None = None
    asked: list[date] = field(factory=list)

    def on(self, day: date) -> Told:
        self.asked.append(day)
        if self.answer is None:
            raise RatesAway("timeout")
        return self.answer


@frozen
class At:
    """A clock that stands still. `day` is that of the business zone."""

    instant: datetime = NOON
    day: date = DAY

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)

    def today(self) -> date:
        return self.day


def rate_use_cases(rates: FakeRates, service: FakeService) -> RateUseCases:
    clock, history = At(), RateHistoryQuery(rates)
    return RateUseCases(
        RatesQuery(rates, clock),
        RateAlarmsQuery(rates, clock),
        history,
        history.whole,
        EnterRateHandler(rates, clock),
        SetMarkupHandler(rates),
        TakeRatesNow(TakeRates(service, rates, clock)),
    )
