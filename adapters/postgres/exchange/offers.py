"""The queue of orders for each base: what is pending, what was in the last answer, what was confirmed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, json_text
from application.exchange.offer_orders import OfferedLine, OfferedOrder
from application.exchange.values import ConnectionId, SessionId
from domain.shared.money import rounded

OLDEST = """
SELECT queries FROM order_offer WHERE connection_id = %s AND state = 'pending' AND error = ''
ORDER BY created_at, order_id LIMIT 1
"""
# One statement, however many orders and lines; ids of the ERP are only those of this connection.
PENDING = """
SELECT o.id, f.version, f.queries, o.number, o.placed_at, o.currency, o.total,
    o.phase = 'cancelled' OR EXISTS (SELECT FROM order_change x
        WHERE x.order_id = o.id AND x.state = 'asked' AND x.cancels),
    o.comment,
    o.ship_on, coalesce(k.erp_id, ''), k.kind, k.name, k.full_name, k.inn, k.kpp, coalesce(c.number, ''),
    coalesce(c.erp_id, ''), coalesce(s.name, ''), coalesce(s.erp_id, ''), coalesce(w.name, ''), coalesce(w.erp_id, ''),
    coalesce(t.name, ''), coalesce(n.name, ''), coalesce(n.address, ''), coalesce(u.name, ''), l.lines, o.to_confirm,
    coalesce(d.method_name, ''), coalesce(d.address, ''), coalesce(d.time_window, ''), coalesce(d.contact, ''),
    coalesce(d.payer_name, ''),
    (SELECT coalesce(string_agg(format('%%s) %%s, %%s: %%s', r.number, to_char(r.ship_on, 'DD.MM.YYYY'), r.address,
        (SELECT string_agg(format('%%s — %%s', i.line, trim_scale(i.quantity)), ', ' ORDER BY i.line)
           FROM shipment_request_line i WHERE i.order_id = r.order_id AND i.number = r.number)),
        '; ' ORDER BY r.number), '') FROM shipment_request r WHERE r.order_id = o.id)
FROM (
    SELECT * FROM order_offer WHERE connection_id = %(base)s AND state = 'pending' AND error = ''
    ORDER BY created_at, order_id LIMIT %(limit)s
) f
JOIN sales_order o ON o.id = f.order_id
JOIN counterparty k ON k.id = o.counterparty_id
LEFT JOIN contract c ON c.id = o.contract_id
LEFT JOIN seller_organization s ON s.id = o.organization_id
LEFT JOIN warehouse w ON w.id = o.warehouse_id
LEFT JOIN price_type t ON t.id = c.price_type_id
LEFT JOIN consignee n ON n.id = o.consignee_id
LEFT JOIN app_user u ON u.id = o.user_id
LEFT JOIN order_delivery d ON d.order_id = o.id
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(i.line, p.erp_id, v.erp_id, i.name, i.sku, p.unit_code, p.unit, g.code,
        trim_scale(i.numerator / i.denominator)::text, trim_scale(i.ordered - i.cancelled)::text,
        trim_scale(i.price)::text, i.gross::text, i.vat_rate::text, i.vat::text, i.vat_included,
        i.discount::text
    ) ORDER BY i.line) AS lines
    FROM order_line i
    LEFT JOIN variant v ON v.id = i.variant_id LEFT JOIN product p ON p.id = v.product_id
    LEFT JOIN packaging g ON g.id = i.packaging_id
    WHERE i.order_id = o.id AND i.ordered > i.cancelled
) l
ORDER BY f.created_at, f.order_id
"""
SET_ASIDE = """
UPDATE order_offer f SET error = e.error FROM unnest(%s::uuid[], %s::text[]) AS e (order_id, error)
WHERE f.order_id = e.order_id
"""
# The others were queried in vain because of it: they begin anew.
BEGIN_ANEW = """
UPDATE order_offer SET queries = 0 WHERE state = 'pending' AND error = ''
AND connection_id IN (SELECT connection_id FROM order_offer WHERE order_id = ANY(%s))
"""
# Behind the lock that a cancellation takes, too: of what was read above, only what still stands so goes out, and from
# now on the ERP may have it (changing/work.py).
STANDING = """
SELECT f.order_id FROM order_offer f JOIN unnest(%s::uuid[], %s::int[]) AS t (id, version)
    ON t.id = f.order_id AND t.version = f.version
