"""The rates of the fake portal keep to what the tables do."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from adapters.postgres.database import Database
from adapters.postgres.rates import PostgresRates
from application.pricing.rate_ports import Attempt, Rates, Refused
from domain.pricing.rates import DayRate, RateSource
from domain.shared.money import Currency
from tests.builders import NOON, TODAY
from tests.http.pages.rates import FakeRates

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
USD, CNY = Currency.USD, Currency.CNY


def a_rate(rate: str, day: date = TODAY, source: RateSource = RateSource.CBR, currency: Currency = USD) -> DayRate:
    return DayRate(currency, day, Decimal(rate), 1, source)


class RatesContract:
    def test_what_stands_there_is_not_put_again(self, rates: Rates, person: UUID) -> None:
        with rates.begin() as work:
            assert work.put(a_rate("81.4"), None)
            assert not work.put(a_rate("81.4000"), None)
            assert work.put(a_rate("81.5"), None)
        changes = rates.changes(USD, 0, 10)
        assert changes.total == 2
        assert [(one.rate_before, one.rate, one.by) for one in changes.rows] == [
            (Decimal("81.4"), Decimal("81.5"), ""),
            (None, Decimal("81.4"), ""),
        ]

    def test_the_service_yields_to_a_person_and_to_the_erp(self, rates: Rates, person: UUID) -> None:
        with rates.begin() as work:
            assert work.put(a_rate("82", source=RateSource.MANUAL), person)
            assert not work.put(a_rate("81.4"), None)
            assert work.put(a_rate("83", source=RateSource.ERP), None)
            assert not work.put(a_rate("81.4"), None)
            assert work.put(a_rate("82", source=RateSource.MANUAL), person)
        assert [one.rate for one in rates.every_change(USD)] == [Decimal(82), Decimal(83), Decimal(82)]

    def test_the_newest_rate_is_known_but_for_the_day_itself(self, rates: Rates, person: UUID) -> None:
        with rates.begin() as work:
            work.put(a_rate("80", YESTERDAY), None)
            work.put(a_rate("81"), None)
            assert work.known(but=TODAY) == {USD: a_rate("80", YESTERDAY)}
            assert work.known(but=TOMORROW) == {USD: a_rate("81")}

    def test_a_currency_is_the_erps_until_a_person_has_spoken_later(self, rates: Rates, person: UUID) -> None:
        with rates.begin() as work:
            work.put(a_rate("85", YESTERDAY, RateSource.ERP), None)
            work.put(a_rate("81"), None)
            work.put(a_rate("11", currency=CNY), None)
            assert work.of_the_erp() == {USD}
            work.put(a_rate("82", source=RateSource.MANUAL), person)
            assert work.of_the_erp() == frozenset()

    def test_what_is_in_force_and_what_comes_are_told_apart(self, rates: Rates, person: UUID) -> None:
        with rates.begin() as work:
            work.put(a_rate("80", YESTERDAY), None)
            work.put(a_rate("82", TOMORROW), None)
        (found,) = (one for one in rates.standing(TODAY) if one.currency is USD)
        assert (found.rate, found.coming) == (a_rate("80", YESTERDAY), a_rate("82", TOMORROW))

    def test_the_markup_and_the_last_attempt_are_kept(self, rates: Rates, person: UUID) -> None:
        assert (rates.markup().percent, rates.attempt()) == (Decimal(0), None)
        attempt = Attempt(NOON, TODAY, YESTERDAY, refused=(Refused("TRY", "far"),))
        with rates.begin() as work:
            assert work.set_markup(Decimal("2.5"), person)
            assert not work.set_markup(Decimal("2.50"), person)
            work.note(Attempt(NOON, TODAY, None, "rates.away"))
            work.note(attempt)
        assert rates.markup().percent == Decimal("2.5")
        assert rates.attempt() == attempt


class TestFakeRates(RatesContract):
    @pytest.fixture
    def rates(self) -> FakeRates:
        return FakeRates(rows={}, used=frozenset())

    @pytest.fixture
    def person(self) -> UUID:
        return uuid4()


class TestPostgresRates(RatesContract):
    @pytest.fixture
    def database(self, postgres_url: str) -> Iterator[Database]:
        database = Database(postgres_url, size=1)
        with database.driver() as connection:
            connection.execute("TRUNCATE currency_rate, currency_rate_log, rate_markup, rate_attempt")
        yield database
        database.close()

    @pytest.fixture
    def rates(self, database: Database) -> PostgresRates:
        return PostgresRates(database)

    @pytest.fixture
    def person(self, database: Database) -> UUID:
        user = uuid4()
        with database.driver() as connection:
            connection.execute(
                "INSERT INTO app_user (id, login, name, password_hash, kind) VALUES (%s, %s, 'Анна', '', 'staff')",
                [user, str(user)],
            )
        return user
