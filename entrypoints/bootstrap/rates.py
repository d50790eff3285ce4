"""Rates: the Bank of Russia, the people who enter them, the clock."""

from zoneinfo import ZoneInfo

from adapters.cbr.service import CbrRates
from adapters.postgres.rates import PostgresRates
from application.pricing.enter_rate import EnterRateHandler, SetMarkupHandler
from application.pricing.take_rates import TakeDueRates, TakeRates, TakeRatesNow
from application.queries.rates import RateAges, RateAlarmsQuery, RateHistoryQuery, RatesQuery
from entrypoints.bootstrap.parts import Parts
from entrypoints.use_cases import RateUseCases

# Where the Bank publishes by its clock, wherever the portal trades.
BANK_ZONE = ZoneInfo("Europe/Moscow")


def rate_use_cases(parts: Parts) -> RateUseCases:
    rates, clock = PostgresRates(parts.database), parts.clock
    history = RateHistoryQuery(rates)
    return RateUseCases(
        rates=RatesQuery(rates, clock),
        alarms=RateAlarmsQuery(rates, clock),
        history=history,
        whole_history=history.whole,
        enter=EnterRateHandler(rates, clock),
        set_markup=SetMarkupHandler(rates),
        take=TakeRatesNow(_take(parts)),
    )


def take_due_rates(parts: Parts) -> TakeDueRates:
    return TakeDueRates(_take(parts), BANK_ZONE)


def rate_ages(parts: Parts) -> RateAges:
    return RateAges(PostgresRates(parts.database), parts.clock)


def _take(parts: Parts) -> TakeRates:
    return TakeRates(CbrRates(parts.settings.cbr_url), PostgresRates(parts.database), parts.clock)
