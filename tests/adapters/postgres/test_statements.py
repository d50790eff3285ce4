"""How many statements a request costs, counted by PostgreSQL itself; it must not depend on how much is asked for."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from uuid import uuid4

import psycopg
import pytest
from attrs import field, frozen
from falcon.testing import Result

from entrypoints.bootstrap.parts import Parts
from entrypoints.bootstrap.price_lists import make_price_list
from entrypoints.prove.world import VARIANTS, named
from tests.capabilities import shows
from tests.http.promo.codes import made, put_on
from tests.quotes_base import a_base
from tests.servers import Servers
from tests.shop import Shop, Visitor, settings, settle

MOST = 5
PLACING = 16
GOODS = range(101, 1301)
LINES = (1, 50, 1000)
CONTROL = re.compile(r"\s*(begin|commit|rollback|savepoint|release|set transaction|deallocate)\b", re.IGNORECASE)
COUNT = """
SELECT s.queryid, min(s.query), sum(s.calls)::int FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
WHERE s.toplevel AND d.datname = %s GROUP BY 1
"""
# How often the view had no room left and forgot what is rare; what was counted across that moment means nothing.
FORGOTTEN = "SELECT dealloc FROM pg_stat_statements_info"

# More goods than a cart may hold, as the import leaves them: all of them sold by the first seller.
MANY = """
WITH told AS (
    INSERT INTO product (id, connection_id, erp_id, name, sort_key, unit_code, unit, vat_kind, vat_rate)
    OVERRIDING SYSTEM VALUE
    SELECT n, 1, 'p' || n, 'Болт ' || n, lpad(n::text, 6, '0'), '796', 'шт', 1, 20 FROM generate_series(101, 1300) n
    RETURNING id
), section AS (
    INSERT INTO category (id, connection_id, erp_id, name) OVERRIDING SYSTEM VALUE VALUES (1, 1, 'g1', 'Метизы')
    RETURNING id
), variants AS (
    INSERT INTO variant (id, product_id) OVERRIDING SYSTEM VALUE SELECT id, id FROM told RETURNING id
), prices AS (
    INSERT INTO price (price_type_id, variant_id, amount, currency, message_id)
    SELECT t.id, v.id, 10 + v.id % 90, 'RUB', 0 FROM variants v, price_type t
), stocks AS (
    INSERT INTO stock (variant_id, warehouse_id, free, snapshot_id) SELECT v.id, 1, 100000, 0 FROM variants v
)
INSERT INTO product_category (category_id, product_id) SELECT section.id, told.id FROM section, told
"""

BY_CHUNK = re.compile(r"\s*(fetch|update price_list set state = \$1, done)\b", re.IGNORECASE)

Ask = Callable[[], Result]


@frozen
class Meter:
    """The server's own count of what it was asked in one database."""

    connection: psycopg.Connection
    database: str
    # A statement that the view had forgotten comes back by the text of a prepared one, constants and all: it is known
    # by its id, and called by the text that was seen first.
    texts: dict[int, str] = field(factory=dict)

    def cost(self, ask: Ask) -> Counter[str]:
        """Statements by their text, transaction control left out."""
        before, forgotten = self._counted(), self._forgotten()
        answer = ask()
        assert answer.status_code in (200, 201), answer.text[:2000]
        counted = self._counted() - before
        assert self._forgotten() == forgotten, "pg_stat_statements ran over amid a request"
        return Counter({query: calls for query, calls in counted.items() if not CONTROL.match(query)})

    def _counted(self) -> Counter[str]:
        counted = Counter[str]()
        for id, query, calls in self.connection.execute(COUNT, [self.database]):
            counted[self.texts.setdefault(id, query)] += calls
        return counted

    def _forgotten(self) -> object:
        return self.connection.execute(FORGOTTEN).fetchone()


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
def parts(shop: Shop, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """Those of a worker over the same database."""
    of = settings(shop.database.url, redis_url, tmp_path_factory.mktemp("worker"))
    made = Parts.of(of, 4, timeout=0)
    yield made
    made.database.close()


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
    """With an empty cart."""
    shop.run("DELETE FROM cart_line")
    shop.run("UPDATE cart SET lines = 0, version = version + 1")
    return shop.buyer(1)


def goods(many: int) -> list[tuple[int, str]]:
    return [(variant, "2") for variant in GOODS[:many]]


def warm(ask: Ask) -> Ask:
    for _ in range(2):
        ask()
    return ask


def told(cost: Counter[str]) -> str:
    return "\n".join(f"{calls} × {' '.join(query.split())[:160]}" for query, calls in cost.items())


@shows("M106")
@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/products?limit=24",
        "/api/v1/products?category=1&limit=24&offset=48",
        "/api/v1/products?limit=24&in_stock=true",
        "/api/v1/products?q=%D0%B1%D0%BE%D0%BB%D1%82&limit=24",
        "/catalogue",
        "/catalogue/1",
        "/api/v1/products/101",
        "/goods/101",
        "/api/v1/variants/101/price",
        "/why/101",
        "/api/v1/cart",
        "/cart",
    ],
)
def test_a_page_costs_a_few_statements(meter: Meter, buyer: Visitor, path: str) -> None:
    buyer.fill(goods(20))
    cost = meter.cost(warm(lambda: buyer.ask("GET", path)))
    assert cost.total() <= MOST, told(cost)


