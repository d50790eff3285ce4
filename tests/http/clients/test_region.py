"""The region of a client: told by the ERP, set instead of it by right, followed by stock and carts, audited."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from adapters.postgres.client_regions import follow_erp
from adapters.postgres.database import driver
from entrypoints.prove.world import counterparty_of, named
from tests.capabilities import shows
from tests.http.pages.person import seen
from tests.http.rules.staff import staff_of
from tests.shop import Shop, settings, settle

CLIENT = named("counterparty", counterparty_of(0))
PATH = f"/manage/clients/{CLIENT}/region"
NORTH = UUID("00000000-0000-4000-8000-00000000aaaa")


@pytest.fixture(scope="module")
def shop(postgres_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settle(postgres_url)
    made = Shop.open(settings(postgres_url, redis_url, tmp_path_factory.mktemp("home")))
    made.run("INSERT INTO region (id, name) VALUES (%s, 'Север')", NORTH)
    made.run("INSERT INTO region_warehouse (region_id, warehouse_id, priority) VALUES (%s, 2, 1)", NORTH)
    made.run("UPDATE stock SET free = CASE warehouse_id WHEN 2 THEN 7 ELSE 1000 END")
    yield made
    made.close()


@pytest.fixture(autouse=True)
def untouched(shop: Shop) -> None:
    facts = named("region")
    shop.run(
        "UPDATE counterparty SET (default_region_id, erp_region_id, region_is_own) = (%s, %s, false)", facts, facts
    )
    shop.run("UPDATE cart SET region_id = %s", facts)


def told_by_erp(shop: Shop, region: UUID) -> None:
    shop.run("UPDATE counterparty SET erp_region_id = %s WHERE id = %s", region, CLIENT)
    with shop.database.transaction() as transaction:
        follow_erp(driver(transaction), CLIENT)


def in_force(shop: Shop) -> UUID:
    found: UUID = shop.one("SELECT default_region_id FROM counterparty WHERE id = %s", CLIENT)
    return found


def stock(shop: Shop) -> str:
    return str(shop.buyer(0).ask("GET", "/api/v1/products/1").json["variants"][0]["offer"]["available"])


@shows("M122")
def test_a_region_set_by_right_decides_stock_outlives_the_erp_and_is_audited(shop: Shop) -> None:
    staff = staff_of(shop, "sales_head")
    before = stock(shop)
    assert "как передала 1С" in staff.text(PATH)
    answer = staff.visitor.form(PATH, {"region": str(NORTH)})
    assert answer.headers["Location"] == f"{PATH}?saved=1"
    assert (stock(shop), before) == ("7.000", before)
    assert before != "7.000"
    # The buyer's cart stands where the client begins now.
    assert shop.one("SELECT region_id FROM cart WHERE counterparty_id = %s LIMIT 1", CLIENT) == NORTH

    told_by_erp(shop, named("region"))
    assert in_force(shop) == NORTH, "what people set outlives what the ERP tells"
    page = staff.text(PATH)
    assert "Север задан здесь" in page
    assert "Region → Север" in page
    assert "Котова Анна" in page

    staff.visitor.form(PATH, {"region": ""})
    assert in_force(shop) == named("region")
    told_by_erp(shop, NORTH)
    assert in_force(shop) == NORTH
    assert stock(shop) == "7.000"
    assert shop.one("SELECT count(*) FROM audit_log WHERE action = 'client-region.set'") == 2


@shows("M122")
def test_who_has_no_right_or_not_this_client_changes_nothing(shop: Shop) -> None:
    assert staff_of(shop, "auditor").visitor.form(PATH, {"region": str(NORTH)}).status_code == 403
    assert staff_of(shop, "manager").visitor.form(PATH, {"region": str(NORTH)}).status_code == 404
    assert shop.buyer(0).form(PATH, {"region": str(NORTH)}).status_code == 403
    head = staff_of(shop, "sales_head").visitor
    for told in ("не регион", str(UUID(int=5))):
        assert head.form(PATH, {"region": told}).status_code == 404
    assert in_force(shop) == named("region")
    assert "Север" in seen(head.ask("GET", PATH).text)
