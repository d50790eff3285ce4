"""Free quantities: what is told, what silence means, and which of two files is the newer."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from tests.adapters.postgres.importing.exports import (
    T1,
    T2,
    T3,
    Portal,
    codes,
    file,
    nothing_changed,
    offer,
    package,
    prices,
    quantity,
    rest,
    tag,
)

MARKS = """
    SELECT v.erp_id, s.free, s.mark_at, s.snapshot_id FROM stock s JOIN variant v ON v.id = s.variant_id
    JOIN product p ON p.id = v.product_id WHERE p.connection_id = :c ORDER BY 1
"""


def rests(erp_id: str, **amounts: object) -> str:
    rows = "".join(tag("Остаток", tag("Склад", tag("Ид", w) + tag("Количество", q))) for w, q in amounts.items())
    return offer(erp_id, tag("Остатки", rows), name=None)


def test_stock_is_stored_signed_with_the_mark_of_its_file(portal: Portal) -> None:
    portal.send(file(package(offer("1", rest(a=5, b=-3)), warehouses=["a", "b"]), "2026-03-05T10:00:00"))
    assert portal.stock() == {("1", "a"): 5, ("1", "b"): -3}
    # Local time of the ERP, in the connection's zone (Moscow).
    assert {row[2] for row in portal.rows(MARKS)} == {datetime(2026, 3, 5, 7, tzinfo=UTC)}
    assert {row[3] for row in portal.rows(MARKS)} == set(portal.messages)


def test_a_warehouse_that_an_offer_leaves_out_is_empty(portal: Portal) -> None:
    portal.send(file(package(offer("1", rest(a=5, b=3)), offer("2", rest(a=1)))))
    sent = portal.send(file(package(offer("1", rest(b=4))), T2))
    assert portal.stock() == {("1", "a"): 0, ("1", "b"): 4, ("2", "a"): 1}
    assert sent.diff["stock"] == {"added": 0, "changed": 1, "removed": 1, "unchanged": 0}


def test_an_offer_without_warehouses_among_others_that_list_them_is_empty(portal: Portal) -> None:
    portal.send(file(package(offer("1", rest(a=5)), offer("2", rest(a=1)))))
    portal.send(file(package(offer("1", quantity(9)), offer("2", rest(a=2))), T2))
    assert portal.stock() == {("1", "a"): 0, ("2", "a"): 2}


def test_totals_go_to_the_default_warehouse_and_no_total_is_zero(portal: Portal) -> None:
    portal.send(file(package(offer("1", quantity(5)), offer("2", quantity(7)), offer("3"))))
    assert portal.stock() == {("1", ""): 5, ("2", ""): 7}
    portal.send(file(package(offer("1", quantity(6)), offer("2"), offer("3")), T2))
    assert portal.stock() == {("1", ""): 6, ("2", ""): 0}
    names = portal.rows("SELECT erp_id, name, told FROM warehouse WHERE connection_id = :c")
    assert names == [("", "Основной склад", True)]


def test_a_package_without_any_quantity_changes_no_stock(portal: Portal) -> None:
    portal.send(file(package(offer("1", quantity(5)))))
    portal.send(file(package(offer("1"), offer("2")), T2))
    assert portal.stock() == {("1", ""): 5}


@pytest.mark.parametrize("version", ["3.1", "changes"])
def test_what_parts_and_changes_do_not_tell_stays(version: str, portal: Portal) -> None:
    portal.send(file(package(offer("1", rest(a=5)), offer("2", rest(a=1)))))
    if version == "3.1":
        portal.send(file(package(rests("2", a=2), offer("1", prices(w=1), name=None)), T2, "3.1"))
    else:
        changes = package(
            offer("1", prices(w=1), name=None), offer("2", rest(a=2), name=None), kind="ИзмененияПакетаПредложений"
        )
        portal.send(file(changes, T2))
    assert portal.stock() == {("1", "a"): 5, ("2", "a"): 2}


def test_switching_between_totals_and_warehouses_counts_nothing_twice(portal: Portal) -> None:
    by_total = package(offer("1", quantity(5)), offer("2", quantity(1)))
    by_warehouse = package(offer("1", rest(a=2, b=3)), offer("2", quantity(1)))
    portal.send(file(by_total))
    portal.send(file(by_warehouse, T2))
    assert portal.stock() == {("1", ""): 0, ("2", ""): 0, ("1", "a"): 2, ("1", "b"): 3}
    # The second offer comes in the very bytes that were known, yet its total counts again.
    portal.send(file(by_total, T3))
    assert portal.stock() == {("1", ""): 5, ("2", ""): 1, ("1", "a"): 0, ("1", "b"): 0}


def test_an_unknown_warehouse_keeps_its_stock_and_is_told_to_wait(portal: Portal) -> None:
    sent = portal.send(file(package(offer("1", rest(a=5)))))
    assert ("unknown-warehouse", "a") in codes(sent, "waiting")
    assert portal.one("SELECT told FROM warehouse WHERE connection_id = :c") is False
    known = portal.send(file(package(offer("1", rest(a=5)), warehouses=["a"])))
    assert known.diff["warehouses"]["added"] == 1
    assert portal.one("SELECT told FROM warehouse WHERE connection_id = :c") is True


def test_a_late_file_overwrites_no_newer_stock(portal: Portal) -> None:
    portal.send(file(package(offer("1", rest(a=5)), offer("2", rest(a=5))), T2))
    sent = portal.send(file(package(offer("1", rest(a=9)), offer("3", rest(a=9))), T1))
    assert portal.stock() == {("1", "a"): 5, ("2", "a"): 5, ("3", "a"): 9}
    assert codes(sent, "notice") == [("late-stock", "")]


def test_a_late_file_overwrites_nothing_that_a_newer_one_told_again(portal: Portal) -> None:
    told = package(offer("1", rest(a=5)))
    portal.send(file(told, T1))
    portal.send(file(told, T3))  # the same: nothing was written that could carry the newer mark
    portal.send(file(package(offer("1", rest(a=9))), T2))
    assert portal.stock() == {("1", "a"): 5}
    # What was late is not taken for known when it comes in time.
    portal.send(file(package(offer("1", rest(a=9))), "2026-03-05T13:00:00"))
    assert portal.stock() == {("1", "a"): 9}


def test_stock_of_one_offer_cut_between_files_of_a_run_is_put_together(portal: Portal) -> None:
    portal.send(file(package(offer("1", rest(a=5))), T1))
    portal.send(file(package(offer("1", rest(b=4))), T1))
    assert portal.stock() == {("1", "a"): 5, ("1", "b"): 4}


def test_a_snapshot_that_tells_the_same_again_is_the_newest_where_somebody_waits_for_it(portal: Portal) -> None:
    told = package(offer("1#a", rest(w=5)), offer("1#b", rest(w=5)))
    portal.send(file(told, T1))
    reserve(portal, "a")
    sent = portal.send(file(told, T2))

    first, second = portal.messages
    assert [(row[0], row[2].hour, row[3]) for row in portal.rows(MARKS)] == [("a", 8, second), ("b", 7, first)]
    assert nothing_changed(sent)
    late = portal.send(file(told, T1))
    assert [row[3] for row in portal.rows(MARKS)] == [second, first]
    assert nothing_changed(late)


def reserve(portal: Portal, characteristic: str) -> None:
    variant, warehouse = portal.one(f"""
        SELECT s.variant_id, s.warehouse_id FROM stock s JOIN variant v ON v.id = s.variant_id
        JOIN product p ON p.id = v.product_id WHERE p.connection_id = :c AND v.erp_id = '{characteristic}'
    """)
    with portal.database.connect() as work:
        work.execute(text("ALTER TABLE reservation DROP CONSTRAINT IF EXISTS fk_reservation_order_id"))
        work.execute(
            text("""INSERT INTO reservation (order_id, line, variant_id, warehouse_id, quantity, uncontained,
                           basis_snapshot, basis_free, basis_held)
                    VALUES (gen_random_uuid(), 1, :variant, :warehouse, 1, 1, 1, 5, 0)"""),
            {"variant": variant, "warehouse": warehouse},
        )


@pytest.mark.parametrize(("hour", "kept"), [(6, {"1": 5, "2": 7}), (8, {"1": 5, "2": 1000})])
def test_what_another_channel_tells_of_new_stock_meanwhile_is_overwritten_if_older(
    hour: int, kept: dict[str, int], portal: Portal
) -> None:
    def tell(stage: str, done: int) -> None:
        if (stage, done) != ("stock", 1):
            return
        with portal.database.transaction() as work:
            work.execute(
                text("""INSERT INTO stock (variant_id, warehouse_id, free, snapshot_id, mark_at)
                        SELECT v.id, w.id, 1000, 1, :mark FROM variant v JOIN product p ON p.id = v.product_id
                        JOIN warehouse w ON w.connection_id = p.connection_id
                        WHERE p.connection_id = :c AND p.erp_id = '2'"""),
                {"c": portal.connection.id, "mark": datetime(2026, 3, 5, hour, tzinfo=UTC)},
            )

    told = package(offer("1", rest(a=5)), *[offer(f"x{n}", rest(a=1)) for n in range(400)], offer("2", rest(a=7)))
    sent = portal.send(file(told, T1), batch=200, progress=tell)
    stock = {offer: free for (offer, _), free in portal.stock().items() if not offer.startswith("x")}
    assert stock == kept
    assert len(portal.stock()) == 402
    assert sent.diff["stock"]["added"] == 402
