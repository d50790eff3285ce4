"""A manager's clients in one statement, whatever their number."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database
from application.queries.clients import ClientRow, ClientsPage
from application.queries.orders import Readers
from domain.shared.errors import NotFound
from domain.shared.money import Currency, Money

ROWS = """
SELECT k.id, k.name, k.inn, k.kpp, h.name, coalesce(m.name, ''), k.status, k.status_reason,
       (SELECT count(*) FROM contract c WHERE c.counterparty_id = k.id AND NOT c.deleted),
       (SELECT jsonb_object_agg(currency, total) FROM (
            SELECT b.currency, sum(b.debt - b.advance)::text AS total
            FROM contract c JOIN credit_balance b ON b.owner_id = c.id WHERE c.counterparty_id = k.id
            GROUP BY b.currency) AS debt),
       (SELECT jsonb_object_agg(currency, total) FROM (
            SELECT d.currency, sum(d.amount)::text AS total
            FROM contract c JOIN overdue_document d ON d.owner_id = c.id WHERE c.counterparty_id = k.id
            GROUP BY d.currency) AS overdue),
       (SELECT count(*) FROM sales_order o WHERE o.counterparty_id = k.id
           AND o.phase NOT IN ('completed', 'cancelled', 'refused_by_erp')),
       last.placed_at, coalesce(last.number, ''),
       count(*) OVER ()
FROM counterparty k
JOIN holding h ON h.id = k.holding_id
LEFT JOIN manager m ON m.id = k.manager_id
LEFT JOIN LATERAL (SELECT placed_at, number FROM sales_order o WHERE o.counterparty_id = k.id
                   ORDER BY placed_at DESC LIMIT 1) AS last ON true
WHERE NOT k.deleted
  AND (%(manager)s::uuid IS NULL OR k.manager_id = %(manager)s)
  AND (%(parties)s::uuid[] IS NULL OR k.id = ANY(%(parties)s))
  AND (%(id)s::uuid IS NULL OR k.id = %(id)s)
  AND (%(text)s = '' OR k.name ILIKE '%%' || %(text)s || '%%' OR k.inn LIKE %(text)s || '%%')
ORDER BY k.name, k.id LIMIT %(limit)s OFFSET %(offset)s
"""


@frozen
class PostgresClients:
    database: Database

    def page(self, whose: Readers, text: str, offset: int, limit: int) -> ClientsPage:
        rows = self._rows(whose, text.strip(), None, offset, limit)
        total = rows[0][-1] if rows else 0
        return ClientsPage(tuple(_client(row) for row in rows), total, text, offset, limit)

    def one(self, whose: Readers, counterparty: UUID) -> ClientRow:
        rows = self._rows(whose, "", counterparty, 0, 1)
        if not rows:
            raise NotFound("counterparty", str(counterparty))
        return _client(rows[0])

    def _rows(self, whose: Readers, text: str, id: UUID | None, offset: int, limit: int) -> list[tuple[Any, ...]]:
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        facts = {
            "manager": whose.manager,
            "parties": None if whose.counterparties is None else list(whose.counterparties),
            "id": id,
            "text": escaped,
            "limit": limit,
            "offset": offset,
        }
        with self.database.driver() as connection:
            return connection.execute(ROWS, facts).fetchall()


def _client(row: tuple[Any, ...]) -> ClientRow:
    id, name, inn, kpp, holding, manager, status, reason, contracts, debt, overdue, orders, at, number, _ = row
    return ClientRow(
        id, name, inn, kpp, holding, manager, status, reason, contracts, _sums(debt), _sums(overdue), orders, at, number
    )


def _sums(by_currency: dict[str, str] | None) -> tuple[Money, ...]:
    return tuple(Money.rounded(Decimal(amount), Currency(code)) for code, amount in sorted((by_currency or {}).items()))
