"""Rates on the real tables: taken, entered, told by the ERP, logged, shown; and whose word is the last."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from attrs import define, evolve

from adapters.cbr.service import CbrRates
from adapters.postgres.board import PostgresPricing
from adapters.postgres.database import Database, driver
from adapters.postgres.rates import PostgresRates, put_rate
from application.access.context import Visit
from application.pricing.enter_rate import EnterRate, EnterRateHandler, SetMarkupHandler
from application.pricing.rate_ports import Attempt, RatesAway, Refused, Told
from application.pricing.take_rates import Round, TakeDueRates, TakeRates, TakeRatesNow, is_due, round_of
from application.queries.rates import RateAges, RateAlarmsQuery, RateHistoryQuery, RatesQuery
from domain.access.authority import Authority
from domain.access.permission import BUILT_IN_ROLES
from domain.pricing.rates import DayRate, RateFar, RateImplausible, RateSource
from domain.shared.errors import NotAllowed
from domain.shared.ids import UserId
from domain.shared.money import Currency
from tests.bank import a_bank
from tests.capabilities import shows
from tests.consequences import closed_port
from tests.http.pages.rates import At, FakeService

pytestmark = shows("M022")

MOSCOW = ZoneInfo("Europe/Moscow")
FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)
USD = Currency.USD
EMPTY = "TRUNCATE currency_rate, currency_rate_log, rate_markup, rate_attempt, audit_log CASCADE"


def moscow(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=MOSCOW)


@define
class Book:
    """The rates of one installation, its people, and the day that it is."""

    database: Database
    admin: UUID
    clock: At
    service: FakeService

    @property
    def rates(self) -> PostgresRates:
        return PostgresRates(self.database)

    @property
    def take(self) -> TakeRates:
        return TakeRates(self.service, self.rates, self.clock)

    def visit(self, role: str = "administrator") -> Visit:
        held = frozenset(BUILT_IN_ROLES[role][1])
        return Visit(Authority(UserId(self.admin), "Анна", True, "ru", "", (), held), None, 1, 1)

    def enter(self, rate: str, day: date = MONDAY, role: str = "administrator", **more: object) -> bool:
        command = evolve(EnterRate("USD", day, rate), **more)  # type: ignore[arg-type]  # a test's own facts
        return EnterRateHandler(self.rates, self.clock)(self.visit(role), command)

    def erp_tells(self, rate: str, day: date = MONDAY, nominal: int = 1) -> bool:
        told = DayRate(USD, day, Decimal(rate), nominal, RateSource.ERP)
        with self.database.transaction() as work:
            return put_rate(driver(work), told, RateSource.ERP, message_id=17)

    def bank_tells(self, rate: str, dated: date = SATURDAY, asked: date = MONDAY) -> tuple[Currency, ...]:
        told = DayRate(USD, dated, Decimal(rate), 1, RateSource.CBR)
        self.service.answer = Told(asked, dated, (told,))
        return self.take(asked).changed

    @property
    def version(self) -> int:
        return int(self.rows("SELECT pricing_version FROM catalogue_state")[0][0])

    def dollar(self, day: date = MONDAY) -> Decimal:
        """What prices are converted by."""
        return PostgresPricing(self.database).facts(-1, day).rates[USD].value

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with self.database.driver() as connection:
            return connection.execute(statement.encode()).fetchall()


@pytest.fixture
def book(postgres_url: str) -> Iterator[Book]:
    database, admin = Database(postgres_url, size=2), uuid4()
    with database.driver() as connection:
        connection.execute(EMPTY)
        connection.execute(
            "INSERT INTO app_user (id, login, name, password_hash, kind) VALUES (%s, %s, 'Анна', '', 'staff')",
            [admin, str(admin)],
        )
    yield Book(database, admin, At(moscow(MONDAY, 9), MONDAY), FakeService())
    database.close()


LOG = """
SELECT day, rate_before::float, rate::float, source_before, source, user_id IS NOT NULL, message_id
FROM currency_rate_log ORDER BY id
"""


@shows("M023")
def test_mondays_prices_are_counted_by_saturdays_rate(book: Book) -> None:
    with a_bank(now=lambda: book.clock.now()) as bank:
        taken = TakeRates(CbrRates(bank.url), book.rates, book.clock)(MONDAY)
        again = TakeRates(CbrRates(bank.url), book.rates, book.clock)(MONDAY)
    assert taken.dated == SATURDAY
    assert set(taken.changed) == {c for c in Currency if c is not Currency.RUB}
    assert again.changed == ()
    rate = PostgresPricing(book.database).facts(-1, MONDAY).rates[USD]
    assert (rate.on, rate.source) == (SATURDAY, "cbr")
    # The day before, no rate was there: never 1.
    assert USD not in PostgresPricing(book.database).facts(-1, FRIDAY).rates


def test_the_same_answer_again_changes_neither_version_nor_log(book: Book) -> None:
    before = book.version
    assert book.bank_tells("81.4") == (USD,)
    assert book.version == before + 1
    assert book.bank_tells("81.4000") == ()
    assert book.version == before + 1
    assert book.rows(LOG) == [(SATURDAY, None, 81.4, None, "cbr", False, None)]


def test_a_rate_entered_by_hand_is_not_overwritten_by_the_service_and_both_are_logged(book: Book) -> None:
    book.bank_tells("81.4")
    assert book.enter("82,5", SATURDAY)
    assert book.bank_tells("81.4") == ()
    assert book.dollar() == Decimal("82.5")
    assert not book.enter("82,5", SATURDAY)
    assert book.rows(LOG) == [
        (SATURDAY, None, 81.4, None, "cbr", False, None),
        (SATURDAY, 81.4, 82.5, "cbr", "manual", True, None),
    ]
    assert book.rows("SELECT user_id, action, subject, facts->>'rate' FROM audit_log") == [
        (book.admin, "rate.entered", "USD", "82.5")
    ]


def test_the_erps_rate_wins_over_the_services_of_the_day_and_of_later_ones(book: Book) -> None:
    book.bank_tells("81.4")
    assert book.erp_tells("85", SATURDAY)
    assert book.bank_tells("81.4") == ()
    # What the ERP tells is the ERP's: tomorrow's list of the Bank does not take its place either.
    assert book.bank_tells("81.5", dated=MONDAY) == ()
    assert book.dollar() == Decimal(85)
    assert book.rows(LOG)[-1] == (SATURDAY, 81.4, 85.0, "cbr", "erp", False, 17)


def test_after_a_persons_word_the_service_may_go_on(book: Book) -> None:
    book.erp_tells("85", FRIDAY)
    book.enter("82", SATURDAY)
    assert book.bank_tells("81.5", dated=MONDAY) == (USD,)
    assert book.dollar() == Decimal("81.5")


@pytest.mark.parametrize(("rate", "why"), [("81400", "implausible"), ("0.0814", "implausible"), ("100", "far")])
def test_the_service_is_not_believed_what_a_person_would_have_to_confirm(book: Book, rate: str, why: str) -> None:
    book.bank_tells("81.4", dated=FRIDAY)
    version = book.version
    assert book.bank_tells(rate) == ()
    assert book.dollar() == Decimal("81.4")
    assert book.version == version
    attempt = book.rates.attempt()
    assert attempt is not None
    assert attempt.refused == (Refused("USD", why),)
    assert book.enter(rate, SATURDAY, confirmed=True) if why == "far" else True


def test_a_thousandfold_of_the_bank_itself_is_not_taken(book: Book) -> None:
    book.bank_tells("81.4", dated=FRIDAY)
    with a_bank("thousand", now=lambda: book.clock.now()) as bank:
        taken = TakeRates(CbrRates(bank.url), book.rates, book.clock)(MONDAY)
    assert taken.refused == (Refused("USD", "implausible"),)
    assert Currency.EUR in taken.changed
    assert book.dollar() == Decimal("81.4")


def test_a_far_rate_is_entered_only_by_a_word_and_an_implausible_one_by_none(book: Book) -> None:
    book.enter("81,4", FRIDAY)
    with pytest.raises(RateFar) as far:
        book.enter("101,7")
    assert (far.value.given, far.value.known, far.value.known_on) == (Decimal("101.7"), Decimal("81.4"), FRIDAY)
    with pytest.raises(RateImplausible):
        book.enter("81400", confirmed=True)
    assert book.dollar() == Decimal("81.4")
    assert book.enter("101,7", confirmed=True)
    assert book.dollar() == Decimal("101.7")


def test_a_slip_of_today_may_be_corrected_at_once(book: Book) -> None:
    """It is compared with the day before, not with the slip itself."""
    book.enter("81,4", FRIDAY)
    book.enter("97", confirmed=False)
    assert book.enter("66")
    assert book.dollar() == Decimal(66)


def test_a_nominal_is_part_of_what_is_compared_and_converted(book: Book) -> None:
    book.enter("81,4", FRIDAY)
    assert book.enter("8200", nominal="100")
    assert book.dollar() == Decimal(82)


def test_the_markup_is_on_every_rate_and_its_changes_are_kept(book: Book) -> None:
    book.bank_tells("80")
    version, setting = book.version, SetMarkupHandler(book.rates)
    assert setting(book.visit(), "2,5") == Decimal("2.5")
    setting(book.visit(), "2.50")
    assert book.version == version + 1
    rate = PostgresPricing(book.database).facts(-1, MONDAY).rates[USD]
    assert (rate.value, rate.markup) == (Decimal(82), Decimal("2.5"))
    setting(book.visit(), "0")
    assert book.dollar() == Decimal(80)
    assert book.rows("SELECT percent::float, user_id FROM rate_markup ORDER BY id") == [
        (2.5, book.admin),
        (0.0, book.admin),
    ]
    assert book.rows("SELECT facts->>'before', facts->>'after' FROM audit_log ORDER BY id") == [
        ("0", "2.5"),
        ("2.5", "0"),
    ]


def test_of_people_who_enter_at_once_each_replaces_what_the_other_has_entered(book: Book) -> None:
    book.enter("80", FRIDAY)

    def enter(n: int) -> bool:
        return book.enter(f"8{n // 10},{n % 10}1")

    with ThreadPoolExecutor(8) as people:
        assert all(people.map(enter, range(24)))
    log = book.rows("SELECT rate_before, rate, at FROM currency_rate_log WHERE day = '2026-11-23' ORDER BY id")
    assert len(log) == 24
    assert [row[0] for row in log] == [None, *(row[1] for row in log[:-1])]
    assert [row[2] for row in log] == sorted(row[2] for row in log)


def test_changing_is_a_right_of_its_own(book: Book) -> None:
    for role in ("manager", "sales_head", "auditor", "buyer"):
        with pytest.raises(NotAllowed):
            book.enter("81,4", role=role)
        with pytest.raises(NotAllowed):
            SetMarkupHandler(book.rates)(book.visit(role), "1")
        with pytest.raises(NotAllowed):
            TakeRatesNow(book.take)(book.visit(role))
    assert book.service.asked == []
    assert book.rows(LOG) == []
    with pytest.raises(NotAllowed):
        RatesQuery(book.rates, book.clock)(book.visit("buyer"))
    with pytest.raises(NotAllowed):
        RateHistoryQuery(book.rates)(book.visit("buyer"), "USD", 0, 10)
    assert RateAlarmsQuery(book.rates, book.clock)(book.visit("buyer")) == ()


def test_the_page_tells_rate_day_age_source_and_what_comes(book: Book) -> None:
    book.bank_tells("81.4")
    book.enter("83", MONDAY + timedelta(days=1))
    page = RatesQuery(book.rates, book.clock)(book.visit("manager"))
    (dollar,) = page.rates
    assert dollar.rate == DayRate(USD, SATURDAY, Decimal("81.4"), 1, "cbr")
    assert (dollar.age, dollar.is_stale, dollar.is_used) == (2, False, False)
    assert dollar.coming is not None
    assert dollar.coming.rate == Decimal(83)
    assert (page.can_change, RatesQuery(book.rates, book.clock)(book.visit()).can_change) == (False, True)


def test_what_something_is_priced_in_is_warned_of_when_its_rate_is_missing_or_old(book: Book) -> None:
    with book.database.transaction() as work:
        connection = driver(work)
        connection.execute("INSERT INTO connection (id, name, login, password_hash) VALUES (9, 'x', 'rates', '')")
        connection.execute(
            "INSERT INTO price_type (connection_id, erp_id, name, currency) VALUES (9, 'usd', 'Экспорт', 'USD')"
        )
    alarms = RateAlarmsQuery(book.rates, book.clock)
    assert [(one.currency, one.dated) for one in alarms(book.visit("manager"))] == [(USD, None)]
    book.bank_tells("81.4")
    assert alarms(book.visit("manager")) == ()
    book.clock = evolve(book.clock, day=SATURDAY + timedelta(days=4))
    (alarm,) = RateAlarmsQuery(book.rates, book.clock)(book.visit("manager"))
    assert (alarm.currency, alarm.dated, alarm.age) == (USD, SATURDAY, 4)
    assert RateAges(book.rates, book.clock)() == {USD: 4}


def test_the_history_is_paged_from_the_newest_day(book: Book) -> None:
    for back in range(5):
        book.enter(f"8{back},5", MONDAY - timedelta(days=back))
    history = RateHistoryQuery(book.rates)
    page = history(book.visit("manager"), "USD", 1, 2)
    assert page.total == 5
    assert [(row.day, row.rate, row.by) for row in page.rows] == [
        (SATURDAY + timedelta(days=1), Decimal("81.5"), "Анна"),
        (SATURDAY, Decimal("82.5"), "Анна"),
    ]
    assert len(history.whole(book.visit("manager"), "USD")) == 5


# The clock.

AT_EIGHT = Round(moscow(MONDAY, 8), MONDAY)
IN_THE_EVENING = Round(moscow(MONDAY, 18, 30), MONDAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (moscow(MONDAY, 8), AT_EIGHT),
        (moscow(MONDAY, 18, 29), AT_EIGHT),
        (moscow(MONDAY, 18, 30), IN_THE_EVENING),
        (moscow(MONDAY + timedelta(days=1), 7, 59), IN_THE_EVENING),
    ],
)
def test_in_the_morning_todays_rates_are_wanted_and_in_the_evening_tomorrows(now: datetime, expected: Round) -> None:
    assert round_of(now, MOSCOW) == round_of(now.astimezone(UTC), MOSCOW) == expected


def test_a_failure_is_tried_again_each_quarter_of_an_hour_and_what_has_come_is_not(book: Book) -> None:
    times: list[int] = []
    for minute in range(0, 60, 5):
        book.clock = evolve(book.clock, instant=moscow(MONDAY, 8, minute))
        if minute == 40:
            book.service.answer = Told(MONDAY, SATURDAY, (DayRate(USD, SATURDAY, Decimal("81.4"), 1, "cbr"),))
        asked = len(book.service.asked)
        TakeDueRates(book.take, MOSCOW)()
        times += [minute] * (len(book.service.asked) - asked)
    assert times == [0, 15, 30, 45]
    attempt = book.rates.attempt()
    assert attempt is not None
    assert (attempt.error, attempt.dated) == ("", SATURDAY)


def test_the_last_rate_stays_while_the_bank_is_away_and_people_are_told(book: Book) -> None:
    book.bank_tells("81.4")
    take = TakeRates(CbrRates(f"http://127.0.0.1:{closed_port()}/scripts"), book.rates, book.clock)
    with pytest.raises(RatesAway):
        take(MONDAY)
    assert book.dollar() == Decimal("81.4")
    page = RatesQuery(book.rates, book.clock)(book.visit("manager"))
    assert page.attempt is not None
    assert page.attempt.error == "rates.away"


def test_an_installation_without_the_service_is_told_to_people_and_asks_nobody(book: Book) -> None:
    assert TakeDueRates(TakeRates(CbrRates("off"), book.rates, book.clock), MOSCOW)() == 0
    attempt = book.rates.attempt()
    assert attempt is not None
    assert attempt.error == "rates.switched-off"


@pytest.mark.parametrize(
    ("last", "minutes", "due"),
    [
        (None, 0, True),
        (Attempt(moscow(MONDAY, 18), MONDAY, SATURDAY), 0, True),
        (Attempt(moscow(MONDAY, 18, 30), MONDAY + timedelta(days=1), SATURDAY), 14, False),
        (Attempt(moscow(MONDAY, 18, 30), MONDAY + timedelta(days=1), SATURDAY), 15, True),
        (Attempt(moscow(MONDAY, 18, 30), MONDAY + timedelta(days=1), MONDAY + timedelta(days=1)), 60, False),
        # Another day was asked for by a person.
        (Attempt(moscow(MONDAY, 18, 40), MONDAY, SATURDAY), 60, True),
        # A holiday: nothing was set, and nothing will be.
        (Attempt(moscow(MONDAY, 21, 15), MONDAY + timedelta(days=1), SATURDAY), 181, False),
        (Attempt(moscow(MONDAY, 21, 15), MONDAY + timedelta(days=1), None, "rates.away"), 181, True),
    ],
)
def test_tomorrows_rates_are_awaited_for_a_while(last: Attempt | None, minutes: int, due: bool) -> None:
    assert is_due(IN_THE_EVENING, last, moscow(MONDAY, 18, 30) + timedelta(minutes=minutes)) is due


@pytest.mark.parametrize("weekday", [SATURDAY + timedelta(days=1), MONDAY])
def test_no_list_is_awaited_for_a_sunday_or_a_monday(weekday: date) -> None:
    begins = moscow(weekday - timedelta(days=1), 18, 30)
    last = Attempt(begins, weekday, SATURDAY)
    assert not is_due(Round(begins, weekday), last, begins + timedelta(minutes=30))
