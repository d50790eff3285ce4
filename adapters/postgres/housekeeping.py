"""What is of no more use is removed, a bounded number of rows at a time; each call is a transaction of its
own.
"""

from collections.abc import Callable
from datetime import timedelta

from attrs import frozen

from adapters.postgres.database import Database

BATCH = 5_000

# After 24 hours the cart's version, spent by placing, still refuses a repeat (semantics 6).
OLD_KEYS = """
DELETE FROM idempotency_key WHERE (principal, operation, key) IN (
    SELECT principal, operation, key FROM idempotency_key
    WHERE created_at < now() - %s::interval LIMIT %s FOR UPDATE SKIP LOCKED
)"""

OLD_SESSIONS = """
DELETE FROM session WHERE token_hash IN (
    SELECT token_hash FROM session WHERE expires_at < now() - %s::interval LIMIT %s FOR UPDATE SKIP LOCKED
)"""

# Only events of which every delivery is closed.
OLD_EVENTS = """
WITH old AS (
    SELECT o.id FROM outbox o WHERE o.at < now() - %s::interval
    AND NOT EXISTS (SELECT FROM outbox_delivery d WHERE d.outbox_id = o.id AND d.done_at IS NULL)
    ORDER BY o.id LIMIT %s
), deliveries AS (DELETE FROM outbox_delivery USING old WHERE outbox_id = old.id)
DELETE FROM outbox USING old WHERE outbox.id = old.id"""

# What an order stands on is kept as long as the order.
OLD_QUESTIONS = """
DELETE FROM price_refinement WHERE id IN (
    SELECT r.id FROM price_refinement r WHERE r.asked_at < now() - %s::interval
    AND NOT EXISTS (SELECT FROM sales_order o WHERE o.refinement_id = r.id)
    ORDER BY r.id LIMIT %s FOR UPDATE SKIP LOCKED
)"""

OLD_PREVIEWS = """
DELETE FROM rule_preview WHERE id IN (
    SELECT id FROM rule_preview WHERE started_at < now() - %s::interval ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
)"""

# Deleted carts and emptied lines, when nobody will change his mind any more; what the ERP was asked about stays.
OLD_CARTS = """
WITH old AS (
    SELECT c.id FROM cart c WHERE c.deleted_at < now() - %s::interval
    AND NOT EXISTS (SELECT FROM price_refinement r WHERE r.cart_id = c.id)
    ORDER BY c.id LIMIT %s FOR UPDATE SKIP LOCKED
), lines AS (DELETE FROM cart_line USING old WHERE cart_id = old.id),
operations AS (DELETE FROM cart_operation USING old WHERE cart_id = old.id),
removals AS (DELETE FROM cart_removal USING old WHERE cart_id = old.id)
DELETE FROM cart USING old WHERE cart.id = old.id"""

OLD_LISTS = """
WITH old AS (
    SELECT id FROM order_list WHERE deleted_at < now() - %s::interval ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), lines AS (DELETE FROM order_list_line USING old WHERE list_id = old.id)
DELETE FROM order_list USING old WHERE order_list.id = old.id"""

UNAPPLIED = "SELECT DISTINCT connection_id FROM inbox_message WHERE state = 'received' ORDER BY 1"


@frozen
class Housekeeping:
    """Each method returns how many rows went."""

    database: Database

    def idempotency_keys(self) -> int:
        return self._remove(OLD_KEYS, timedelta(hours=24))

    def sessions(self) -> int:
        return self._remove(OLD_SESSIONS, timedelta(0))

    def events(self) -> int:
        return self._remove(OLD_EVENTS, timedelta(days=90))

    def questions_for_prices(self) -> int:
        return self._remove(OLD_QUESTIONS, timedelta(days=90))

    def previews(self) -> int:
        """A result is of use while its draft is being thought about."""
        return self._remove(OLD_PREVIEWS, timedelta(days=7))

    def carts(self) -> int:
        return self._remove(OLD_CARTS, timedelta(days=30))

    def order_lists(self) -> int:
        return self._remove(OLD_LISTS, timedelta(days=30))

    def _remove(self, statement: str, age: timedelta) -> int:
        with self.database.driver() as connection:
            return connection.execute(statement, [age, BATCH]).rowcount


@frozen
class ExchangeWakeUps:
    """A worker is told again of every connection whose inbox has something, so that an emptied queue loses
    nothing.
    """

    database: Database
    wake: Callable[[int], bool]

    def __call__(self) -> int:
        with self.database.driver() as connection:
            waiting = [row[0] for row in connection.execute(UNAPPLIED)]
        return sum(self.wake(connection_id) for connection_id in waiting)
