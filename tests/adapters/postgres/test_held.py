"""What is held of a stock and of a limit stands beside it, whoever writes it, however many at once (ADR 0061, 0066)."""

from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest

from entrypoints.prove.checks import HELD, OWED
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


def owed(shop: Shop) -> dict[int, Decimal]:
    told: Any = shop.rows("SELECT level, sum(amount) FROM credit_held GROUP BY level HAVING sum(amount) > 0")
    return dict(told)


@shows("M043")
def test_an_order_is_held_of_every_limit_above_it_and_let_go_once(shop: Shop) -> None:
    shop.run("DELETE FROM credit_hold")
    assert (owed(shop), shop.rows(OWED)) == ({}, [])
    [order] = shop.buyer(0).placed([(1, "3")], "owed")
    total = shop.one("SELECT total FROM sales_order WHERE id = %s", order)
    assert (owed(shop), shop.rows(OWED)) == ({0: total, 1: total, 2: total}, [])
    # The client goes to another holding: what it owes goes along, and nothing else.
    shop.run("UPDATE credit_hold SET holding_id = gen_random_uuid() WHERE order_id = %s", order)
    assert (owed(shop), shop.rows(OWED)) == ({0: total, 1: total, 2: total}, [])
    shop.run("UPDATE credit_hold SET uncontained = 1 WHERE order_id = %s", order)
    shop.run("UPDATE credit_hold SET uncontained = 1, state = 'open' WHERE order_id = %s", order)
    assert (owed(shop), shop.rows(OWED)) == (dict.fromkeys((0, 1, 2), Decimal(1)), [])
    shop.run("UPDATE credit_hold SET uncontained = 0, state = 'contained' WHERE order_id = %s", order)
    assert (owed(shop), shop.rows(OWED)) == ({}, [])


def test_whatever_is_written_what_is_owed_is_the_sum_of_the_open_orders(shop: Shop) -> None:
    luck, orders = Random(8), list[UUID]()
    for number in range(12):
        goods = [(variant, str(luck.randint(1, 3))) for variant in luck.sample(range(1, 8), luck.randint(1, 4))]
        orders += shop.buyer(number % 4).placed(goods, f"more {number}")
    shop.run("UPDATE credit_hold SET currency = 'USD' WHERE order_id = ANY(%s)", orders[::3])
    assert shop.rows(OWED) == []
    for _ in range(20):
        some = luck.sample(orders, luck.randint(1, len(orders)))
        left = luck.choice(["0", "amount", "least(amount, 1)", "round(uncontained / 2, 2)"])
        shop.run(f"UPDATE credit_hold SET uncontained = {left} WHERE order_id = ANY(%s)", some)
        assert shop.rows(OWED) == [], left
    shop.run("DELETE FROM credit_hold WHERE order_id = ANY(%s)", orders[:6])
    assert shop.rows(OWED) == []
    shop.run("TRUNCATE credit_hold")
    assert (owed(shop), shop.rows(OWED)) == ({}, [])


def test_a_sum_of_a_limit_that_is_written_by_hand_is_noticed(shop: Shop) -> None:
    shop.buyer(0).placed([(1, "1")], "by hand")
    shop.run("UPDATE credit_held SET amount = amount + 1 WHERE amount > 0")
    assert shop.rows(OWED)
    with pytest.raises(psycopg.errors.CheckViolation):
        shop.run("UPDATE credit_held SET amount = -1")
    shop.run("UPDATE credit_held SET amount = amount - 1 WHERE amount > 0")
    assert shop.rows(OWED) == []


def test_goods_that_nobody_ordered_before_cost_no_number(shop: Shop) -> None:
    shop.run("DELETE FROM reservation")
    shop.run("DELETE FROM stock_line")
    placed = [shop.buyer(0).placed([(variant, "1")], f"number {variant}")[0] for variant in (1, 2, 3)]
    numbers = [int(shop.one("SELECT number FROM sales_order WHERE id = %s", id)[1:]) for id in placed]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
