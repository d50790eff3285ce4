"""Hashes are read once for the many files of a run, and anew as soon as anybody else may have changed them."""

import pytest

from adapters.postgres.database import driver
from adapters.postgres.importing.hashes import forget_variants
from application.exchange.refusals import BrokenFile
from tests.adapters.postgres.importing.exports import (
    T2,
    Portal,
    catalog,
    file,
    good,
    nothing_changed,
    offer,
    package,
    prices,
    rest,
)

GOODS = [good(f"{n}") for n in range(20)]
OFFERS = [offer(f"{n}", prices(w=n + 1), rest(a=n + 1)) for n in range(20)]


def goods(*numbers: int, at: str = "2026-03-05T10:00:00") -> bytes:
    return file(catalog(*(GOODS[n] for n in numbers)), at)


def offers(*numbers: int, at: str = "2026-03-05T10:00:00") -> bytes:
    return file(package(*(OFFERS[n] for n in numbers), types=["w"], warehouses=["a"]), at)


def test_the_files_of_a_run_go_on_with_the_hashes_of_the_first(portal: Portal) -> None:
    portal.send(goods(1, 2))
    first = portal.known
    portal.send(goods(3, 4))
    portal.send(offers(1, 2, 3, 4))
    assert portal.known is first


def test_what_was_told_is_known_when_it_is_told_again(portal: Portal) -> None:
    portal.send(goods(1, 2))
    portal.send(offers(1, 2))
    sent = portal.send(goods(1, 2, at=T2))
    assert nothing_changed(sent)
    # Not read and compared, but recognised: the hash of each stands in the map again.
    assert portal.known is not None
    assert portal.known("product", "1") is not None
    assert portal.known("offer", "1") is not None


def test_a_good_made_in_this_file_is_remembered_when_the_map_is_read_again(portal: Portal) -> None:
    portal.send(goods(1))
    # The new good comes first, the known one makes the map be read anew, then the new one's offer names it.
    body = catalog(GOODS[7], GOODS[1]) + package(OFFERS[7], types=["w"], warehouses=["a"])
    portal.send(file(body, T2))
    assert portal.one("SELECT count(*) FROM product WHERE connection_id = :c AND erp_id = '7'") == 1
    assert portal.one("SELECT count(*) FROM product WHERE connection_id = :c") == 2


def test_another_worker_that_applied_a_file_is_noticed(portal: Portal) -> None:
    portal.send(goods(1))
    other = Portal(portal.database, portal.connection)
    other.send(goods(2, at=T2))
    sent = portal.send(goods(2, 3, at=T2))
    assert sent.diff["products"]["added"] == 1
    assert sent.diff["products"]["unchanged"] == 1


def test_whoever_forgets_a_hash_is_noticed(portal: Portal) -> None:
    portal.send(goods(1))
    portal.send(offers(1))
    before = portal.known
    with portal.database.transaction() as work:
        variant = portal.one(
            "SELECT v.id FROM variant v JOIN product p ON p.id = v.product_id WHERE p.connection_id = :c"
        )
        forget_variants(driver(work), portal.connection.id, [variant])
    portal.send(offers(2, at=T2))
    assert portal.known is not before


def test_a_file_that_breaks_leaves_no_hashes_behind(portal: Portal) -> None:
    portal.send(goods(1))
    before = portal.known
    with pytest.raises(BrokenFile):
        portal.send(goods(2, 3)[:-10])
    assert portal.send(goods(2, 3)).diff["products"]["added"] == 2
    assert portal.known is not before
