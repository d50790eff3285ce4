"""Taking the official rates: by the clock, twice a day, and when a person asks for them."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from attrs import frozen

from application.access.context import Visit
from application.pricing.rate_ports import Attempt, Rates, RateService, Refused, Taken, Told
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.pricing.rates import DayRate, RateFar, RateImplausible, check_plausible
from domain.shared.errors import DomainError
from domain.shared.money import Currency

MORNING, EVENING = time(8, 0), time(18, 30)
RETRY: Final = timedelta(minutes=15)
# Tomorrow's rates come till 18:00; on a day after which none is set they never do, and the service is left in peace.
PATIENCE: Final = timedelta(hours=3)
# The Bank sets rates on working days for the next calendar day: none is dated Sunday or Monday.
NEVER_DATED: Final = (6, 0)


@frozen
class Round:
    """Since when which day's rates are wanted: in the morning today's, in the evening already tomorrow's."""

    begins: datetime
    asks: date


def round_of(now: datetime, zone: ZoneInfo) -> Round:
    """`zone`: that of the Bank of Russia."""
    local = now.astimezone(zone)
    today, morning = local.date(), datetime.combine(local.date(), MORNING, zone)
    evening = datetime.combine(today, EVENING, zone)
    if local >= evening:
        return Round(evening, today + timedelta(days=1))
    return Round(morning, today) if local >= morning else Round(evening - timedelta(days=1), today)


def is_due(round_: Round, last: Attempt | None, now: datetime) -> bool:
    if last is None or last.at < round_.begins:
        return True
    if now - last.at < RETRY:
        return False
    if last.error or last.asked != round_.asks or last.dated is None:
        return True
    is_awaited = last.dated < round_.asks and round_.asks.weekday() not in NEVER_DATED
    return is_awaited and now - round_.begins < PATIENCE


@frozen
class TakeRates:
    """Asks the service and keeps what may be believed; the same answer again changes nothing."""

    service: RateService
    rates: Rates
    clock: Clock

    def __call__(self, day: date) -> Taken:
        """Raises what the service raises, once it is noted for people to see."""
        try:
            told = self.service.on(day)
        except DomainError as error:
            with self.rates.begin() as work:
                work.note(Attempt(self.clock.now(), day, None, error.code))
            raise
        return self._keep(told)

    def _keep(self, told: Told) -> Taken:
        changed: list[Currency] = []
        kept: list[Currency] = []
        refused = list(told.refused)
        with self.rates.begin() as work:
            known, of_the_erp = work.known(but=told.dated), work.of_the_erp()
            for rate in told.rates:
                if (why := doubt(rate, known.get(rate.currency))) is not None:
                    refused.append(why)
                elif rate.currency not in of_the_erp and work.put(rate, None):
                    changed.append(rate.currency)
                else:
                    kept.append(rate.currency)
            if changed:
                work.raise_pricing_version()
            work.note(Attempt(self.clock.now(), told.asked, told.dated, refused=tuple(refused)))
        return Taken(told.asked, told.dated, tuple(changed), tuple(kept), tuple(refused))


def doubt(rate: DayRate, known: DayRate | None) -> Refused | None:
    """What a person would have to confirm, the service may not do at all."""
    try:
        check_plausible(rate, known, confirmed=False)
    except RateImplausible:
        return Refused(rate.currency.value, "implausible")
    except RateFar:
        return Refused(rate.currency.value, "far")
    return None


@frozen
class TakeDueRates:
    """The job of the clock: nothing unless its round has come and is not done yet."""

    take: TakeRates
    zone: ZoneInfo

    def __call__(self) -> int:
        """How many rates changed. A service that does not answer is noted, and asked again in a quarter of an hour."""
        now = self.take.clock.now()
        round_ = round_of(now, self.zone)
        if not is_due(round_, self.take.rates.attempt(), now):
            return 0
        try:
            return len(self.take(round_.asks).changed)
        except DomainError:
            return 0


@frozen
class TakeRatesNow:
    """By a person's hand, for the bank day."""

    take: TakeRates

    def __call__(self, visit: Visit) -> Taken:
        visit.authority.need(Permission.CHANGE_RATES)
        return self.take(self.take.clock.today())