@shows("M106")
@pytest.mark.parametrize("path", ["/api/v1/products?limit=24", "/catalogue"])
def test_a_page_of_the_catalogue_costs_two(meter: Meter, buyer: Visitor, path: str) -> None:
    """Who asks, and what is shown; the tree of sections stands in memory while the catalogue stays as it is."""
    cost = meter.cost(warm(lambda: buyer.ask("GET", path)))
    assert cost.total() == 2, told(cost)


@shows("M106")
@pytest.mark.parametrize("path", ["/api/v1/products?limit={}", "/api/v1/products?limit={}&in_stock=true"])
def test_a_longer_page_costs_no_more(meter: Meter, buyer: Visitor, path: str) -> None:
    short, long = (meter.cost(warm(lambda n=n: buyer.ask("GET", path.format(n)))) for n in (1, 100))  # type: ignore[misc]  # a bound loop variable
    assert short == long


# Of the goods sold by the hundred every third is hidden from the buyer, one kind is capped, another comes on order.
AVAILABILITY = """
INSERT INTO price_rule (id, name, priority, effect, value, which, whom)
SELECT gen_random_uuid(), 'Наличие', n,
       CASE mod(n, 10) WHEN 0 THEN 'cap' WHEN 5 THEN 'on-order' ELSE 'hide' END,
       CASE mod(n, 10) WHEN 0 THEN 40 WHEN 5 THEN 5 ELSE 0 END,
       jsonb_build_object('products', jsonb_build_array(n)),
       jsonb_build_object('counterparties', jsonb_build_array(%s::uuid))
FROM generate_series(401, 1300, 3) n
"""
VERSIONS = (
    "UPDATE catalogue_state SET (pricing_version, catalogue_version) = (pricing_version + 1, catalogue_version + 1)"
)


@pytest.fixture
def assortment(shop: Shop) -> Iterator[None]:
    """Three hundred rules of availability for the buyer."""
    shop.run(AVAILABILITY, named("counterparty", 1))
    shop.run(VERSIONS)
    yield
    shop.run("DELETE FROM price_rule")
    shop.run(VERSIONS)


@shows("N20", "M106")
@pytest.mark.usefixtures("assortment")
@pytest.mark.parametrize("path", ["/api/v1/products?limit=24", "/api/v1/products?category=1&limit=24", "/catalogue/1"])
def test_a_page_of_an_assortment_costs_two(meter: Meter, buyer: Visitor, path: str) -> None:
    """Labels, ratings and favourites come with the prices."""
    cost = meter.cost(warm(lambda: buyer.ask("GET", path)))
    assert cost.total() == 2, told(cost)
    assert buyer.ask("GET", "/api/v1/products?limit=1").json["total"] == 1208 - 240


@shows("N20", "M106")
@pytest.mark.usefixtures("assortment")
@pytest.mark.parametrize(
    "path",
    ["/api/v1/products?q=%D0%B1%D0%BE%D0%BB%D1%82&limit=24", "/api/v1/products?limit=24&in_stock=true",
     "/api/v1/categories", "/api/v1/products/101", "/cart"],
)  # fmt: skip
def test_other_pages_of_an_assortment_cost_a_few(meter: Meter, buyer: Visitor, path: str) -> None:
    buyer.fill(goods(20))
    cost = meter.cost(warm(lambda: buyer.ask("GET", path)))
    assert cost.total() <= MOST, told(cost)


