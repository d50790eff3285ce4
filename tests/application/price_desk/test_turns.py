"""Two who write at once: what one judged by is what stood when he wrote."""

from collections.abc import Callable, Iterator
from threading import Thread
from time import sleep
from uuid import uuid4

import pytest

from adapters.postgres.database import Database, driver
from adapters.postgres.prices.turns import beside_others
from adapters.postgres.prices.work import PostgresPriceWorks
from adapters.system.system import SystemIds
from application.access.context import Visit
from application.price_desk.change import EnterPriceHandler, EntryRefused
from application.price_desk.entry import Entry
from domain.access.authority import Authority
from domain.access.permission import Permission
from domain.pricing.agreed import PriceKeptByErp, PricesOverlap
from domain.shared.ids import UserId
from entrypoints.prove.world import named
from tests.shop import settle

CONTRACT = "0/1"
Enter = Callable[[Entry], object]
TOLD = """
INSERT INTO individual_price (id, connection_id, key, level, owner_id, variant_id, amount, currency, vat_included,
    message_id) VALUES (gen_random_uuid(), 1, 'told', 0, %s, 1, 80, 'RUB', true, 1)
"""


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[Database]:
    settle(postgres_url)
    database = Database(postgres_url)
    with database.driver() as connection:
        connection.execute("UPDATE product SET sku = 'A' || id, sku_key = 'A' || id")
    yield database
    database.close()


@pytest.fixture
def enter(database: Database) -> Enter:
    with database.driver() as connection:
        connection.execute("DELETE FROM individual_price")
    rights = frozenset((Permission.SEE_OWN_CLIENTS, Permission.SEE_ALL_CLIENTS, Permission.CHANGE_INDIVIDUAL_PRICES))
    visit = Visit(Authority(UserId(uuid4()), "Анна", True, "ru", "", (), rights), None, 1, 1)
    handler = EnterPriceHandler(PostgresPriceWorks(database, SystemIds()))
    return lambda entry: handler(visit, entry)


def entry(**more: str) -> Entry:
    return Entry(0, contract=CONTRACT, sku="A1", amount="95", **more)


def refused_while(enter: Enter, wanted: Entry, meanwhile: Callable[[], None]) -> list[BaseException]:
    """What became of an entry that began before the other had finished."""
    found: list[BaseException] = []

    def late() -> None:
        try:
            enter(wanted)
        except EntryRefused as refused:
            found.extend(refused.reasons)

    thread = Thread(target=late)
    thread.start()
    sleep(0.3)
    assert thread.is_alive(), "it has not waited"
    meanwhile()
    thread.join(10)
    return found


def test_the_second_of_two_people_sees_what_the_first_wrote(database: Database, enter: Enter) -> None:
    works = PostgresPriceWorks(database, SystemIds())
    opened = works.begin()
    work = opened.__enter__()
    first = entry(valid_from="2026-01-01")

    def finish() -> None:
        with database.driver() as connection:
            act = connection.execute("INSERT INTO audit_log (action) VALUES ('x') RETURNING id").fetchone()
        assert act is not None
        work.connection.execute(
            "INSERT INTO individual_price (id, key, level, owner_id, variant_id, amount, currency, vat_included,"
            " valid_from, act_id) VALUES (gen_random_uuid(), 'x', 0, %s, 1, 95, 'RUB', true, '2026-01-01', %s)",
            [named("contract", 0, 1), act[0]],
        )
        opened.__exit__(None, None, None)

    (reason,) = refused_while(enter, entry(valid_from="2026-02-01"), finish)

    assert isinstance(reason, PricesOverlap)
    assert first.valid_from == str(reason.valid_from)


def test_a_person_sees_what_the_erp_was_telling_meanwhile(database: Database, enter: Enter) -> None:
    opened = database.transaction()
    erp = driver(opened.__enter__())
    beside_others(erp)
    erp.execute(TOLD, [named("contract", 0, 1)])

    def finish() -> None:
        opened.__exit__(None, None, None)

    (reason,) = refused_while(enter, entry(), finish)

    assert isinstance(reason, PriceKeptByErp)


def test_packets_of_the_erp_do_not_wait_for_each_other(database: Database) -> None:
    with database.transaction() as one, database.transaction() as other:
        beside_others(driver(one))
        beside_others(driver(other))
