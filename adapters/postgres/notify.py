"""Orders and documents as letters tell them."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen
from psycopg.rows import namedtuple_row

from adapters.postgres.company.letters import CompanyLetters
from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.outbox import PostgresDeliveries
from application.notify.ports import (
    AnswerNews,
    ChangeNews,
    DocumentNews,
    LetterLine,
    Notice,
    NoticeLine,
    OrderNews,
    Recipient,
)
from application.shared.outbox import COMPANY_NEWS, REVIEW_JUDGED, Event
from domain.shared.errors import NotFound
from domain.shared.ids import OrderId
from domain.shared.money import Currency

# An order placed by staff is told to the buyer for whom it was placed. Where no person has an address, the
# counterparty's own is written to.
ORDER = """
SELECT o.id, o.number, o.placed_at, t.name_ru, t.name_en, p.name AS counterparty,
    coalesce(nullif(s.full_name, ''), s.name, '') AS organization,
    coalesce(concat_ws(', ', g.name, nullif(g.address, '')), '') AS consignee,
    o.currency, o.total, o.comment,
    u.name AS buyer_name, coalesce(nullif(u.email, ''), p.email) AS buyer_email, u.language,
    m.name AS manager_name, m.email AS manager_email,
    (SELECT min(expires_at) FROM reservation r WHERE r.order_id = o.id AND r.state = 'active') AS reserved_until
FROM sales_order o
JOIN counterparty p ON p.id = o.counterparty_id
JOIN order_status t ON t.code = o.status
LEFT JOIN seller_organization s ON s.id = o.organization_id
LEFT JOIN consignee g ON g.id = o.consignee_id
LEFT JOIN app_user u ON u.id = coalesce(o.acting_for, o.user_id) AND u.kind = 'buyer' AND NOT u.disabled
LEFT JOIN manager m ON m.id = p.manager_id
WHERE o.id = %s
"""
LINES = """
SELECT line, sku, name, unit, requested, ordered, cancelled, price, gross,
    CASE WHEN ordered > shipped + cancelled THEN promised_on END
FROM order_line WHERE order_id = %s ORDER BY line
"""
REVIEW = """
SELECT r.product_id, p.name AS goods, CASE r.state WHEN 'published' THEN 'published' ELSE 'refused' END AS state,
       r.reason, u.name AS author, CASE WHEN NOT u.disabled THEN u.email END AS email, u.language
FROM review r JOIN product p ON p.id = r.product_id JOIN app_user u ON u.id = r.user_id
WHERE r.id = %s
"""
DIGEST = """
SELECT d.lines, u.name, CASE WHEN NOT u.disabled THEN u.email END AS email, u.language, o.token
FROM watch_digest d JOIN app_user u ON u.id = d.user_id JOIN watch_owner o ON o.user_id = u.id
WHERE d.id = %s
"""
ANSWER = """
SELECT r.id, p.name AS goods, r.what, r.comment, r.state = 'declined' AS is_declined, r.answer, r.filename,
    u.name AS buyer_name, u.email AS buyer_email, u.language
FROM content_request r JOIN product p ON p.id = r.product_id
LEFT JOIN app_user u ON u.id = r.user_id AND NOT u.disabled
WHERE r.id = %s
"""
DOCUMENT = "SELECT id, kind, number, day, storage_key, order_id FROM document WHERE id = %s"


CHANGE = """
SELECT c.number, c.cancels, c.state, c.reason, c.answer, concat_ws(' / ', u.name, a.name) AS who
FROM order_change c JOIN app_user u ON u.id = c.asked_by LEFT JOIN app_user a ON a.id = c.acting_for
WHERE c.id = %s
"""


@contextmanager
def begin_notifying(database: Database) -> Iterator["PostgresNotifying"]:
    with database.transaction() as connection:
        yield PostgresNotifying(driver(connection))


@frozen
class PostgresNotifying:
    connection: Driver

    @property
    def deliveries(self) -> PostgresDeliveries:
        return PostgresDeliveries(self.connection)

    def order(self, order_id: OrderId) -> OrderNews:
        o = self._one(ORDER, order_id, "order")
        return OrderNews(
            o.id,
            o.number,
            o.placed_at,
            o.name_ru,
            o.name_en,
            o.counterparty,
            o.organization,
            o.consignee,
            Currency(o.currency),
            o.total,
            o.comment,
            recipient(o.buyer_name or o.counterparty, o.buyer_email, o.language or "ru"),
            recipient(o.manager_name, o.manager_email, "ru"),
            tuple(LetterLine(*row) for row in self.connection.execute(LINES, [order_id])),
            o.reserved_until,
        )

    def change(self, change_id: UUID) -> ChangeNews:
        c = self._one(CHANGE, change_id, "change")
        return ChangeNews(c.number, c.cancels, c.state, sentence(c.reason), sentence(c.answer), c.who)

    def document(self, document_id: UUID) -> DocumentNews:
        d = self._one(DOCUMENT, document_id, "document")
        return DocumentNews(d.id, d.kind, d.number, d.day, d.storage_key, self.order(d.order_id))

    def notice(self, event: Event) -> Notice:
        if event.kind in COMPANY_NEWS:
            return CompanyLetters(self.connection).notice(event)
        if event.kind == REVIEW_JUDGED:
            return self._of_review(UUID(event.payload["review_id"]))
        return self._of_digest(UUID(event.payload["digest_id"]))

    def _of_review(self, review_id: UUID) -> Notice:
        """As it stands when the letter is written: whoever was judged twice meanwhile hears the last word twice."""
        r = self._one(REVIEW, review_id, "review")
        to = recipient(r.author, r.email, r.language)
        told = {"goods": r.goods, "reason": sentence(r.reason)}
        path = f"/goods/{r.product_id}" if r.state == "published" else "/reviews"
        return Notice(f"review-{r.state}", to, path, told)

    def _of_digest(self, digest_id: UUID) -> Notice:
        d = self._one(DIGEST, digest_id, "digest")
        lines = tuple(
            NoticeLine(
                line["kind"], line["name"], line["sku"], line["unit"], figure(line["quantity"]),
                figure(line["price"]), figure(line["was"]), Currency(line["currency"]),
            )
            for line in d.lines["lines"]
        )  # fmt: skip
        told = {"count": str(len(lines)), "counterparty": d.lines["counterparty"]}
        to = recipient(d.name, d.email, d.language)
        return Notice("watches", to, "/watches", told, lines, f"/watches/end/{d.token}")

    def answer(self, request_id: UUID) -> AnswerNews:
        r = self._one(ANSWER, request_id, "content")
        asker = recipient(r.buyer_name, r.buyer_email, r.language or "ru")
        return AnswerNews(r.id, r.goods, r.what, r.comment, r.is_declined, r.answer, r.filename, asker)

    def _one(self, statement: str, key: UUID, kind: str) -> Any:
        with self.connection.cursor(row_factory=namedtuple_row) as cursor:
            row = cursor.execute(statement.encode(), [key]).fetchone()
        if row is None:
            raise NotFound(kind, str(key))
        return row


def figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def sentence(text: str) -> str:
    """What a person typed, as a sentence within others."""
    return text if text[-1:] in (".", "!", "?", "…", "") else f"{text}."


def recipient(name: str | None, email: str | None, language: str) -> Recipient | None:
    """None for an address that no server could take: the ERP's field holds any text."""
    email = (email or "").strip()
    local, _, domain = email.rpartition("@")
    if not local or not domain or not email.isascii() or any(mark in email for mark in " ,;<>\r\n\t"):
        return None
    return Recipient(name or "", email, language)