@shows("N02", "N20")
def test_an_assortment_makes_no_placing_cost_more(meter: Meter, shop: Shop, buyer: Visitor) -> None:
    def placed(many: int) -> Counter[str]:
        cart = buyer.fill(goods(many))
        return meter.cost(lambda: buyer.order(cart, str(uuid4())))

    for _ in range(2):
        placed(200)
    without = placed(200)
    shop.run(AVAILABILITY, named("counterparty", 1))
    shop.run(VERSIONS)
    try:
        for _ in range(2):
            placed(1)
        assert placed(200) == placed(1) == without
    finally:
        shop.run("DELETE FROM price_rule")
        shop.run(VERSIONS)


@shows("N02")
@pytest.mark.parametrize("path", ["/api/v1/cart", "/cart", "/checkout"])
def test_a_longer_cart_is_shown_by_as_many_statements(meter: Meter, buyer: Visitor, path: str) -> None:
    costs = []
    for many in LINES:
        buyer.fill(goods(many))
        costs.append(meter.cost(warm(lambda: buyer.ask("GET", path))))
    assert costs[0] == costs[1] == costs[2], told(costs[2] - costs[0])
    assert costs[0].total() <= MOST, told(costs[0])


@shows("N02")
def test_a_thousand_lines_are_changed_by_as_many_statements_as_one(meter: Meter, buyer: Visitor) -> None:
    def change(many: int, operation: str) -> Ask:
        rows = [{"variant": str(v), "quantity": q, "operation": operation} for v, q in goods(many)]
        return lambda: buyer.ask("POST", "/api/v1/cart/lines", {"lines": rows, "operation_id": str(uuid4())})

    # One line stays, so that no cart is empty in the end: that one would be read by less.
    buyer.fill([(GOODS[-1], "2")])
    for operation in ("set", "add", "remove"):
        warm(change(2, operation))
        costs = [meter.cost(change(many, operation)) for many in LINES]
        assert costs[0] == costs[1] == costs[2], told(costs[2] - costs[0])


@shows("N02", "A02")
def test_a_thousand_lines_are_placed_by_as_many_statements_as_one(meter: Meter, shop: Shop, buyer: Visitor) -> None:
    def placed(many: int) -> Counter[str]:
        cart = buyer.fill(goods(many))
        assert len(cart["lines"]) == many
        return meter.cost(lambda: buyer.order(cart, str(uuid4())))

    for _ in range(3):  # prepared, planned, with the stock's rows to lock all there
        placed(1)
    placed(max(LINES))
    costs = [placed(many) for many in LINES]
    assert costs[0] == costs[1] == costs[2], told(costs[2] - costs[0])
    assert costs[0].total() == PLACING, told(costs[0])
    most = shop.one("SELECT max(c) FROM (SELECT count(*) AS c FROM order_line GROUP BY order_id) AS n")
    assert most == max(LINES)


@shows("N02", "A02")
def test_goods_that_nobody_ordered_before_cost_one_round_more_whatever_the_lines(
    meter: Meter, shop: Shop, buyer: Visitor
) -> None:
    """Their lines to lock are made first, in a transaction of their own."""

    def placed(many: int) -> Counter[str]:
        shop.run("DELETE FROM reservation")
        shop.run("DELETE FROM stock_line")
        cart = buyer.fill(goods(many))
        return meter.cost(lambda: buyer.order(cart, str(uuid4())))

    for _ in range(2):
        placed(1)
    costs = [placed(many) for many in LINES]
    assert costs[0] == costs[1] == costs[2], told(costs[2] - costs[0])
    assert shop.one("SELECT count(*) FROM stock_line WHERE held > 0") == max(LINES)


