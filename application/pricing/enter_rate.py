"""A person enters a rate, or sets the mark-up on all of them."""

from datetime import date
from decimal import Decimal

from attrs import frozen

from application.access.context import Visit
from application.pricing.rate_ports import Rates
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.pricing.rates import (
    DayRate,
    RateSource,
    check_day,
    check_plausible,
    currency_of,
    markup_of,
    nominal_of,
    rate_of,
)


@frozen
class EnterRate:
    """As it was typed. `confirmed`: yes, it really is that far from the last one."""

    currency: str
    day: date
    rate: str
    nominal: str = "1"
    confirmed: bool = False


@frozen
class EnterRateHandler:
    rates: Rates
    clock: Clock

    def __call__(self, visit: Visit, command: EnterRate) -> bool:
        """False when that is what stands there.

        Raises: CurrencyNotRated, RateDayInvalid, RateInvalid, RateImplausible, RateFar.
        """
        visit.authority.need(Permission.CHANGE_RATES)
        currency = currency_of(command.currency)
        check_day(command.day, self.clock.today())
        rate, nominal = rate_of(command.rate), nominal_of(command.nominal)
        entered = DayRate(currency, command.day, rate, nominal, RateSource.MANUAL)
        with self.rates.begin() as work:
            check_plausible(entered, work.known(but=command.day).get(currency), command.confirmed)
            changed = work.put(entered, visit.authority.user)
            if changed:
                work.raise_pricing_version()
        return changed


@frozen
class SetMarkupHandler:
    rates: Rates

    def __call__(self, visit: Visit, percent: str) -> Decimal:
        """Raises MarkupInvalid."""
        visit.authority.need(Permission.CHANGE_RATES)
        markup = markup_of(percent)
        with self.rates.begin() as work:
            if work.set_markup(markup, visit.authority.user):
                work.raise_pricing_version()
        return markup
