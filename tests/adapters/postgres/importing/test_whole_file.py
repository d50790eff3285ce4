"""A file is applied as a whole: what breaks it, kills its worker or repeats it."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from adapters.postgres.database import driver
from adapters.postgres.importing.hashes import forget_products, forget_variants
from application.exchange.refusals import BrokenFile
from tests.adapters.postgres.importing.exports import (
    T2,
    Killed,
    Portal,
    catalog,
    codes,
    file,
    good,
    nothing_changed,
    offer,
    package,
    prices,
    rest,
)

GOODS = [good(f"{n}", f"<Артикул>{n}</Артикул>") for n in range(300)]
OFFERS = [offer(f"{n}", prices(w=n + 1), rest(a=n + 1, b=n + 1)) for n in range(300)]
TABLES = ("category", "property", "product", "variant", "price", "stock", "price_type", "warehouse", "run_told")


def counts(portal: Portal) -> dict[str, int]:
    return {table: portal.one(f"SELECT count(*) FROM {table}") for table in TABLES}


def whole(at: str = "2026-03-05T10:00:00") -> bytes:
    return file(catalog(*GOODS) + package(*OFFERS, types=["w"], warehouses=["a", "b"]), at)


def test_a_broken_file_changes_nothing_at_all(portal: Portal) -> None:
    before = counts(portal)
    with pytest.raises(BrokenFile):
        portal.send(whole()[:-40])
    assert counts(portal) == before
    assert portal.send(whole()).diff["products"]["added"] == 300


def test_good_records_are_applied_beside_refused_ones(portal: Portal) -> None:
    sent = portal.send(file(catalog(good("1"), "<Товар><Ид>2</Ид></Товар>", good("3"))))
    assert sent.diff["products"]["added"] == 2
    (refused,) = [each for each in sent.refusals if each.weight == "refused"]
    assert (refused.code, refused.erp_ref) == ("no-name", "2")
    assert "Товар[2]" in refused.place


def killed_at(stage: str, done: int) -> Callable[[str, int], None]:
    def progress(name: str, number: int) -> None:
        if (name, number) == (stage, done):
            raise Killed

    return progress


def facts(portal: Portal) -> list[object]:
    goods = "SELECT erp_id, sku, source_hash IS NULL FROM product WHERE connection_id = :c ORDER BY erp_id"
    return [portal.rows(goods), sorted(portal.prices().items()), sorted(portal.stock().items())]


@pytest.mark.parametrize(("stage", "done"), [("merging", 2), ("merging", 4), ("stock", 1), ("stock", 2)])
def test_a_worker_killed_in_the_middle_leaves_a_message_that_can_be_applied_again(
    stage: str, done: int, portal: Portal
) -> None:
    calm = Portal.connected(portal.database)
    expected = calm.send(whole(), batch=200)
    message = portal.message()
    with pytest.raises(Killed):
        portal.send(whole(), message, batch=200, progress=killed_at(stage, done))
    if stage == "merging":
        assert portal.rows("SELECT 1 FROM product WHERE connection_id = :c") == []

    again = portal.send(whole(), message, batch=200)

    assert facts(portal) == facts(calm)
    assert again.diff == expected.diff
    assert nothing_changed(portal.send(whole()))


def test_stock_in_small_batches_is_that_of_one_batch(portal: Portal) -> None:
    other = Portal.connected(portal.database)
    told: list[tuple[str, int]] = []
    portal.send(whole(), batch=7, progress=lambda stage, done: told.append((stage, done)))
    other.send(whole())
    assert facts(portal) == facts(other)
    assert told[-1][0] == "stock"


def test_what_another_channel_writes_is_put_right_once_it_forgets_the_hash(portal: Portal) -> None:
    portal.send(whole())
    with portal.database.transaction() as work:
        product, variant = portal.one("""SELECT p.id, v.id FROM product p JOIN variant v ON v.product_id = p.id
                                         WHERE p.connection_id = :c AND p.erp_id = '7'""")
        work.execute(text("UPDATE product SET name = 'Иное' WHERE id = :id"), {"id": product})
        work.execute(text("UPDATE stock SET free = 1000 WHERE variant_id = :id"), {"id": variant})
        forget_products(driver(work), portal.connection.id, [product])
        forget_variants(driver(work), portal.connection.id, [variant])

    sent = portal.send(whole(T2))

    assert sent.diff["products"]["changed"] == 1
    assert sent.diff["stock"]["changed"] == 2
    assert portal.one("SELECT name FROM product WHERE connection_id = :c AND erp_id = '7'") == "Товар"


def test_two_connections_with_the_same_ids_are_strangers(portal: Portal) -> None:
    other = Portal.connected(portal.database)
    for each, amount in ((portal, 5), (other, 6)):
        each.send(file(catalog(good("1")) + package(offer("1", prices(w=amount)), types=["w"])))
    assert portal.prices() == {("1", "w", ""): "5 RUB"}
    assert other.prices() == {("1", "w", ""): "6 RUB"}


def test_a_file_with_orders_alone_changes_nothing(portal: Portal) -> None:
    sent = portal.send(file("<Документ><Ид>1</Ид><Номер>7</Номер></Документ>"))
    assert nothing_changed(sent)
    assert codes(sent, "refused") == []
