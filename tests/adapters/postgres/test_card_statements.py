"""What a card, favourites and a comparison cost in statements, whatever they show: counted by PostgreSQL itself."""

from collections import Counter
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from entrypoints.prove.world import named
from tests.adapters.postgres.test_statements import COUNT, MANY, Meter, told, warm
from tests.capabilities import shows
from tests.servers import Servers
from tests.shop import Shop, Visitor, settings, settle

# Visit, goods, prices and stock; marks; links, linked goods with their marks; texts; reviews and whether one may write.
MOST_OF_A_CARD = 14
KEEP = "INSERT INTO favourite (user_id, variant_id) SELECT %s, n FROM generate_series(101, %s::int) n"


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    made.run(MANY)
    made.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")
    made.run("ANALYZE")
    yield made
    made.close()


@pytest.fixture(scope="module")
def meter(servers: Servers, shop: Shop) -> Iterator[Meter]:
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        try:
            connection.execute(COUNT, ["none"])
        except psycopg.Error:
            pytest.skip("the PostgreSQL of TEST_DATABASE_URL counts no statements (pg_stat_statements)")
        yield Meter(connection, shop.one("SELECT current_database()"))


@pytest.fixture
def buyer(shop: Shop) -> Visitor:
    shop.run("TRUNCATE favourite, compared, product_link, label_binding, product_label, review, product_rating")
    return shop.buyer(1)


def label(shop: Shop, kind: str, first: int, last: int) -> None:
    binding = uuid4()
    shop.run("INSERT INTO label_binding (id, label, user_id) VALUES (%s, %s, %s)", binding, kind, named("buyer", 1))
    shop.run(
        "INSERT INTO product_label (product_id, binding_id, label)"
        " SELECT n, %s, %s FROM generate_series(%s::int, %s) AS n",
        *(binding, kind, first, last),
    )
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")


@shows("M007", "M010", "M014")
def test_a_card_costs_the_same_whatever_stands_around_it(meter: Meter, shop: Shop, buyer: Visitor) -> None:
    def cost() -> object:
        return meter.cost(warm(lambda: buyer.ask("GET", "/goods/101")))

    link = "INSERT INTO product_link SELECT 'recommended', 101, n, n - 102 FROM generate_series(102, %s::int) AS n"
    shop.run(link, 102)
    few = cost()
    shop.run("TRUNCATE product_link")
    shop.run(link, 140)
    label(shop, "hit", 101, 150)
    assert cost() == few
    assert meter.cost(warm(lambda: buyer.ask("GET", "/goods/101"))).total() <= MOST_OF_A_CARD


@shows("M117", "M106")
def test_a_list_costs_no_more_for_all_marks(meter: Meter, shop: Shop, buyer: Visitor) -> None:
    def cost(size: int) -> Counter[str]:
        return meter.cost(warm(lambda: buyer.ask("GET", f"/catalogue/1?size={size}")))

    costs = [cost(24), cost(96)]
    assert costs[0] == costs[1]
    assert costs[0].total() == 2, told(costs[0])
    label(shop, "hit", 101, 500)
    shop.run(
        "INSERT INTO favourite (user_id, variant_id) SELECT %s, n FROM generate_series(101, 300) n", named("buyer", 1)
    )
    assert meter.cost(warm(lambda: buyer.ask("GET", "/catalogue/1?size=24"))) == costs[0]


@shows("M060", "N32")
@pytest.mark.parametrize(
    ("path", "keep"),
    [
        (
            "/favourites",
            "INSERT INTO favourite (user_id, variant_id) SELECT %s, n FROM generate_series(101, %s::int) n",
        ),
        ("/compare", "INSERT INTO compared (user_id, product_id) SELECT %s, n FROM generate_series(101, %s::int) n"),
    ],
)
def test_many_kept_goods_cost_as_few_as_two(meter: Meter, shop: Shop, buyer: Visitor, path: str, keep: str) -> None:
    costs = []
    for last in (102, 106, 300):
        shop.run("TRUNCATE favourite, compared")
        shop.run(keep, named("buyer", 1), last if path == "/favourites" else min(last, 106))
        costs.append(meter.cost(warm(lambda: buyer.ask("GET", path))))
    assert costs[0] == costs[1] == costs[2], told(costs[2] - costs[0])
    assert costs[0].total() <= 7, told(costs[0])
