"""Reviews and ratings."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.outbox import record
from application.queries.orders import Readers
from application.reviews.ports import NewReview, OwnReview, QueuedReview, Standing
from application.shared.outbox import Event
from domain.catalog.rating import Votes
from domain.catalog.review import ReviewState
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, ProductId, UserId

# Bought: an order that the seller has not refused and nobody has cancelled, with something of the goods left in it.
STANDING = """
SELECT (SELECT o.id FROM sales_order o JOIN order_status t ON t.code = o.status
         WHERE o.counterparty_id = %(client)s
           AND t.phase NOT IN ('draft', 'awaiting_approval', 'refused_by_erp', 'cancelled')
           AND EXISTS (SELECT FROM order_line l JOIN variant v ON v.id = l.variant_id
                        WHERE l.order_id = o.id AND v.product_id = %(product)s AND l.ordered > l.cancelled)
         ORDER BY o.placed_at DESC LIMIT 1),
       r.id, r.product_id, '' AS name, r.stars, r.body, r.signed, r.state, r.reason, r.written_at
FROM (SELECT 1) AS one
LEFT JOIN review r ON r.product_id = %(product)s AND r.counterparty_id = %(client)s
"""
OWN = """
SELECT r.id, r.product_id, p.name, r.stars, r.body, r.signed, r.state, r.reason, r.written_at
FROM review r JOIN product p ON p.id = r.product_id
WHERE r.counterparty_id = %s ORDER BY r.written_at DESC, r.id LIMIT %s
"""
ADD = """
INSERT INTO review (id, product_id, counterparty_id, user_id, order_id, stars, body, signed)
VALUES (%(id)s, %(product)s, %(client)s, %(user)s, %(order)s, %(stars)s, %(body)s, %(signed)s)
ON CONFLICT (product_id, counterparty_id) DO UPDATE SET
    (user_id, order_id, stars, body, signed, state, reason, written_at, judged_by, judged_at) =
    (excluded.user_id, excluded.order_id, excluded.stars, excluded.body, excluded.signed, 'waiting', '', now(), NULL,
     NULL)
WHERE review.state = 'refused'
"""
READERS = "(%(all)s OR k.manager_id = %(manager)s)"
QUEUE = f"""
SELECT r.id, r.product_id, p.sku, p.name, k.name, u.name, r.signed, r.stars, r.body, r.state, r.reason, r.written_at,
       o.id, coalesce(nullif(o.number, ''), o.erp_number, ''),
       EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id AND l.shipped > 0), count(*) OVER ()
FROM review r JOIN product p ON p.id = r.product_id JOIN counterparty k ON k.id = r.counterparty_id
JOIN app_user u ON u.id = r.user_id JOIN sales_order o ON o.id = r.order_id
WHERE r.state = %(state)s AND {READERS}
ORDER BY CASE WHEN r.state = 'waiting' THEN r.written_at END, r.judged_at DESC, r.id OFFSET %(offset)s LIMIT %(limit)s
"""
LOCK = f"""
SELECT r.product_id, r.state FROM review r JOIN counterparty k ON k.id = r.counterparty_id
WHERE r.id = %(id)s AND {READERS} FOR UPDATE OF r
"""
# Two moderators of one good at once: the second counts after the first has committed.
TURN = "SELECT pg_advisory_xact_lock(hashtext('product_rating'), %s)"
VOTES = "SELECT count(*), coalesce(sum(stars), 0) FROM review WHERE product_id = %s AND state = 'published'"
RATE = """
INSERT INTO product_rating (product_id, votes, stars, score) VALUES (%s, %s, %s, %s)
ON CONFLICT (product_id) DO UPDATE SET (votes, stars, score) = (excluded.votes, excluded.stars, excluded.score)
"""


def _facts(readers: Readers) -> dict[str, Any]:
    """Reviews have readers among the seller's people alone: all clients', or those of one manager."""
    everybody = readers.counterparties is None and readers.manager is None
    return {"all": everybody, "manager": readers.manager}


def own_review(row: tuple[Any, ...]) -> OwnReview:
    id, product, name, stars, body, signed, state, reason, written_at = row
    return OwnReview(id, product, name, stars, body, signed, ReviewState(state), reason, written_at)


@frozen
class PostgresReviews:
    database: Database

    def standing(self, counterparty: CounterpartyId, product: ProductId) -> Standing:
        with self.database.driver() as connection:
            facts = {"client": counterparty, "product": product}
            row = connection.execute(STANDING, facts, prepare=True).fetchone()
        assert row is not None
        return Standing(row[0], own_review(row[1:]) if row[1] is not None else None)

    def own(self, counterparty: CounterpartyId, limit: int) -> Sequence[OwnReview]:
        with self.database.driver() as connection:
            return [own_review(row) for row in connection.execute(OWN, [counterparty, limit])]

    def add(self, review: NewReview) -> bool:
        facts = {
            "id": review.id, "product": review.product, "client": review.counterparty, "user": review.user,
            "order": review.order, "stars": review.stars, "body": review.body, "signed": review.signed,
        }  # fmt: skip
        with self.database.driver() as connection:
            return connection.execute(ADD, facts).rowcount == 1

    def queue(
        self, readers: Readers, state: ReviewState, offset: int, limit: int
    ) -> tuple[Sequence[QueuedReview], int]:
        facts = {**_facts(readers), "state": state.value, "offset": offset, "limit": limit}
        with self.database.driver() as connection:
            rows = connection.execute(QUEUE.encode(), facts).fetchall()
        return [_queued(row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _queued(row: tuple[Any, ...]) -> QueuedReview:
    (id, product, sku, name, client, author, signed, stars, body, state, reason, written_at, order, number,
     is_shipped) = row  # fmt: skip
    return QueuedReview(
        id, product, sku, name, client, author, signed, stars, body, ReviewState(state), reason, written_at, order,
        number, is_shipped,
    )  # fmt: skip


@frozen
class PostgresJudgingWork:
    connection: Driver

    def lock(self, readers: Readers, id: UUID) -> tuple[ProductId, ReviewState]:
        row = self.connection.execute(LOCK.encode(), {**_facts(readers), "id": id}).fetchone()
        if row is None:
            raise NotFound("review", str(id))
        self.connection.execute(TURN, [row[0]])
        return row[0], ReviewState(row[1])

    def judge(self, id: UUID, state: ReviewState, reason: str, by: UserId) -> None:
        self.connection.execute(
            "UPDATE review SET state = %s, reason = %s, judged_by = %s, judged_at = now() WHERE id = %s",
            [state.value, reason, by, id],
        )

    def votes(self, product: ProductId) -> Votes:
        row = self.connection.execute(VOTES, [product]).fetchone()
        assert row is not None
        return Votes(*row)

    def rate(self, product: ProductId, votes: Votes) -> None:
        if votes.count:
            self.connection.execute(RATE, [product, votes.count, votes.stars, votes.score])
        else:
            self.connection.execute("DELETE FROM product_rating WHERE product_id = %s", [product])

    def record(self, events: Sequence[Event]) -> None:
        record(self.connection, events)


@frozen
class PostgresJudgingWorks:
    database: Database

    @contextmanager
    def begin(self) -> Iterator[PostgresJudgingWork]:
        with self.database.transaction() as transaction:
            yield PostgresJudgingWork(driver(transaction))
