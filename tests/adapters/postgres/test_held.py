"""What is held of a stock line stands beside it, whoever writes reservations, and however many at once (ADR 0061)."""

from decimal import Decimal
from random import Random
from uuid import UUID

import psycopg
import pytest

from entrypoints.prove.checks import HELD
from tests.capabilities import shows
from tests.shop import Shop


def held(shop: Shop) -> dict[tuple[int, int], Decimal]:
    rows = shop.rows("SELECT variant_id, warehouse_id, held FROM stock_line WHERE held > 0")
    return {(variant, warehouse): total for variant, warehouse, total in rows}


def astray(shop: Shop) -> list[tuple[str]]:
    return shop.rows(HELD)


@shows("M048")
def test_an_order_is_held_where_it_was_reserved_and_let_go_once(shop: Shop) -> None:
    [order] = shop.buyer(0).placed([(1, "3"), (2, "2")], "held")
    before = held(shop)
    assert sum(before.values()) == 5
    shop.run("UPDATE reservation SET uncontained = 1 WHERE order_id = %s AND uncontained > 1", order)
    assert (sum(held(shop).values()), astray(shop)) == (2, [])
    # The same once more changes nothing, and neither does another column.
    shop.run("UPDATE reservation SET uncontained = 1, expires_at = now() WHERE order_id = %s", order)
    assert (sum(held(shop).values()), astray(shop)) == (2, [])
    shop.run("UPDATE reservation SET uncontained = 0, state = 'released', closed_at = now() WHERE order_id = %s", order)
    assert (held(shop), astray(shop)) == ({}, [])


def test_whatever_is_written_the_sums_are_those_of_the_reservations(shop: Shop) -> None:
    luck, orders = Random(7), list[UUID]()
    for number in range(12):
        goods = [(variant, str(luck.randint(1, 3))) for variant in luck.sample(range(1, 8), luck.randint(1, 4))]
        orders += shop.buyer(number % 4).placed(goods, f"some {number}")
    assert astray(shop) == []
    for _ in range(20):
        some = luck.sample(orders, luck.randint(1, len(orders)))
        left = luck.choice(["0", "quantity", "least(quantity, 1)", "round(uncontained / 2, 3)"])
        shop.run(f"UPDATE reservation SET uncontained = {left} WHERE order_id = ANY(%s)", some)
        assert astray(shop) == [], left
    shop.run("DELETE FROM reservation WHERE order_id = ANY(%s)", orders[:6])
    assert astray(shop) == []
    shop.run("TRUNCATE reservation")
    assert (held(shop), astray(shop)) == ({}, [])


def test_a_sum_that_is_written_by_hand_is_noticed_and_none_falls_below_zero(shop: Shop) -> None:
    shop.buyer(0).placed([(1, "1")], "noticed")
    shop.run("UPDATE stock_line SET held = held + 1 WHERE held > 0")
    assert astray(shop)
    with pytest.raises(psycopg.errors.CheckViolation):
        shop.run("UPDATE stock_line SET held = -1")
    shop.run("UPDATE stock_line SET held = held - 1 WHERE held > 0")
    assert astray(shop) == []
