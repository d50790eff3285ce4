"""Finding the goods of a rule by SQL, held equal to what the rule itself says of each good."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.postgres.client_base import PostgresClientBase
from adapters.postgres.database import Database
from adapters.postgres.rules import PostgresRules
from application.pricing.goods import Scope
from application.pricing.rule_content import which_of
from domain.pricing.rules import Which
from domain.shared.ids import VariantId
from tests.builders import TODAY

GOODS = """
INSERT INTO connection (id, name, login, password_hash) OVERRIDING SYSTEM VALUE VALUES (1, 'b', 'b', '');
INSERT INTO category (id, connection_id, erp_id, name, parent_id) OVERRIDING SYSTEM VALUE
SELECT n, 1, n::text, 'c' || n, nullif(n / 2, 0) FROM generate_series(1, 15) n;
INSERT INTO product (id, connection_id, erp_id, name, manufacturer, properties, deleted) OVERRIDING SYSTEM VALUE
SELECT n, 1, n::text, 'p' || n, (ARRAY['ООО  Ёлка', 'ооо елка', 'Bosch', ''])[1 + n % 4],
       jsonb_build_object('1', jsonb_build_array('v' || n % 3, 'v' || n % 5), '2', jsonb_build_array('w' || n % 2)),
       n % 11 = 0 FROM generate_series(1, 60) n;
INSERT INTO variant (id, product_id, erp_id, deleted) OVERRIDING SYSTEM VALUE
SELECT n, 1 + n % 60, 'x' || n, n % 13 = 0 FROM generate_series(1, 90) n;
INSERT INTO product_category (category_id, product_id) SELECT 1 + n % 15, n FROM generate_series(1, 60) n
UNION SELECT 1 + n % 7, n FROM generate_series(1, 60, 3) n
"""
ALL = tuple(VariantId(n) for n in range(1, 91))
NOTHING = Scope((), (), (), TODAY)


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    with database.driver() as connection:
        for statement in GOODS.split(";"):
            connection.execute(statement.encode())
    yield database
    database.close()


conditions = st.builds(
    lambda products, categories, makers, values: which_of(
        {"products": products, "categories": categories, "manufacturers": makers, "values": values}
    ),
    st.sets(st.integers(1, 70), max_size=30),
    st.sets(st.integers(1, 16), max_size=2),
    st.sets(st.sampled_from(["ооо елка", "bosch", "никто"]), max_size=2),
    st.sets(st.sampled_from([(1, "v0"), (1, "v3"), (2, "w1"), (1, "none")]), max_size=3),
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(conditions, conditions)
def test_sql_finds_the_goods_that_the_rule_has(database: Database, one: Which, other: Which) -> None:
    base = PostgresClientBase(database)
    rows = base.board(ALL, NOTHING, (1, 2)).rows
    sold = [row.goods for row in rows if row.goods.sellable]
    assert list(base.goods([one])) == [goods.variant for goods in sold if one.has(goods.traits)]
    assert list(base.goods([one, other])) == [
        goods.variant for goods in sold if one.has(goods.traits) or other.has(goods.traits)
    ]
    both = [goods for goods in sold if one.has(goods.traits) and other.has(goods.traits)]
    assert PostgresRules(database).common_goods(one, other) == len(both)
