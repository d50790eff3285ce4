"""What had been recorded at a moment, to the transaction; what a late correction changes; whose contract it is."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from attrs import define

from adapters.postgres.database import Driver
from adapters.postgres.exchange.packets.work import PostgresPacketWorks
from adapters.postgres.price_history.books import PostgresPastBooks, Reader
from adapters.postgres.rates import PostgresRates
from adapters.system.system import SystemIds
from application.exchange.packets import commands as told
from application.exchange.packets.commands import UNTOLD
from application.exchange.values import ConnectionId
from application.price_history.past import Asked, Moment, Past
from application.queries.orders import Readers
from domain.parties.level import Level
from domain.pricing.rates import DayRate, RateSource
from domain.pricing.travel import BeforeTheRecords, By, ContractNotInForceThen, ContractUnknownThen
from domain.shared.errors import NotFound
from domain.shared.ids import ContractId, CounterpartyId, VariantId
from domain.shared.money import Currency
from entrypoints.prove.world import named
from tests.adapters.postgres.importing.exports import file, offer, package, price, tag
from tests.adapters.postgres.price_history.office import ANNA, CONTRACT, PARTY, ZONE, Office
from tests.capabilities import shows

pytestmark = shows("A05")

GOODS = VariantId(2)
ASKED = Asked(ContractId(CONTRACT), (GOODS,))
EVERYBODY = Readers()
RULE = "INSERT INTO price_rule (id, name, priority, effect, value, valid_from) VALUES (%s, 'А', 1, 'percent', %s, %s)"


@pytest.fixture(scope="module")
def office(postgres_url: str) -> Iterator[Office]:
    made = Office.opened(postgres_url)
    yield made
    made.close()


def past(office: Office, at: datetime, by: By = By.RECORDED, whose: Readers = EVERYBODY) -> Past:
    return PostgresPastBooks(office.database).of(whose, ASKED, Moment(at, day_of(at), by))


def day_of(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def seen(office: Office, at: datetime, by: By = By.RECORDED) -> Decimal:
    return past(office, at, by).quote(GOODS).price


def lists(office: Office, amount: str) -> None:
    told_prices = tag("Цены", price("t1", amount) + price("t2", amount))
    office.imports.send(file(package(offer("p2", told_prices, name=None), types=()), at=""))


def agreed(amount: str, start: date | None = None, end: date | None = None, key: str = "k") -> told.PutIndividualPrice:
    owner = told.Owner(Level.CONTRACT, "0/1")
    return told.PutIndividualPrice(
        key, owner, "p2", None, None, Decimal(amount), "RUB", True, Decimal(0), start, end
    )  # fmt: skip


def forget(office: Office) -> None:
    office.packet(told.Delete("individual_price", "k"))


def contract(**more: object) -> told.PutContract:
    terms = {"valid_from": None, "valid_to": None, "currency": "RUB"} | more
    return told.PutContract(
        "0/1", "0/1", date(2026, 1, 1), "sSeller 1", "Client 0", terms["currency"], terms["valid_from"],  # type: ignore[arg-type]  # as the test says
        terms["valid_to"], "t1", UNTOLD, UNTOLD,  # type: ignore[arg-type]  # as above
    )  # fmt: skip


def test_a_list_that_had_come_and_was_not_applied_yet_was_not_seen(office: Office) -> None:
    lists(office, "100")
    message, newer = office.imports.message(), offer("p2", tag("Цены", price("t1", "110")), name=None)
    between = office.now()
    office.imports.send(file(package(newer, types=()), at=""), message)

    assert seen(office, between) == Decimal("100.00")
    assert seen(office, office.now()) == Decimal("110.00")


def test_what_was_being_written_is_seen_only_after_it_was_committed(office: Office) -> None:
    lists(office, "100")
    message, opened = office.imports.message(), PostgresPacketWorks(office.database, SystemIds())
    with opened.begin(ConnectionId(1)) as work:
        work.write(agreed("90"), 10_000, message)
        during = office.now()
        work.raise_pricing_version()
    after = office.now()
    try:
        assert seen(office, during) == Decimal("100.00")
        assert seen(office, after) == Decimal("90.00")
    finally:
        forget(office)


def test_a_price_told_late_for_days_before_was_in_force_and_not_seen(office: Office) -> None:
    lists(office, "100")
    then = office.now()
    office.packet(agreed("80", day_of(then) - timedelta(9)))
    try:
        assert seen(office, then) == Decimal("100.00")
        assert seen(office, then, By.VALIDITY) == Decimal("80.00")
        office.packet(agreed("70", day_of(then) + timedelta(1)))
        assert seen(office, then, By.VALIDITY) == Decimal("100.00")
    finally:
        forget(office)


def test_a_price_without_a_first_day_begins_when_it_is_recorded_and_ends_when_withdrawn(office: Office) -> None:
    lists(office, "100")
    before = office.now()
    office.packet(agreed("60"))
    then = office.now()
    forget(office)

    assert seen(office, before, By.VALIDITY) == Decimal("100.00")
    assert seen(office, then, By.VALIDITY) == seen(office, then) == Decimal("60.00")
    assert seen(office, office.now(), By.VALIDITY) == Decimal("100.00")


def test_a_dated_price_that_was_withdrawn_later_was_in_force(office: Office) -> None:
    lists(office, "100")
    office.packet(agreed("55", date(2026, 1, 1)))
    then = office.now()
    forget(office)

    assert seen(office, then, By.VALIDITY) == Decimal("55.00")
    assert seen(office, office.now(), By.VALIDITY) == Decimal("100.00")


def test_a_corrected_rate_counts_for_its_day_and_was_not_seen(office: Office) -> None:
    lists(office, "100")
    put(office, "50")
    office.packet(contract(currency="USD"))
    then = office.now()
    put(office, "40")
    try:
        assert seen(office, then) == Decimal("2.00")
        assert seen(office, then, By.VALIDITY) == Decimal("2.50")
    finally:
        office.packet(contract())


def put(office: Office, rate: str) -> None:
    with PostgresRates(office.database).begin() as work:
        work.put(DayRate(Currency.USD, date(2026, 1, 1), Decimal(rate), 1, RateSource.MANUAL), ANNA)
        work.raise_pricing_version()


def test_a_rule_with_days_told_late_was_in_force_and_one_without_begins_when_it_is_made(office: Office) -> None:
    lists(office, "100")
    then = office.now()
    for value, start in ((-10, date(2026, 1, 1)), (-50, None)):
        office.run(RULE, uuid4(), value, start)
    try:
        assert seen(office, then) == Decimal("100.00")
        assert seen(office, then, By.VALIDITY) == Decimal("90.00")
        made = office.now()
        office.run("UPDATE price_rule SET state = 'off'")
        assert seen(office, made, By.VALIDITY) == Decimal("45.00")
        assert seen(office, office.now(), By.VALIDITY) == Decimal("100.00")
    finally:
        office.run("UPDATE price_rule SET state = 'off'")


def test_the_days_of_a_contract_as_they_were_known_and_as_they_are(office: Office) -> None:
    then = office.now()
    yesterday = day_of(then) - timedelta(1)
    office.packet(contract(valid_to=yesterday))
    try:
        past(office, then).check()
        with pytest.raises(ContractNotInForceThen) as refused:
            past(office, then, By.VALIDITY).check()
        assert refused.value.valid_to == yesterday
        office.packet(told.Delete("contract", "0/1"))
        with pytest.raises(ContractNotInForceThen):
            past(office, office.now()).check()
    finally:
        office.packet(contract())


def test_before_the_first_record_and_before_the_contract_there_is_no_answer(office: Office) -> None:
    with pytest.raises(BeforeTheRecords):
        past(office, datetime(2020, 1, 1, tzinfo=ZONE))
    then = office.now()
    office.packet(told.PutContract(
        "new", "новый", day_of(then), "sSeller 1", "Client 0", "RUB", None, None, "t1", UNTOLD, UNTOLD
    ))  # fmt: skip
    books = PostgresPastBooks(office.database)
    asked = Asked(ContractId(contract_id(office)), (GOODS,))
    for by in By:
        with pytest.raises(ContractUnknownThen) as refused:
            books.of(EVERYBODY, asked, Moment(then, day_of(then), by))
        assert refused.value.number == "новый"
        assert refused.value.since > then


@define
class Counting:
    """A connection that counts what is asked of it."""

    connection: Driver
    count: int = 0

    def execute(self, *asked: Any) -> Any:
        self.count += 1
        return self.connection.execute(*asked)


@pytest.mark.parametrize("by", By)
def test_many_goods_cost_as_many_statements_as_one(office: Office, by: By) -> None:
    at, counts = office.now(), set()
    for goods in ((GOODS,), tuple(VariantId(id) for id in range(1, 9))):
        with office.database.snapshot() as connection:
            counting = Counting(connection)
            asked, moment = Asked(ContractId(CONTRACT), goods), Moment(at, day_of(at), by)
            whose = {"manager": None, "parties": None}
            found = Reader(counting, asked, moment, whose).past()  # type: ignore[arg-type]  # of its shape, as far as used
            assert len(found.goods) == len(goods)
        counts.add(counting.count)
    assert counts == {11}


def contract_id(office: Office) -> UUID:
    with office.database.driver() as connection:
        row = connection.execute("SELECT id FROM contract WHERE erp_id = 'new'").fetchone()
    assert row is not None
    found: UUID = row[0]
    return found


@pytest.mark.parametrize(
    "whose", [Readers(()), Readers((CounterpartyId(named("counterparty", 1)),)), Readers(None, uuid4())]
)
def test_another_clients_contract_is_not_there(office: Office, whose: Readers) -> None:
    assert past(office, office.now(), whose=Readers((CounterpartyId(PARTY),))).terms.contract == CONTRACT
    with pytest.raises(NotFound) as refused:
        past(office, office.now(), whose=whose)
    assert refused.value.kind == "contract"
