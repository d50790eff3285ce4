"""Buyers of the bench: accounts, sessions and carts by SQL, so that no figure pays for hashing passwords."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import psycopg
from attrs import frozen

from bench import parties
from bench.dataset import erp_id

Connection = psycopg.Connection[Any]

MAKE = """
WITH company AS (SELECT id, default_region_id FROM counterparty WHERE erp_id = %(company)s),
made AS (
    INSERT INTO app_user (id, login, name, kind, password_hash, default_counterparty_id)
    SELECT %(user)s, %(login)s, %(login)s, 'buyer', '', id FROM company
), member AS (
    INSERT INTO membership (id, user_id, role, counterparty_id)
    SELECT gen_random_uuid(), %(user)s, 'buyer', id FROM company
), started AS (
    INSERT INTO session (token_hash, user_id, csrf, expires_at)
    VALUES (%(hash)s, %(user)s, %(csrf)s, now() + interval '1 day')
)
INSERT INTO cart (id, user_id, counterparty_id, region_id) SELECT %(cart)s, %(user)s, id, default_region_id FROM company
"""

FILL = """
WITH emptied AS (DELETE FROM cart_line WHERE cart_id = ANY(%(carts)s)),
bumped AS (UPDATE cart SET version = version + 1, totals = '[]' WHERE id = ANY(%(carts)s))
SELECT 1
"""


@frozen
class Buyer:
    company: int
    user: UUID
    cart: UUID
    token: str
    csrf: str

    @property
    def headers(self) -> str:
        return f"Cookie: optovik_session={self.token}\r\nX-CSRF-Token: {self.csrf}\r\n"


def sign_up(connection: Connection, companies: Sequence[int]) -> list[Buyer]:
    """A signed-in buyer with an empty cart for each company."""
    found = []
    for company in companies:
        buyer = Buyer(company, uuid4(), uuid4(), uuid4().hex, uuid4().hex)
        connection.execute(MAKE, {
            "company": erp_id(parties.COUNTERPARTY, company), "user": buyer.user, "login": f"bench-{buyer.user}",
            "hash": sha256(buyer.token.encode()).digest(), "csrf": buyer.csrf, "cart": buyer.cart,
        })  # fmt: skip
        found.append(buyer)
    return found


def of_one_region(connection: Connection, companies: Sequence[int]) -> list[int]:
    """Those of the region that most of the companies have."""
    rows = connection.execute("SELECT erp_id, default_region_id FROM counterparty").fetchall()
    region = dict(rows)
    usual = Counter(region.values()).most_common(1)[0][0]
    return [company for company in companies if region.get(erp_id(parties.COUNTERPARTY, company)) == usual]


def fill_carts(connection: Connection, lines: dict[UUID, Sequence[int]]) -> None:
    """Carts by id with these variants, one piece of each."""
    connection.execute(FILL, {"carts": list(lines)})
    with connection.cursor() as cursor, cursor.copy("COPY cart_line (cart_id, variant_id, quantity) FROM STDIN") as out:
        for cart, variants in lines.items():
            for variant in variants:
                out.write_row((cart, variant, 1))
    connection.cursor().executemany(
        "UPDATE cart SET lines = %s WHERE id = %s", [(len(variants), cart) for cart, variants in lines.items()]
    )


def give_credit(connection: Connection, buyers: Sequence[Buyer]) -> None:
    """Limits that no order of the bench reaches: what is measured is placing, not refusing."""
    companies = [erp_id(parties.COUNTERPARTY, buyer.company) for buyer in buyers]
    connection.execute(
        "UPDATE credit_limit SET amount = 1000000000000 WHERE owner_id IN (SELECT c.id FROM contract c"
        " JOIN counterparty k ON k.id = c.counterparty_id WHERE k.erp_id = ANY(%s))",
        (companies,),
    )


def well_stocked(connection: Connection, buyer: Buyer, count: int) -> list[int]:
    """Variants of which the first warehouse of the buyer's region has plenty beside what is reserved."""
    rows = connection.execute(
        "SELECT s.variant_id FROM cart c JOIN region_warehouse rw ON rw.region_id = c.region_id"
        " JOIN stock s ON s.warehouse_id = rw.warehouse_id LEFT JOIN ("
        "    SELECT variant_id, warehouse_id, sum(uncontained) AS held FROM reservation GROUP BY 1, 2"
        " ) AS h ON h.variant_id = s.variant_id AND h.warehouse_id = s.warehouse_id"
        " WHERE c.id = %s AND rw.priority = 1 AND s.free - coalesce(h.held, 0) > 2000"
        " ORDER BY s.variant_id LIMIT %s",
        (buyer.cart, count),
    ).fetchall()
    return [variant for (variant,) in rows]
