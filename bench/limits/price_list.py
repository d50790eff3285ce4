"""The limit of a price list: one query of a client's listed and agreed prices and stock, its rows written as CSV.

It knows beforehand what a list must find out: who asks, his contract, price type and warehouses. It has no sections, no
packagings, no rules, no rounding, no seller of each line, and keeps nothing.
"""

import csv
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

import psycopg

CHUNK = 2_000
WHOSE = """
SELECT ct.price_type_id, ct.id, array_agg(rw.warehouse_id) FROM cart c
JOIN contract ct ON ct.counterparty_id = c.counterparty_id JOIN region_warehouse rw ON rw.region_id = c.region_id
WHERE c.user_id = %s GROUP BY 1, 2 LIMIT 1
"""
ROWS = """
SELECT p.sku, p.name, p.unit, p.minimum, p.multiple, coalesce(ip.amount, pr.amount), pr.currency, p.vat_rate, s.free
FROM product p JOIN variant v ON v.product_id = p.id
LEFT JOIN price pr ON pr.variant_id = v.id AND pr.price_type_id = %(type)s AND pr.packaging_id = 0
LEFT JOIN individual_price ip ON ip.variant_id = v.id AND ip.owner_id = %(contract)s
LEFT JOIN (SELECT variant_id, sum(free) AS free FROM stock WHERE warehouse_id = ANY(%(warehouses)s) GROUP BY 1) AS s
       ON s.variant_id = v.id
WHERE p.told AND NOT p.deleted AND v.told AND NOT v.deleted ORDER BY p.sort_key, p.id
"""


def write(connection: "psycopg.Connection[Any]", user: UUID) -> int:
    """How many lines were written."""
    row = connection.execute(WHOSE, [user]).fetchone()
    assert row is not None
    asked = dict(zip(("type", "contract", "warehouses"), row, strict=True))
    lines = 0
    with (
        connection.transaction(),
        connection.cursor("limit_of_lists") as cursor,
        TemporaryFile("w+", encoding="utf-8-sig", newline="") as file,
    ):
        out = csv.writer(file, delimiter=";")
        cursor.execute(ROWS, asked)
        while rows := cursor.fetchmany(CHUNK):
            out.writerows(rows)
            lines += len(rows)
    return lines