WHERE f.state = 'pending' ORDER BY f.order_id FOR UPDATE OF f
"""
QUERIED = """
UPDATE order_offer SET queries = queries + 1, given_at = coalesce(given_at, now()) WHERE order_id = ANY(%s)
"""
OFFERED = "UPDATE exchange_session SET offered = %s::jsonb WHERE id = %s"
CONFIRM = """
WITH told AS (
    SELECT key::uuid AS order_id, value::int AS version
    FROM exchange_session, jsonb_each_text(offered) WHERE exchange_session.id = %s
)
UPDATE order_offer f SET state = 'delivered', delivered_at = now(), error = '' FROM told
WHERE f.order_id = told.order_id AND f.version = told.version AND f.state = 'pending'
"""
FORGET = "UPDATE exchange_session SET offered = '{}' WHERE id = %s"
ANY = "SELECT EXISTS (SELECT FROM order_offer WHERE connection_id = %s AND state = 'pending' AND error = '')"
# 1C's success proves nothing: an order that has no number of the ERP after so long is offered again.
AGAIN = """
UPDATE order_offer f SET state = 'pending', queries = 0,
    error = '' FROM sales_order o
WHERE o.id = f.order_id AND f.state = 'delivered' AND o.erp_accepted_at IS NULL
AND f.delivered_at < now() - %s::interval
RETURNING f.order_id
"""


@frozen
class PostgresOffers:
    database: Database

    def batch_size(self, connection: ConnectionId, most: int) -> int:
        with self.database.driver() as driver:
            row = driver.execute(OLDEST, [connection]).fetchone()
        return max(1, most >> max(0, row[0] - 1)) if row else most

    def pending(self, connection: ConnectionId, limit: int) -> Sequence[OfferedOrder]:
        with self.database.driver() as driver:
            rows = driver.execute(PENDING, {"base": connection, "limit": limit}).fetchall()
        return [order_of(row) for row in rows]

    def set_aside(self, errors: Mapping[UUID, str]) -> None:
        with self.database.driver() as driver, driver.transaction():
            driver.execute(SET_ASIDE, [list(errors), list(errors.values())])
            driver.execute(BEGIN_ANEW, [list(errors)])

    def offered(self, session: SessionId, orders: Sequence[OfferedOrder]) -> Sequence[OfferedOrder]:
        with self.database.driver() as driver, driver.transaction():
            read = driver.execute(STANDING, [[o.id for o in orders], [o.version for o in orders]])
            still = {row[0] for row in read}
            standing = [o for o in orders if o.id in still]
            driver.execute(OFFERED, [json_text({str(o.id): o.version for o in standing}), session])
            driver.execute(QUERIED, [[o.id for o in standing]])
        return standing

    def confirm(self, session: SessionId) -> int:
        with self.database.driver() as driver, driver.transaction():
            confirmed = driver.execute(CONFIRM, [session]).rowcount
            driver.execute(FORGET, [session])
        return confirmed

    def any(self, connection: ConnectionId) -> bool:
        with self.database.driver() as driver:
            row = driver.execute(ANY, [connection]).fetchone()
        return bool(row and row[0])

    def offer_again(self, silence: object) -> int:
        with self.database.driver() as driver:
            return driver.execute(AGAIN, [silence]).rowcount


def order_of(row: tuple[Any, ...]) -> OfferedOrder:
    *facts, lines, to_confirm, delivery, address, window, contact, payer, shipments = row
    told = (to_confirm, delivery, address, window, contact, payer, shipments)
    return OfferedOrder(*(*facts, tuple(line_of(line) for line in lines or ()), *told))


def line_of(row: list[Any]) -> OfferedLine:
    """Prices and amounts with VAT: 1C takes one mark for the whole document, and an order may mix both kinds.

    With a discount the price is the final one, as 1C wants it; the discount itself is told for information.
    """
    (number, product, characteristic, name, sku, unit_code, unit, package, coefficient, quantity, price, gross, rate,
     vat, included, discount) = row  # fmt: skip
    count, amount, off = Decimal(quantity), Decimal(gross), Decimal(discount)
    return OfferedLine(
        number=number,
        product=product or "",
        characteristic=characteristic or "",
        name=name,
        sku=sku,
        unit_code=unit_code or "",
        unit=unit or "",
        package_code=package,
        coefficient=Decimal(coefficient) if package else None,
        quantity=count,
        price=Decimal(price) if included and not off else rounded(amount / count),
        amount=amount,
        vat_rate=None if rate is None else Decimal(rate),
        vat=Decimal(vat),
        discount=off,
    )
