"""The checker: SQL of its own over the tables, with nothing of the portal's code in between.

Every query returns what is wrong in the rounds of `prove.scope`, one sentence a row. The ledger `prove` is written by
the ERP and the buyers of the trial (erp.py): `placed` are the orders with the attempt that each came from.
"""

from collections.abc import Iterator, Mapping
from typing import LiteralString

import psycopg

MOST = 20

# Per goods and warehouse, what each order found held must be what was held when the round began and every acceptance
# since, none missing, none counted twice: sorted by what they found, they form one chain.
STOCK: LiteralString = """
WITH chain AS (
    SELECT p.round, p.number, r.*, b.held AS opening, t.free AS told,
           lag(r.basis_held + r.quantity) OVER w AS before, lag(r.basis_snapshot) OVER w AS former,
           sum(r.quantity) OVER (PARTITION BY p.round, r.variant_id, r.warehouse_id) AS accepted,
           max(r.basis_free) OVER (PARTITION BY p.round, r.variant_id, r.warehouse_id) AS greatest
    FROM prove.placed p JOIN reservation r ON r.order_id = p.id
    LEFT JOIN prove.opening_stock b
      ON b.round = p.round AND b.variant_id = r.variant_id AND b.warehouse_id = r.warehouse_id
    LEFT JOIN prove.told_stock t
      ON t.snapshot_id = r.basis_snapshot AND t.variant_id = r.variant_id AND t.warehouse_id = r.warehouse_id
    WINDOW w AS (PARTITION BY p.round, r.variant_id, r.warehouse_id ORDER BY r.basis_held, r.quantity)
)
SELECT format('round %s, order %s, goods %s in warehouse %s: free %s (told %s), found held %s (really %s), '
              'took %s; accepted in all %s beside %s of at most %s',
              round, number, variant_id, warehouse_id, basis_free, told, basis_held, coalesce(before, opening),
              quantity, accepted, opening, greatest)
FROM chain
WHERE basis_free - basis_held < quantity
   OR basis_free IS DISTINCT FROM told
   OR basis_held IS DISTINCT FROM coalesce(before, opening)
   OR opening + accepted > greatest
   OR former > basis_snapshot
"""

CREDIT: LiteralString = """
WITH chain AS (
    SELECT p.round, p.number, c.*, b.held AS opening, t.debt AS told_debt, t.limit_amount AS told_limit, t.no,
           lag(c.held + c.amount) OVER w AS before, lag(t.no) OVER w AS former,
           sum(c.amount) OVER (PARTITION BY p.round, c.owner_id) AS accepted,
           max(c.limit_amount - c.debt) OVER (PARTITION BY p.round, c.owner_id) AS greatest
    FROM prove.placed p JOIN credit_basis c ON c.order_id = p.id
    LEFT JOIN prove.opening_credit b ON b.round = p.round AND b.owner_id = c.owner_id
    LEFT JOIN prove.told_balance t ON t.balance_id = c.balance_id AND t.owner_id = c.owner_id
    WINDOW w AS (PARTITION BY p.round, c.owner_id ORDER BY c.held, c.amount)
)
SELECT format('round %s, order %s, owner %s of level %s: limit %s (told %s), debt %s (told %s), found held %s '
              '(really %s), took %s; accepted in all %s beside %s of at most %s',
              round, number, owner_id, level, limit_amount, told_limit, debt, told_debt, held,
              coalesce(before, opening), amount, accepted, opening, greatest)
FROM chain
WHERE limit_amount - debt - held < amount
   OR limit_amount IS DISTINCT FROM told_limit OR debt IS DISTINCT FROM told_debt
   OR held IS DISTINCT FROM coalesce(before, opening)
   OR opening + accepted > greatest
   OR former > no
"""

# Whose limit must have been asked for each order, by the terms of its contract.
LIMITS_ASKED: LiteralString = """
WITH due AS (
    SELECT p.id, p.number, p.total, c.terms, ARRAY(
        SELECT l.owner_id FROM credit_limit l
        WHERE p.total > 0 AND c.terms <> 'prepayment'
          AND (l.owner_id IN (k.id, k.holding_id) OR c.terms = 'limited' AND l.owner_id = c.id) ORDER BY 1) AS owners,
        ARRAY(SELECT b.owner_id FROM credit_basis b WHERE b.order_id = p.id ORDER BY 1) AS asked,
        (SELECT count(*) FROM credit_hold h WHERE h.order_id = p.id AND h.amount = p.total
            AND h.contract_id = c.id AND h.counterparty_id = k.id AND h.holding_id = k.holding_id) AS holds,
        EXISTS (SELECT FROM credit_basis b WHERE b.order_id = p.id AND b.amount <> p.total) AS otherwise
    FROM prove.placed p JOIN contract c ON c.id = p.contract_id JOIN counterparty k ON k.id = c.counterparty_id
)
SELECT format('order %s on %s terms: limits of %s asked, of %s due, %s holds', number, terms, asked, owners, holds)
FROM due WHERE asked <> owners OR otherwise OR holds <> (terms <> 'prepayment' AND total > 0)::int
"""

# What the answers told, what the keys keep and what stands in the tables are the same orders.
LOST: LiteralString = """
WITH facts AS (
    SELECT a.key, a.placed, a.user_id, ARRAY(SELECT unnest(a.orders) ORDER BY 1) AS told,
           ARRAY(SELECT o.id FROM sales_order o WHERE o.comment = a.key AND o.user_id = a.user_id ORDER BY 1) AS stand,
           ARRAY(SELECT (o ->> 'id')::uuid FROM idempotency_key k, jsonb_array_elements(k.response) AS o
                  WHERE k.principal = a.user_id AND k.operation = 'order.place' AND k.key = a.key ORDER BY 1) AS kept
    FROM prove.attempt a JOIN prove.scope s ON a.round BETWEEN s.first AND s.last
)
SELECT format('key %s: answered with orders %s, the key keeps %s, there are %s', key, told, kept, stand)
FROM facts WHERE told <> stand OR kept <> stand OR placed <> (cardinality(stand) > 0)
"""

