"""What an order holds, and what was asked of it, by the tables."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from tests.http.company.company import Person
from tests.shop import Shop

HELD = """
SELECT o.phase, (SELECT coalesce(sum(quantity), 0) FROM reservation WHERE order_id = o.id AND state = 'active'),
    (SELECT coalesce(sum(uncontained), 0) FROM reservation WHERE order_id = o.id),
    (SELECT coalesce(sum(uncontained), 0) FROM credit_hold WHERE order_id = o.id)
FROM sales_order o WHERE o.id = %s
"""
LINES = "SELECT ordered, shipped, cancelled FROM order_line WHERE order_id = %s ORDER BY line"


def held(shop: Shop, order: UUID) -> tuple[str, Decimal, Decimal, Decimal]:
    """Phase, reserved, what stock subtracts for it, what credit counts of it."""
    row = shop.rows(HELD, order)[0]
    return row[0], row[1], row[2], row[3]


def lines(shop: Shop, order: UUID) -> list[tuple[int, ...]]:
    """Ordered, shipped, cancelled."""
    return [tuple(int(one) for one in row) for row in shop.rows(LINES, order)]


def version(shop: Shop, order: UUID) -> int:
    found: int = shop.one("SELECT version FROM sales_order WHERE id = %s", order)
    return found


def ordered(who: Person, *goods: tuple[int, str]) -> UUID:
    return who.visitor.placed(list(goods), str(uuid4()))[0]


def asks(who: Person, order: UUID, *, key: str = "", at: int | None = None, **told: Any) -> Any:
    """By the API; lines as {number: quantity}."""
    wanted = [{"line": line, "quantity": quantity} for line, quantity in told.pop("lines", {}).items()]
    seen = version(who.shop, order) if at is None else at
    body = {"version": seen, "lines": wanted, **told}
    path = f"/api/v1/orders/{order}/changes"
    return who.visitor.ask("POST", path, body, Idempotency_Key=key or str(uuid4()))


def states(shop: Shop, order: UUID) -> list[str]:
    rows = shop.rows("SELECT state FROM order_change WHERE order_id = %s ORDER BY number", order)
    return [row[0] for row in rows]