@shows("M078")
@pytest.mark.parametrize("is_taken", [False, True], ids=["at-once", "asked"])
def test_a_thousand_lines_are_changed_after_placing_by_as_many_statements_as_one(
    meter: Meter, shop: Shop, buyer: Visitor, is_taken: bool
) -> None:
    cost = {}
    for many in (1, *LINES):  # the first one warms up
        buyer.fill(goods(many))
        [order] = buyer.placed(goods(many), str(uuid4()))
        if is_taken:
            shop.run("UPDATE sales_order SET erp_accepted_at = now() WHERE id = %s", order)
        wanted = [{"line": line, "quantity": "1"} for line in range(1, many + 1)]
        body, key = {"version": 1, "lines": wanted, "reason": ""}, str(uuid4())
        path = f"/api/v1/orders/{order}/changes"
        cost[many] = meter.cost(lambda: buyer.ask("POST", path, body, Idempotency_Key=key))  # noqa: B023
    few = cost[LINES[0]].total()
    assert [each.total() for each in cost.values()] == [few] * len(LINES), told(cost[LINES[-1]])


@shows("N02", "M118")
def test_a_promo_code_costs_four_statements_whatever_the_lines(meter: Meter, shop: Shop, buyer: Visitor) -> None:
    """Its terms with the uses for the quote; its lock, the uses behind it, the new one."""
    promo = made(shop, "STATEMENTS", "10")

    def placed(many: int, code: bool) -> Counter[str]:
        buyer.fill(goods(many))
        if code:
            put_on(shop, promo, named("buyer", 1))
        cart = buyer.ask("GET", "/api/v1/cart").json
        assert (cart["promo"] is not None) == code
        return meter.cost(lambda: buyer.order(cart, str(uuid4())))

    for code in (True, False) * 3:
        placed(1, code)
    placed(max(LINES), True)
    costs = [placed(many, True) for many in LINES]
    assert costs[0] == costs[1] == costs[2], told(costs[2] - costs[0])
    without = placed(1, False)
    assert costs[0].total() - without.total() == 4, told(costs[0] - without)
    assert not [query for query in without if "promo_" in query and "cart" not in query], told(without)


@shows("N02", "M024")
def test_the_erps_word_costs_one_statement_where_it_holds_and_none_where_nobody_asks(
    meter: Meter, shop: Shop, buyer: Visitor
) -> None:
    """The questions about the cart"""
    shop.run("UPDATE contract SET connection_id = 1, erp_id = id::text")
    shop.run("UPDATE counterparty SET connection_id = 1, erp_id = id::text")

    def placed(many: int, url: str) -> Counter[str]:
        shop.run("UPDATE connection SET quote_url = %s WHERE id = 1", url)
        cart = buyer.fill(goods(many))
        assert (cart["refinement"] is None) == (not url)
        if url:
            cart = buyer.ask("POST", "/api/v1/cart/refinement", {}).json
            assert all(contract["is_confirmed"] for contract in cart["refinement"]["contracts"])
        return meter.cost(lambda: buyer.order(cart, str(uuid4())))

    with a_base() as base:
        for url in (base.url, "") * 3:
            placed(1, url)
        placed(max(LINES), base.url)
        costs = [placed(many, base.url) for many in LINES]
        without = placed(1, "")
    shop.run("UPDATE connection SET quote_url = ''")
    assert costs[0] == costs[1] == costs[2], told(costs[2] - costs[0])
    assert costs[0].total() - without.total() == 1, told(costs[0] - without)
    assert not [query for query in without if "price_refinement" in query and "SELECT DISTINCT" in query], told(without)


@shows("N02", "M030")
def test_a_cart_of_two_sellers_costs_by_its_orders_and_not_by_its_lines(
    meter: Meter, shop: Shop, buyer: Visitor
) -> None:
    shop.run("UPDATE stock SET free = 0 WHERE warehouse_id = 1 AND variant_id IN (2, 4, 6)")

    def placed(variants: Sequence[int]) -> tuple[int, Counter[str]]:
        cart, answers = buyer.fill([(variant, "1") for variant in variants]), list[Result]()

        def press() -> Result:
            answers.append(buyer.order(cart, str(uuid4())))
            return answers[0]

        cost = meter.cost(press)
        return len(answers[0].json["orders"]), cost

    few, many = [GOODS[0], 2], [*GOODS[:300], *VARIANTS]
    for variants in (few, many):
        placed(variants)
    (some, cost), (as_many, costs) = placed(few), placed(many)
    assert some == as_many > 1
    assert cost == costs, told(costs - cost)