DOUBLED: LiteralString = """
SELECT format('key %s was placed %s times', key, count(DISTINCT placing_id))
FROM prove.placed GROUP BY key HAVING count(DISTINCT placing_id) > 1
UNION ALL
SELECT format('version %s of the cart of %s was placed %s times', cart_version, user_id, count(DISTINCT placing_id))
FROM prove.placed GROUP BY user_id, cart_version HAVING count(DISTINCT placing_id) > 1
UNION ALL
SELECT format('the cart of key %s is still at version %s', p.key, c.version)
FROM prove.placed p JOIN cart c ON c.user_id = p.user_id WHERE c.version <= p.cart_version
"""

HALF: LiteralString = """
WITH parts AS (
    SELECT p.number,
        (SELECT count(*) FROM order_line l WHERE l.order_id = p.id) AS lines,
        (SELECT count(*) FROM order_line l JOIN reservation r ON r.order_id = l.order_id AND r.line = l.line
            AND r.variant_id = l.variant_id AND r.warehouse_id = p.warehouse_id
            AND r.quantity = round(l.ordered * l.numerator / l.denominator, 3)
          WHERE l.order_id = p.id) AS reserved,
        (SELECT count(*) FROM reservation r WHERE r.order_id = p.id) AS reservations,
        (SELECT count(*) FROM order_event e WHERE e.order_id = p.id AND e.kind = 'placed') AS events,
        (SELECT count(*) FROM outbox o WHERE o.payload ->> 'order_id' = p.id::text) AS told,
        (SELECT count(DISTINCT d.consumer) FROM outbox o JOIN outbox_delivery d ON d.outbox_id = o.id
          WHERE o.payload ->> 'order_id' = p.id::text) AS deliveries
    FROM prove.placed p
)
SELECT format('half an order: %s with %s lines, %s reservations (%s of them match), %s events, %s in the outbox '
              'for %s consumers', number, lines, reservations, reserved, events, told, deliveries)
FROM parts WHERE lines = 0 OR reserved <> lines OR reservations <> lines OR events <> 1 OR told <> 1 OR deliveries = 0
"""

# O1: the parts add up to what the buyer confirmed, in money and in goods.
SUMS: LiteralString = """
WITH lines AS (
    SELECT p.key, p.number, p.total, p.vat_total, sum(l.gross) AS gross, sum(l.vat) AS vat
    FROM prove.placed p JOIN order_line l ON l.order_id = p.id GROUP BY p.key, p.number, p.total, p.vat_total
), got AS (
    SELECT p.key, l.variant_id, l.packaging_id, sum(l.ordered) AS ordered
    FROM prove.placed p JOIN order_line l ON l.order_id = p.id GROUP BY 1, 2, 3
), asked AS (
    SELECT w.* FROM prove.wish w WHERE w.key IN (SELECT key FROM prove.placed)
)
SELECT format('order %s: total %s, lines add up to %s; VAT %s, by lines %s', number, total, gross, vat_total, vat)
FROM lines WHERE total <> gross OR vat_total <> vat
UNION ALL
SELECT format('key %s: confirmed %s, orders add up to %s', key, confirmed, sum(total))
FROM prove.placed GROUP BY key, confirmed HAVING confirmed IS DISTINCT FROM sum(total)
UNION ALL
SELECT format('key %s: goods %s by %s: wanted %s, ordered %s', key, variant_id, packaging_id, quantity, ordered)
FROM asked FULL JOIN got USING (key, variant_id, packaging_id) WHERE quantity IS DISTINCT FROM ordered
UNION ALL
SELECT format('number %s is too long or given twice', number) FROM prove.placed GROUP BY number
HAVING count(*) > 1 OR length(number) > 11
"""

STRAYS: LiteralString = """
SELECT format('order %s belongs to no attempt', number) FROM sales_order o
WHERE NOT EXISTS (SELECT FROM prove.attempt a WHERE a.key = o.comment)
UNION ALL
SELECT format('key %s was left without an answer', key) FROM idempotency_key WHERE response IS NULL
UNION ALL
SELECT format('the outbox tells of order %s, which is not there', payload ->> 'order_id') FROM outbox x
WHERE NOT EXISTS (SELECT FROM sales_order o WHERE o.id::text = x.payload ->> 'order_id')
"""

IN_ROUNDS: Mapping[str, LiteralString] = {
    "stock oversold or misread": STOCK,
    "limit exceeded or misread": CREDIT,
    "limit not asked": LIMITS_ASKED,
    "order lost": LOST,
    "order doubled": DOUBLED,
    "half an order": HALF,
    "sums disagree": SUMS,
}
AT_THE_END: Mapping[str, LiteralString] = {**IN_ROUNDS, "stray rows": STRAYS}


def violations(connection: psycopg.Connection, first: int, last: int, whole: bool = False) -> Iterator[tuple[str, str]]:
    """(law, what broke it), at most MOST for each law. Nobody may be ordering meanwhile."""
    connection.execute("UPDATE prove.scope SET first = %s, last = %s", (first, last))
    for law, query in (AT_THE_END if whole else IN_ROUNDS).items():
        for (found,) in connection.execute(query).fetchmany(MOST):
            yield law, found
