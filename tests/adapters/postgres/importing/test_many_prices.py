"""Prices replaced by the thousand: where they stand, what the log keeps of them, and that none is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from adapters.postgres.importing.merge_prices import MANY, PricesMoved
from tests.adapters.postgres.importing.exports import T1, T2, T3, Portal, file, offer, package, prices

LOG = """
    SELECT p.erp_id, l.amount::int, l.told_by, l.replaced_by FROM price_log l JOIN variant v ON v.id = l.variant_id
    JOIN product p ON p.id = v.product_id WHERE p.connection_id = :c ORDER BY p.erp_id::int
"""


def package_of(told: dict[int, int | None], at: str) -> bytes:
    offers = (offer(str(n), prices(a=amount) if amount else prices()) for n, amount in told.items())
    return file(package(*offers, types=["a"]), at)


def test_a_list_of_many_prices_changes_adds_removes_and_logs_what_it_tells(portal: Portal) -> None:
    total = MANY + 200
    first = {n: n + 1 for n in range(100, total)}
    second: dict[int, int | None] = {n: n + 2 for n in range(total)}
    second |= dict.fromkeys(range(200, 300)) | {n: n + 1 for n in range(300, 400)}

    portal.send(package_of(dict(first), T1))
    outcome = portal.send(package_of(second, T2))

    assert outcome.diff["prices"] == {"added": 100, "changed": total - 300, "removed": 100, "unchanged": 100}
    kept = {(str(n), "a", ""): f"{amount} RUB" for n, amount in second.items() if amount}
    assert portal.prices() == kept
    gone = [n for n in first if second[n] != first[n]]
    assert portal.rows(LOG) == [(str(n), first[n], *portal.messages) for n in gone]

    again = portal.send(package_of({n: amount for n, amount in second.items() if amount}, T3))
    assert not any(again.diff["prices"][what] for what in ("added", "changed", "removed"))


def test_a_page_of_prices_has_room_for_those_that_replace_them(portal: Portal) -> None:
    """Then the key, which is most of what a new row costs, is not written again."""
    statement = "SELECT reloptions FROM pg_class WHERE oid = 'price'::regclass"
    assert portal.one(statement) == ["fillfactor=50"]


@contextmanager
def another_writer(portal: Portal) -> Iterator[None]:
    """Somebody who writes the prices again between the comparison and the change."""
    function = """
        CREATE FUNCTION write_again() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN UPDATE price SET message_id = message_id; RETURN NULL; END $$
    """
    trigger = "CREATE TRIGGER write_again AFTER INSERT ON price_log EXECUTE FUNCTION write_again()"
    with portal.database.transaction() as work:
        work.execute(text(function))
        work.execute(text(trigger))
    try:
        yield
    finally:
        with portal.database.transaction() as work:
            work.execute(text("DROP FUNCTION write_again() CASCADE"))


def test_prices_that_moved_meanwhile_are_told_again_and_none_is_lost(portal: Portal) -> None:
    portal.send(package_of({1: 10, 2: 20}, T1))
    told = package_of({1: 11, 2: None}, T2)
    message = portal.message()

    with another_writer(portal), pytest.raises(PricesMoved):
        portal.send(told, message)
    assert portal.prices() == {("1", "a", ""): "10 RUB", ("2", "a", ""): "20 RUB"}
    assert portal.rows(LOG) == []

    portal.send(told, message)
    assert portal.prices() == {("1", "a", ""): "11 RUB"}
    assert [row[:2] for row in portal.rows(LOG)] == [("1", 10), ("2", 20)]