@shows("N02")
@pytest.mark.parametrize("path", ["/api/v1/orders/{}", "/orders/{}"])
def test_a_longer_order_is_shown_by_as_many_statements(meter: Meter, buyer: Visitor, path: str) -> None:
    costs = []
    for many in (1, 300):
        [order] = buyer.placed(goods(many), str(uuid4()))
        costs.append(meter.cost(warm(lambda order=order: buyer.ask("GET", path.format(order)))))  # type: ignore[misc]  # a bound loop variable
    assert costs[0] == costs[1], told(costs[1] - costs[0])


@shows("M054", "M106")
def test_a_whole_price_list_is_made_by_as_many_statements_as_one_of_a_single_good(
    meter: Meter, shop: Shop, parts: Parts, buyer: Visitor
) -> None:
    """Its rows come through one cursor: more of them are fetched more often, with a word of progress each time."""
    shop.run("INSERT INTO category (id, connection_id, erp_id) OVERRIDING SYSTEM VALUE VALUES (2, 1, 'one')")
    shop.run("INSERT INTO product_category (category_id, product_id) VALUES (2, 101)")
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")

    def cost(section: str) -> Counter[str]:
        buyer.form("/price-lists", {"operation": str(uuid4()), "format": "csv", section: "1"})
        outbox = shop.one("SELECT max(id) FROM outbox")

        def work() -> Result:
            make_price_list(parts)(outbox)
            return buyer.ask("GET", "/api/v1/cart")

        found = meter.cost(work)
        assert shop.one("SELECT state FROM price_list ORDER BY asked_at DESC LIMIT 1") == "ready"
        return Counter({query: calls for query, calls in found.items() if not BY_CHUNK.match(query)})

    for section in ("s-1", "s-2"):
        cost(section)
    whole, single = cost("s-1"), cost("s-2")
    assert shop.one("SELECT max(lines) FROM price_list") == len(GOODS)
    assert shop.one("SELECT min(lines) FROM price_list") == 1
    assert whole == single, told(whole - single)


@shows("M106")
def test_a_kept_order_of_own_prices_costs_a_page_no_more(meter: Meter, buyer: Visitor) -> None:
    pages = [f"/api/v1/products?limit=20&offset={offset}" for offset in (0, 40)]
    for page in pages:
        warm(lambda page=page: buyer.ask("GET", f"{page}&sort=price"))  # type: ignore[misc]  # a bound loop variable
    by_name = meter.cost(warm(lambda: buyer.ask("GET", pages[0])))
    by_price = meter.cost(lambda: buyer.ask("GET", f"{pages[0]}&sort=price"))
    assert by_price == by_name, told(by_price - by_name)


PAPERS = """
WITH paper AS (
    INSERT INTO tech_document (id, kind, title) SELECT gen_random_uuid(), 'other', 'Document ' || n
    FROM generate_series(1, 30) n RETURNING id
), version AS (
    INSERT INTO tech_document_version (document_id, version, filename, sha256, content_type, size, user_id)
    SELECT p.id, 1, 'a.pdf', '', 'application/pdf', 1, (SELECT id FROM app_user LIMIT 1) FROM paper p
)
INSERT INTO tech_document_binding (document_id, product_id) SELECT id, 101 FROM paper
"""


@shows("M008")
def test_a_card_with_thirty_papers_costs_as_many_statements_as_one_without(
    meter: Meter, shop: Shop, buyer: Visitor
) -> None:
    bare = meter.cost(warm(lambda: buyer.ask("GET", "/goods/101")))
    shop.run(PAPERS)
    full = meter.cost(warm(lambda: buyer.ask("GET", "/goods/101")))
    assert "Document 30" in buyer.ask("GET", "/goods/101").text
    assert bare == full
    assert full.total() <= MOST, told(full)
@shows("M081", "M082")
def test_two_thousand_lines_are_resolved_by_as_many_statements_as_one(meter: Meter, shop: Shop, buyer: Visitor) -> None:
    shop.run("UPDATE product SET sku = 'B' || id, sku_key = 'B' || id WHERE id > 100")
    shop.run(VERSIONS)
    def resolved(many: int) -> Ask:
        lines = [{"article": f"b-{GOODS[n % len(GOODS)]}", "quantity": "2"} for n in range(many)]
        return lambda: buyer.ask("POST", "/api/v1/quick-order", {"lines": lines})
    # The shelf of the process knows all of them.
    one, many = (meter.cost(warm(resolved(count))) for count in (1, 2000))
    assert one == many, told(many - one)
    assert one.total() <= MOST, told(one)
