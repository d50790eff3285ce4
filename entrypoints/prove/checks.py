"""The checker: SQL of its own over the tables, with nothing of the portal's code in between.

Every query returns what is wrong in the rounds of `prove.scope`, one sentence a row. The ledger `prove` (ledger.py) is
written by the ERP and the buyers of the trial: `placed` are the orders with the attempt that each came from.
"""

from collections.abc import Iterator, Mapping
from typing import LiteralString

import psycopg

MOST = 20

# What an order found held must be the sum of the moves before its own (ledger.py), its free what the message that it
# names told, and of two the later one never stands on an older message.
STOCK: LiteralString = """
WITH moves AS (
    SELECT *, sum(moved) OVER (PARTITION BY variant_id, warehouse_id ORDER BY no) - moved AS held
    FROM prove.stock_move
), chain AS (
    SELECT p.round, p.number, m.no, m.variant_id, m.warehouse_id, m.moved, m.held, r.basis_held, r.basis_free,
           r.basis_snapshot, t.free AS told,
           lag(r.basis_snapshot) OVER (PARTITION BY m.variant_id, m.warehouse_id ORDER BY m.no) AS former
    FROM moves m JOIN prove.placed p ON p.id = m.order_id
    JOIN reservation r ON r.order_id = m.order_id AND r.line = m.line
    LEFT JOIN prove.told_stock t
      ON t.snapshot_id = r.basis_snapshot AND t.variant_id = r.variant_id AND t.warehouse_id = r.warehouse_id
    WHERE m.was IS NULL
)
SELECT format('round %s, order %s, goods %s in warehouse %s: free %s (message %s told %s, the one before stood on %s), '
              'found held %s (really %s), took %s',
              round, number, variant_id, warehouse_id, basis_free, basis_snapshot, told, former, basis_held, held,
              moved)
FROM chain
WHERE {wrong}
"""

CREDIT: LiteralString = """
WITH moves AS (
    SELECT m.*, owner, sum(moved) OVER (PARTITION BY owner ORDER BY no) - moved AS held
    FROM prove.credit_move m CROSS JOIN LATERAL unnest(m.owners) AS owner
), chain AS (
    SELECT p.round, p.number, m.owner, m.moved, m.held AS really, c.level, c.limit_amount, c.debt, c.held, c.amount,
           t.debt AS told_debt, t.limit_amount AS told_limit, t.no,
           lag(t.no) OVER (PARTITION BY m.owner ORDER BY m.no) AS former
    FROM moves m JOIN prove.placed p ON p.id = m.order_id
    JOIN credit_basis c ON c.order_id = m.order_id AND c.owner_id = m.owner
    LEFT JOIN prove.told_balance t ON t.balance_id = c.balance_id AND t.owner_id = c.owner_id
    WHERE m.was IS NULL
)
SELECT format('round %s, order %s, owner %s of level %s: limit %s (told %s), debt %s (told %s), found held %s '
              '(really %s), took %s', round, number, owner, level, limit_amount, told_limit, debt, told_debt, held,
              really, moved)
FROM chain
WHERE {wrong}
"""
STOCK_OVERSOLD: LiteralString = STOCK.replace("{wrong}", "told - held < moved OR basis_held IS DISTINCT FROM held")
STOCK_FOREIGN: LiteralString = STOCK.replace("{wrong}", "basis_free IS DISTINCT FROM told OR former > basis_snapshot")
CREDIT_EXCEEDED: LiteralString = CREDIT.replace(
    "{wrong}", "told_limit - told_debt - really < moved OR held IS DISTINCT FROM really OR amount <> moved"
)
CREDIT_FOREIGN: LiteralString = CREDIT.replace(
    "{wrong}", "limit_amount IS DISTINCT FROM told_limit OR debt IS DISTINCT FROM told_debt OR former > no"
)

# S2: a reservation begins active, ends once, and what availability subtracts of it never grows.
CLOSED: LiteralString = """
WITH ends AS (
    SELECT order_id, line, count(*) FILTER (WHERE was = 'active' AND became <> 'active') AS ended,
           count(*) FILTER (WHERE was <> 'active') AS after_end,
           count(*) FILTER (WHERE was IS NOT NULL AND moved > 0) AS grew,
           count(*) FILTER (WHERE was IS NULL AND became <> 'active') AS unborn
    FROM prove.stock_move GROUP BY order_id, line
), told AS (
    SELECT order_id, kind, key::int AS line, count(*) AS times
    FROM order_event, jsonb_object_keys(facts -> 'lines') AS key
    WHERE kind = 'reservation.expired' GROUP BY 1, 2, 3
)
SELECT format('order %s, line %s: ended %s times, changed %s times after its end, grew %s times', p.number, e.line,
              ended, after_end, grew)
FROM prove.placed p JOIN ends e ON e.order_id = p.id
JOIN reservation r ON r.order_id = e.order_id AND r.line = e.line
WHERE ended > 1 OR grew > 0 OR unborn > 0 OR ended <> (r.state <> 'active')::int
   OR (r.state IN ('released', 'expired') AND (r.uncontained > 0 OR after_end > 0))
UNION ALL
SELECT format('order %s, line %s: its end was told %s times', p.number, t.line, times)
FROM prove.placed p JOIN told t ON t.order_id = p.id WHERE times > 1
"""

# What is kept as held of a stock line is the sum of what its reservations still subtract.
HELD: LiteralString = """
WITH really AS (SELECT variant_id, warehouse_id, sum(uncontained) AS held FROM reservation GROUP BY 1, 2)
SELECT format('goods %s in warehouse %s: %s kept as held, really %s', variant_id, warehouse_id, l.held, r.held)
FROM stock_line l FULL JOIN really r USING (variant_id, warehouse_id)
WHERE coalesce(l.held, 0) <> coalesce(r.held, 0)
"""

