"""The rates as the staff sees them: in force, their age, their history."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from attrs import frozen

from application.access.context import Visit
from application.pricing.rate_ports import Attempt, Change, Changes, Markup, Rates, Standing
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.pricing.rates import DayRate, age_in_days, currency_of, is_stale, with_markup
from domain.shared.money import Currency

MOST = 200


@frozen
class RateInForce:
    """`value`: what prices are converted by, mark-up included. All but the currency None where there is no rate."""

    currency: Currency
    rate: DayRate | None
    value: Decimal | None
    age: int | None
    is_stale: bool
    is_used: bool
    coming: DayRate | None


@frozen
class RatesInForce:
    day: date
    rates: tuple[RateInForce, ...]
    markup: Markup
    attempt: Attempt | None
    can_change: bool


@frozen
class RateAlarm:
    """A currency that something is priced in and whose rate is missing (`dated` None) or stale."""

    currency: Currency
    dated: date | None
    age: int | None


@frozen
class RatesQuery:
    rates: Rates
    clock: Clock

    def __call__(self, visit: Visit) -> RatesInForce:
        visit.authority.need(Permission.SEE_RATES)
        day, markup = self.clock.today(), self.rates.markup()
        found = tuple(_in_force(one, day, markup.percent) for one in self.rates.standing(day))
        can_change = Permission.CHANGE_RATES in visit.authority.staff_permissions
        return RatesInForce(day, found, markup, self.rates.attempt(), can_change)


def _in_force(one: Standing, day: date, markup: Decimal) -> RateInForce:
    rate = one.rate
    if rate is None:
        return RateInForce(one.currency, None, None, None, False, one.is_used, one.coming)
    value, age = with_markup(rate.per_unit, markup), age_in_days(rate.day, day)
    return RateInForce(one.currency, rate, value, age, is_stale(rate.day, day), one.is_used, one.coming)


@frozen
class RateHistoryQuery:
    rates: Rates

    def __call__(self, visit: Visit, currency: str, offset: int, limit: int) -> Changes:
        """Raises CurrencyNotRated."""
        visit.authority.need(Permission.SEE_RATES)
        return self.rates.changes(currency_of(currency), max(0, offset), max(1, min(limit, MOST)))

    def whole(self, visit: Visit, currency: str) -> Sequence[Change]:
        """Raises CurrencyNotRated."""
        visit.authority.need(Permission.SEE_RATES)
        return self.rates.every_change(currency_of(currency))


@frozen
class RateAlarmsQuery:
    """For the head of every page of the staff; nothing for who may not see rates."""

    rates: Rates
    clock: Clock

    def __call__(self, visit: Visit) -> tuple[RateAlarm, ...]:
        if Permission.SEE_RATES not in visit.authority.staff_permissions:
            return ()
        day = self.clock.today()
        used = [one for one in self.rates.standing(day) if one.is_used]
        missing = [RateAlarm(one.currency, None, None) for one in used if one.rate is None]
        dated = [(one.currency, one.rate.day) for one in used if one.rate is not None]
        stale = [RateAlarm(currency, on, age_in_days(on, day)) for currency, on in dated if is_stale(on, day)]
        return (*missing, *stale)


@frozen
class RateAges:
    """For the operator's monitoring: days since each currency's rate is dated; no permission, no figures of money."""

    rates: Rates
    clock: Clock

    def __call__(self) -> dict[Currency, int]:
        day = self.clock.today()
        return {one.currency: age_in_days(one.rate.day, day) for one in self.rates.standing(day) if one.rate}
