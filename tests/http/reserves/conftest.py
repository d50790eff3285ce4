"""The wholesaler of the proof; every test begins with room on all limits, no orders, and the policies as delivered."""

from collections.abc import Iterator

import pytest

from adapters.postgres.held_orders import PostgresHeldOrders
from adapters.postgres.reserves.clockwork import PostgresClockwork
from application.credit.release import ReleaseHeld
from application.reserves.keep import ExpireReserves, WarnOfEndings
from entrypoints.bootstrap.parts import Parts
from tests.http.reserves.clock import Hands
from tests.shop import Shop, settings, settle

CLEAR = (
    "TRUNCATE sales_order, reserve_off, credit_permission, credit_policy, overdue_document, outbox, idempotency_key,"
    " audit_log CASCADE",
    "DELETE FROM reserve_policy WHERE id > '00000000-0000-0000-0000-000000000002'",
    "UPDATE reserve_policy SET hours = 72, warn_hours = 12 WHERE status IS NULL",
    "UPDATE credit_limit SET amount = 100000000",
    "UPDATE stock SET free = 100000",
    "DELETE FROM cart_line",
    "UPDATE cart SET lines = 0, version = version + 1",
)


@pytest.fixture(scope="module")
def opened(
    postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Shop, Hands]]:
    settle(postgres_url)
    told = settings(postgres_url, redis_url, tmp_path_factory.mktemp("home"))
    shop, parts = Shop.open(told), Parts.of(told, 4)
    clockwork = PostgresClockwork(parts.database)
    held = ReleaseHeld(PostgresHeldOrders(parts.database, parts.clock))
    yield shop, Hands(shop, WarnOfEndings(clockwork), ExpireReserves(clockwork), held)
    parts.database.close()
    shop.close()


def cleared(shop: Shop) -> None:
    for statement in CLEAR:
        shop.run(statement)


@pytest.fixture
def shop(opened: tuple[Shop, Hands]) -> Shop:
    cleared(opened[0])
    return opened[0]


@pytest.fixture
def hands(opened: tuple[Shop, Hands], shop: Shop) -> Hands:
    return opened[1]
