"""The limit of placing: a bare transaction that writes the rows of an order placed before, under the same locks.

Reads a plan as JSON from the first line of stdin, prepares, says `ready`, waits for a line, runs, says `done`. What an
order consists of is known beforehand as text; nothing is read, quoted or checked.
"""

import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
from attrs import define

Connection = psycopg.Connection[tuple[Any, ...]]

CLAIM = "INSERT INTO idempotency_key (principal, operation, key, request_hash) VALUES (%s, 'order.place', %s, %s)"
LOCK_CART = "SELECT version FROM cart WHERE id = %s FOR UPDATE"
LOCK_CREDIT = "SELECT level FROM credit_line WHERE owner_id = ANY(%s) ORDER BY level DESC, owner_id FOR UPDATE"
LOCK_STOCK = """
SELECT 1 FROM stock_line WHERE (variant_id, warehouse_id) IN (SELECT * FROM unnest(%s::int[], %s::int[]))
ORDER BY variant_id, warehouse_id FOR UPDATE
"""
ORDER = """
INSERT INTO sales_order (id, number, placing_id, user_id, counterparty_id, contract_id, organization_id, warehouse_id,
    region_id, currency, total, vat_total, phase, status, pricing_version, explanations)
VALUES (%s, 'L' || nextval('order_number'), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)
"""
READ_ORDER = """
SELECT id, user_id, counterparty_id, contract_id, organization_id, warehouse_id, region_id, currency, total, vat_total,
       phase, status, pricing_version, explanations::text
FROM sales_order WHERE placing_id = %s
"""
HOLD = "INSERT INTO credit_hold (order_id, contract_id, counterparty_id, holding_id, currency, amount, uncontained)"
READ_HOLD = """
SELECT contract_id, counterparty_id, holding_id, currency, amount, amount FROM credit_hold WHERE order_id = %s
"""
BASIS = """
INSERT INTO credit_basis
    (order_id, level, owner_id, balance_id, currency, limit_amount, debt, held, amount, accepted_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, now())
"""
READ_BASIS = """
SELECT level, owner_id, balance_id, currency, limit_amount, debt, held, amount FROM credit_basis WHERE order_id = %s
"""
EVENT = "INSERT INTO order_event (order_id, kind, user_id) VALUES (%s, 'placed', %s)"
LINE = """line, variant_id, packaging_id, sku, name, unit, numerator, denominator, requested, ordered, price,
    vat_included, vat_rate, amount, vat, gross, proof"""
RESERVATION = """line, variant_id, warehouse_id, quantity, uncontained, basis_snapshot, basis_free, basis_held,
    reserved_at, expires_at"""
SPEND_LINES = "DELETE FROM cart_line WHERE cart_id = %s"
SPEND = "UPDATE cart SET version = version + 1, lines = 0, totals = '[]', updated_at = now() WHERE id = %s"
TELL = """
WITH told AS (INSERT INTO outbox (kind, payload) VALUES ('order.placed', %s::jsonb) RETURNING id),
delivery AS (INSERT INTO outbox_delivery (outbox_id, consumer) SELECT id, c FROM told, unnest(%s::text[]) AS c)
SELECT pg_notify('optovik_outbox', '')
"""
ANSWER = """
UPDATE idempotency_key SET response = %s::jsonb WHERE principal = %s AND operation = 'order.place' AND key = %s
"""
READ_STOCK = "SELECT variant_id, warehouse_id FROM reservation WHERE order_id = %s"


@define
class Part:
    """One order of a placing; lines and reservations as COPY text behind the order's id."""

    order: tuple[Any, ...]
    hold: tuple[Any, ...] | None
    basis: list[tuple[Any, ...]]
    lines: list[str]
    reservations: list[str]


@define
class Placing:
    user: UUID
    cart: UUID
    owners: list[UUID]
    variants: list[int]
    warehouses: list[int]
    parts: list[Part]


def read(connection: Connection, user: str, cart: str, placing: str) -> Placing:
    parts, stock = [], list[tuple[int, int]]()
    for id, *order in connection.execute(READ_ORDER, (placing,)).fetchall():
        hold = connection.execute(READ_HOLD, (id,)).fetchone()
        basis = connection.execute(READ_BASIS, (id,)).fetchall()
        lines, reservations = text(connection, "order_line", LINE, id), text(connection, "reservation", RESERVATION, id)
        parts.append(Part(tuple(order), hold, basis, lines, reservations))
        stock += [(variant, place) for variant, place in connection.execute(READ_STOCK, (id,))]
    stock.sort()
    owners = list({owner for part in parts for row in [part.order, part.hold or ()] for owner in row[1:3]})
    return Placing(UUID(user), UUID(cart), owners, [v for v, _ in stock], [w for _, w in stock], parts)


def text(connection: Connection, table: str, columns: str, order: UUID) -> list[str]:
    statement = f"COPY (SELECT {columns} FROM {table} WHERE order_id = '{order}' ORDER BY line) TO STDOUT"
    with connection.cursor().copy(statement) as out:
        return "".join(bytes(piece).decode() for piece in out).splitlines(keepends=True)


def write(connection: Connection, placing: Placing, consumers: Sequence[str]) -> None:
    key, id = uuid4().hex, uuid4()
    execute = connection.execute
    orders = [(uuid4(), part) for part in placing.parts]
    with connection.pipeline():
        execute("BEGIN")
        execute(CLAIM, (placing.user, key, b"hash"))
        execute(LOCK_CART, (placing.cart,))
        execute(LOCK_CREDIT, (placing.owners,))
        execute(LOCK_STOCK, (placing.variants, placing.warehouses))
        for order, part in orders:
            execute(ORDER, (order, id, *part.order))
            if part.hold is not None:
                execute(f"{HOLD} VALUES (%s, %s, %s, %s, %s, %s, %s)", (order, *part.hold))
            for basis in part.basis:
                execute(BASIS, (order, *basis))
            execute(EVENT, (order, placing.user))
            execute(TELL, (f'{{"order_id": "{order}"}}', consumers))
        execute(SPEND_LINES, (placing.cart,))
        execute(SPEND, (placing.cart,))
        execute(ANSWER, (f'[{{"id": "{id}"}}]', placing.user, key))
    with connection.cursor().copy(f"COPY order_line (order_id, {LINE}) FROM STDIN") as out:
        out.write("".join([f"{order}\t{line}" for order, part in orders for line in part.lines]))
    with connection.cursor().copy(f"COPY reservation (order_id, {RESERVATION}) FROM STDIN") as out:
        out.write("".join([f"{order}\t{row}" for order, part in orders for row in part.reservations]))
    execute("COMMIT")


def main() -> None:
    plan = json.loads(sys.stdin.readline())
    options = "-c jit=off -c plan_cache_mode=force_generic_plan"
    connections = [
        psycopg.connect(plan["url"], autocommit=True, options=options, prepare_threshold=0) for _ in plan["buyers"]
    ]
    works: list[Callable[[], None]] = []

    def write_all(connection: Connection, placings: Sequence[Placing]) -> None:
        for placing in placings:
            write(connection, placing, plan["consumers"])

    for connection, buyer in zip(connections, plan["buyers"], strict=True):
        placings = [read(connection, *told) for told in buyer]
        write(connection, placings[0], plan["consumers"])  # prepares the statements
        works.append(partial(write_all, connection, placings))
    print("ready", flush=True)
    sys.stdin.readline()
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("done", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()
