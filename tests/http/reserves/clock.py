"""What the scheduler does, when the test wants it, and what came of it in the tables."""

from collections.abc import Callable
from uuid import UUID

from attrs import frozen

from tests.shop import Shop


@frozen
class Hands:
    shop: Shop
    warn: Callable[[], int]
    expire: Callable[[], int]
    release: Callable[[], int]

    def pass_hours(self, hours: float) -> None:
        """Everything was reserved so much earlier."""
        for column in ("reserved_at", "expires_at", "warn_at"):
            self.shop.run(f"UPDATE reservation SET {column} = {column} - {hours} * interval '1 hour'")

    def told(self, kind: str) -> list[str]:
        """To whom, by consumer, of an event."""
        rows = self.shop.rows(
            "SELECT d.consumer FROM outbox o JOIN outbox_delivery d ON d.outbox_id = o.id WHERE o.kind = %s ORDER BY 1",
            kind,
        )
        return [row[0] for row in rows]

    def ends(self, order: UUID) -> list[tuple[str, int]]:
        """State of the reservation, and how often its end stands in the history."""
        return self.shop.rows(
            "SELECT r.state, (SELECT count(*) FROM order_event e WHERE e.order_id = r.order_id"
            " AND e.kind = 'reservation.expired')::int FROM reservation r WHERE r.order_id = %s",
            order,
        )

    def status(self, order: UUID) -> str:
        return str(self.shop.one("SELECT status FROM sales_order WHERE id = %s", order))
