"""The limit of a long cart: the rows themselves, by prepared statements, tuples encoded by msgspec, nothing checked.

It knows beforehand whose prices and which warehouses these are, and that every quantity is sound.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from attrs import frozen

Connection = psycopg.Connection[tuple[Any, ...]]

LOCK = "SELECT version FROM cart WHERE id = %s FOR UPDATE"
PUT = """
INSERT INTO cart_line (cart_id, variant_id, packaging_id, quantity)
SELECT %s, v, 0, 1 FROM unnest(%s::int[]) WITH ORDINALITY AS t(v, place) ORDER BY place
ON CONFLICT (cart_id, variant_id, packaging_id) DO UPDATE SET quantity = cart_line.quantity + 1
"""
BUMP = "UPDATE cart SET version = version + 1, lines = %s, updated_at = now() WHERE id = %s"
READ = """
SELECT l.variant_id, l.packaging_id, l.quantity, p.sku, p.name, p.unit, p.vat_rate, pr.amount, pr.currency, ip.amount,
       (SELECT sum(s.free - coalesce((SELECT k.held FROM stock_line k
                                       WHERE k.variant_id = s.variant_id AND k.warehouse_id = s.warehouse_id), 0))
          FROM stock s WHERE s.variant_id = l.variant_id AND s.warehouse_id = ANY(%s))
FROM cart_line l JOIN variant v ON v.id = l.variant_id JOIN product p ON p.id = v.product_id
LEFT JOIN price pr ON pr.variant_id = v.id AND pr.price_type_id = %s AND pr.packaging_id = 0
LEFT JOIN individual_price ip ON ip.variant_id = v.id AND ip.owner_id = %s
WHERE l.cart_id = %s ORDER BY l.position
"""
WHOSE = """
SELECT ct.price_type_id, ct.id, array_agg(rw.warehouse_id ORDER BY rw.priority)
FROM cart c JOIN contract ct ON ct.counterparty_id = c.counterparty_id
JOIN region_warehouse rw ON rw.region_id = c.region_id WHERE c.id = %s GROUP BY 1, 2 LIMIT 1
"""
encode = msgspec.json.Encoder(decimal_format="string").encode


@frozen
class BareCart:
    connection: Connection
    cart: UUID

    def change(self, variants: Sequence[int]) -> bytes:
        """One piece more of each; then what the answer's sum is made of."""
        with self.connection.transaction():
            self.connection.execute(LOCK, (self.cart,), prepare=True)
            self.connection.execute(PUT, (self.cart, list(variants)), prepare=True)
            self.connection.execute(BUMP, (len(variants), self.cart), prepare=True)
        return self.read()

    def read(self) -> bytes:
        found = self.connection.execute(WHOSE, (self.cart,), prepare=True).fetchone()
        assert found is not None
        kind, contract, places = found
        return encode(self.connection.execute(READ, (places, kind, contract, self.cart), prepare=True).fetchall())