# And what is kept as held of a limit is the sum of what its open orders hold of it.
OWED: LiteralString = """
WITH really AS (
    SELECT o.level, o.owner_id, h.currency, sum(h.uncontained) AS amount FROM credit_hold h
    CROSS JOIN LATERAL (VALUES (0, h.contract_id), (1, h.counterparty_id), (2, h.holding_id)) AS o (level, owner_id)
    GROUP BY 1, 2, 3
)
SELECT format('owner %s of level %s: %s %s kept as held, really %s', owner_id, level, k.amount, currency, r.amount)
FROM credit_held k FULL JOIN really r USING (level, owner_id, currency)
WHERE coalesce(k.amount, 0) <> coalesce(r.amount, 0)
"""

# A use is a placing, however many orders it became; one that was cancelled gives it back.
PROMO: LiteralString = """
SELECT format('promo code %s of round %s: good for %s, used by %s placings', t.promo_id, t.round, t.uses,
              count(DISTINCT u.placing_id))
FROM prove.told_code t JOIN promo_use u ON u.promo_id = t.promo_id AND u.released_at IS NULL
GROUP BY t.promo_id, t.round, t.uses HAVING count(DISTINCT u.placing_id) > t.uses
"""

# What an order found spent of its company's budget is what the referee found when the round began, and the moves
# before its own; and no order of a bound company went past its budget.
BUDGET: LiteralString = """
WITH chain AS (
    SELECT p.round, p.number, p.total, m.moved, u.basis_amount, u.basis_spent, t.amount AS told,
           t.spent + sum(m.moved) OVER (PARTITION BY m.budget_id, p.round ORDER BY m.no) - m.moved AS really
    FROM prove.budget_move m JOIN prove.placed p ON p.id = m.order_id
    JOIN budget_use u ON u.order_id = m.order_id AND u.budget_id = m.budget_id
    LEFT JOIN prove.told_budget t ON t.budget_id = m.budget_id AND t.round = p.round
)
SELECT format('round %s, order %s of %s: budget %s (told %s), found spent %s (really %s), took %s', round, number,
              total, basis_amount, told, basis_spent, really, moved)
FROM chain
WHERE told - really < moved OR basis_amount IS DISTINCT FROM told OR basis_spent IS DISTINCT FROM really
   OR moved <> total
UNION ALL
SELECT format('round %s, order %s of %s took nothing of the budget of its company', p.round, p.number, p.total)
FROM prove.told_budget t JOIN prove.placed p ON p.round = t.round AND p.counterparty_id = t.company AND p.total > 0
WHERE NOT EXISTS (SELECT FROM prove.budget_move m WHERE m.order_id = p.id AND m.budget_id = t.budget_id)
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
                  WHERE k.principal = a.user_id AND k.operation = 'order.place'
                    AND k.key = coalesce('approval:' || a.request, a.key) ORDER BY 1) AS kept
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
FROM prove.placed GROUP BY user_id, cart, cart_version HAVING count(DISTINCT placing_id) > 1
UNION ALL
SELECT format('the cart of key %s is still at version %s', p.key, c.version)
FROM prove.placed p JOIN cart c ON c.user_id = p.user_id AND c.id = coalesce(p.cart, c.id)
WHERE c.version <= p.cart_version
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
        (SELECT count(*) FROM outbox o WHERE o.kind = 'order.placed' AND o.payload ->> 'order_id' = p.id::text) AS told,
        (SELECT count(DISTINCT d.consumer) FROM outbox o JOIN outbox_delivery d ON d.outbox_id = o.id
          WHERE o.kind = 'order.placed' AND o.payload ->> 'order_id' = p.id::text) AS deliveries
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
WHERE payload ? 'order_id' AND NOT EXISTS (SELECT FROM sales_order o WHERE o.id::text = x.payload ->> 'order_id')
"""

IN_ROUNDS: Mapping[str, LiteralString] = {
    "stock oversold or misread": STOCK_OVERSOLD,
    "limit exceeded or misread": CREDIT_EXCEEDED,
    "stock on a foreign basis": STOCK_FOREIGN,
    "credit on a foreign basis": CREDIT_FOREIGN,
    "limit not asked": LIMITS_ASKED,
    "promo code used too often": PROMO,
    "budget overspent or misread": BUDGET,
    "reservation not closed once": CLOSED,
    "held sum astray": HELD,
    "owed sum astray": OWED,
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


# After the end: nothing is on its way any more.
UNOFFERED: LiteralString = """
SELECT format('order %s has not reached the queue of the ERP', number) FROM sales_order o
WHERE NOT EXISTS (SELECT FROM order_offer f WHERE f.order_id = o.id)
UNION ALL
SELECT format('order %s stands in the outbox as not yet offered', o.number)
FROM outbox x JOIN outbox_delivery d ON d.outbox_id = x.id JOIN sales_order o ON o.id::text = x.payload ->> 'order_id'
WHERE d.consumer = 'onec' AND d.done_at IS NULL
"""
UNCLOSED: LiteralString = """
SELECT format('order %s, line %s: still %s, %s subtracted', o.number, r.line, r.state, r.uncontained)
FROM reservation r JOIN sales_order o ON o.id = r.order_id WHERE r.state = 'active'
"""


def at_rest(connection: psycopg.Connection) -> Iterator[tuple[str, str]]:
    """When all orders were brought to their end: each has reached the ERP, each reservation is closed."""
    for law, query in (("order lost", UNOFFERED), ("reservation not closed once", UNCLOSED)):
        for (found,) in connection.execute(query).fetchmany(MOST):
            yield law, found
