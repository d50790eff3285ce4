"""What the demo's showcase is made with: passes for its people, goods to show, orders that clients had before."""

from collections.abc import Sequence
from datetime import date
from secrets import token_urlsafe

from attrs import frozen

from adapters.postgres.access import PostgresSessions
from adapters.postgres.database import Database, driver
from application.shared.ports import Ids

BEGUN = "SELECT EXISTS (SELECT FROM audit_log WHERE action = 'demo.shown') OR NOT EXISTS (SELECT FROM product)"
SHOWN = "INSERT INTO audit_log (action) VALUES ('demo.shown')"
USER = "SELECT id, now() + interval '5 minutes' FROM app_user WHERE login = %s"
# Goods that a section shows first, there is some of, and no other good is named alike.
GOODS = """
SELECT p.sku FROM product p JOIN catalog_place c ON c.product_id = p.id JOIN catalog_section s ON s.id = c.category_id
WHERE s.name = %s AND p.told AND NOT p.deleted AND p.sku <> ''
  AND NOT EXISTS (SELECT FROM product q WHERE sku_bare(q.sku_key) = sku_bare(p.sku_key) AND q.id <> p.id)
  AND EXISTS (SELECT FROM variant v JOIN stock t ON t.variant_id = v.id AND t.free > 20 WHERE v.product_id = p.id)
ORDER BY p.sort_key, p.id LIMIT %s
"""
# An order of the ERP, shipped in full: the client sees what he bought, and may say what he thinks of it.
ORDER = """
INSERT INTO sales_order (id, number, placing_id, origin, counterparty_id, contract_id, organization_id, currency, total,
                         vat_total, phase, status, placed_at, erp_number, erp_date)
SELECT %(id)s, %(number)s, %(id)s, 'offline', m.counterparty_id, c.id, c.organization_id, 'RUB', 0, 0, s.phase, s.code,
       %(day)s::date + time '10:20', %(number)s, %(day)s
FROM app_user u JOIN membership m ON m.user_id = u.id
JOIN LATERAL (SELECT id, organization_id FROM contract c WHERE c.counterparty_id = m.counterparty_id AND NOT c.deleted
              ORDER BY c.is_default DESC, c.id LIMIT 1) c ON true
JOIN LATERAL (SELECT code, phase FROM order_status WHERE phase = 'completed' ORDER BY position LIMIT 1) s ON true
WHERE u.login = %(login)s
"""
LINES = """
INSERT INTO order_line (order_id, line, variant_id, sku, name, unit, requested, ordered, shipped, price, vat_rate,
                        amount, vat, gross)
SELECT %(id)s, row_number() OVER (ORDER BY p.id), v.id, p.sku, p.name, p.unit, 20, 20, 20, w.amount, 20,
       round(w.amount * 20, 2), round(w.amount * 20 * 20 / 120, 2), round(w.amount * 20, 2)
FROM product p
JOIN LATERAL (SELECT id FROM variant v WHERE v.product_id = p.id AND v.told ORDER BY id LIMIT 1) v ON true
JOIN LATERAL (SELECT amount FROM price WHERE variant_id = v.id AND amount > 0 ORDER BY price_type_id LIMIT 1) w ON true
WHERE p.sku = ANY(%(skus)s) AND EXISTS (SELECT FROM sales_order WHERE id = %(id)s)
"""
TOTALS = """
UPDATE sales_order SET (total, vat_total) = (SELECT coalesce(sum(gross), 0), coalesce(sum(vat), 0) FROM order_line
                                             WHERE order_id = %(id)s) WHERE id = %(id)s
"""
PRODUCTS = "SELECT id FROM product WHERE sku = ANY(%s) ORDER BY id"


@frozen
class PostgresDemoShowcase:
    database: Database
    ids: Ids

    @property
    def is_begun(self) -> bool:
        """Also where there is nothing to show yet. Once: what an editor takes away stays away."""
        with self.database.driver() as connection:
            row = connection.execute(BEGUN).fetchone()
        return row is None or bool(row[0])

    def begin(self) -> None:
        with self.database.driver() as connection:
            connection.execute(SHOWN)

    def token(self, login: str) -> str:
        """A session for the minutes of filling, as if the person had signed in; it opens nothing where he is not."""
        token = token_urlsafe(32)
        with self.database.driver() as connection:
            row = connection.execute(USER, [login]).fetchone()
        if row is not None:
            PostgresSessions(self.database, self.ids).start(row[0], token, "", row[1])
        return token

    def goods(self, section: str, most: int) -> Sequence[str]:
        with self.database.driver() as connection:
            return [row[0] for row in connection.execute(GOODS, [section, most])]

    def products(self, skus: Sequence[str]) -> Sequence[int]:
        with self.database.driver() as connection:
            return [row[0] for row in connection.execute(PRODUCTS, [list(skus)])]

    def bought(self, login: str, number: str, day: date, skus: Sequence[str]) -> None:
        facts = {"id": self.ids.new(), "number": number, "day": day, "login": login, "skus": list(skus)}
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            for statement in (ORDER, LINES, TOTALS):
                connection.execute(statement, facts)
