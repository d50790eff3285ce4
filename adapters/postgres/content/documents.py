"""Technical documents as rows: versions, conditions that bind them, and what a person typed looked up."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.catalogue import SOLD
from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.media.card import BOUND
from application.content.documents import (
    Binding,
    Named,
    PaperFacts,
    PaperKind,
    PaperRow,
    PapersAsked,
    PapersPage,
    PaperView,
    Resolved,
    Version,
)
from application.content.files import KeptFile
from domain.catalog.folding import sku_key
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId, ProductId, UserId

ROWS = """
SELECT d.id, d.kind, d.title, d.number, d.valid_from, d.valid_to, v.filename, v.sha256, v.content_type, v.size,
       d.version, d.withdrawn_at IS NOT NULL, (SELECT count(*) FROM tech_document_binding b WHERE b.document_id = d.id)
FROM tech_document d JOIN tech_document_version v ON v.document_id = d.id AND v.version = d.version
"""
STATES = {
    "": "d.withdrawn_at IS NULL",
    "soon": "d.withdrawn_at IS NULL AND d.valid_to BETWEEN %(today)s AND %(soon)s",
    "expired": "d.withdrawn_at IS NULL AND d.valid_to < %(today)s",
    "withdrawn": "d.withdrawn_at IS NOT NULL",
}
FOUND = """(%(text)s = '' OR strpos(lower(d.title || ' ' || d.number || ' ' || v.filename), lower(%(text)s)) > 0)
AND (%(kind)s = '' OR d.kind = %(kind)s)"""
COUNTS = (
    f"SELECT count(*) FILTER (WHERE {STATES['soon']}), count(*) FILTER (WHERE {STATES['expired']}) FROM tech_document d"
)
GOODS = f"SELECT count(*) FROM product p WHERE {SOLD} AND %(id)s IN ({BOUND})"
VERSIONS = """
SELECT v.version, v.filename, v.sha256, v.content_type, v.size, v.number, v.valid_to, u.name, v.at
FROM tech_document_version v JOIN app_user u ON u.id = v.user_id WHERE v.document_id = %s ORDER BY v.version DESC
"""
BINDINGS = """
SELECT b.id, CASE WHEN b.product_id IS NOT NULL THEN 'goods' WHEN b.category_id IS NOT NULL THEN 'section'
                  ELSE 'property' END,
       coalesce(p.sku || ' · ' || p.name, c.name,
                r.name || ' = ' || coalesce(r.options ->> b.value, b.value), '…')
FROM tech_document_binding b LEFT JOIN product p ON p.id = b.product_id LEFT JOIN category c ON c.id = b.category_id
LEFT JOIN property r ON r.id = b.property_id WHERE b.document_id = %s ORDER BY 2, 3, 1 LIMIT 1000
"""
FILE = "SELECT filename, sha256, content_type, size FROM tech_document_version WHERE document_id = %s AND version = %s"
OF_GOODS = f"""
SELECT v.filename, v.sha256, v.content_type, v.size
FROM product p, tech_document d JOIN tech_document_version v ON v.document_id = d.id AND v.version = d.version
WHERE p.id = %(product)s AND d.id = %(id)s AND d.withdrawn_at IS NULL AND coalesce(d.valid_from <= %(today)s, true)
  AND d.id IN ({BOUND})
"""


def row_of(row: tuple[Any, ...]) -> PaperRow:
    id, kind, title, number, start, end, *file, version, withdrawn, bindings = row
    return PaperRow(
        id, PaperFacts(PaperKind(kind), title, number, start, end), KeptFile(*file), version, withdrawn, bindings
    )


@frozen
class PostgresPapers:
    database: Database

    def page(self, asked: PapersAsked, today: date, soon: date) -> PapersPage:
        state = asked.state if asked.state in STATES else ""
        where = f"WHERE {STATES[state]} AND {FOUND}"
        facts = {"text": asked.text, "kind": asked.kind, "today": today, "soon": soon, "limit": asked.limit,
                 "offset": asked.offset}  # fmt: skip
        order = "ORDER BY d.valid_to NULLS LAST, d.title, d.id LIMIT %(limit)s OFFSET %(offset)s"
        with self.database.driver() as connection:
            rows = [row_of(row) for row in connection.execute(f"{ROWS} {where} {order}".encode(), facts)]
            total = connection.execute(f"SELECT count(*) FROM ({ROWS} {where}) AS found".encode(), facts).fetchone()
            counts = connection.execute(COUNTS.encode(), facts).fetchone()
        assert total is not None
        assert counts is not None
        return PapersPage(asked, rows, total[0], counts[0], counts[1], today)

    def one(self, id: UUID) -> PaperView:
        with self.database.driver() as connection:
            row = connection.execute(f"{ROWS} WHERE d.id = %s".encode(), [id]).fetchone()
            if row is None:
                raise NotFound("document", str(id))
            goods = connection.execute(GOODS.encode(), {"id": id}).fetchone()
            versions = [Version(v[0], KeptFile(*v[1:5]), *v[5:]) for v in connection.execute(VERSIONS, [id])]
            bindings = [Binding(*b) for b in connection.execute(BINDINGS, [id])]
        return PaperView(row_of(row), goods[0] if goods else 0, versions, bindings)

    def version(self, id: UUID, version: int) -> KeptFile:
        with self.database.driver() as connection:
            row = connection.execute(FILE, [id, version]).fetchone()
        if row is None:
            raise NotFound("document", str(id))
        return KeptFile(*row)

    def of_goods(self, product: ProductId, id: UUID, today: date) -> KeptFile | None:
        with self.database.driver() as connection:
            row = connection.execute(OF_GOODS.encode(), {"product": product, "id": id, "today": today}).fetchone()
        return None if row is None else KeptFile(*row)


ADD = "INSERT INTO tech_document (id, kind, title, number, valid_from, valid_to) VALUES (%s, %s, %s, %s, %s, %s)"
ADD_VERSION = """
INSERT INTO tech_document_version
    (document_id, version, filename, sha256, content_type, size, number, valid_to, user_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
REPLACE = """
UPDATE tech_document SET version = version + 1, number = %s, valid_to = %s WHERE id = %s RETURNING version
"""
CHANGE = "UPDATE tech_document SET kind = %s, title = %s, number = %s, valid_from = %s, valid_to = %s WHERE id = %s"
WITHDRAW = "UPDATE tech_document SET withdrawn_at = CASE WHEN %s THEN now() END WHERE id = %s"
LOCK = "SELECT FROM tech_document WHERE id = %s FOR UPDATE"
SKUS = "SELECT sku_key, id FROM product WHERE sku_key = ANY(%s) AND told AND NOT deleted"
# A section by its own name, or by its path from the root.
SECTIONS = """
WITH RECURSIVE down(id, name, path, depth) AS (
    SELECT id, lower(name), lower(name), 0 FROM category WHERE parent_id IS NULL AND told AND NOT deleted
    UNION ALL
    SELECT c.id, lower(c.name), down.path || ' / ' || lower(c.name), depth + 1
    FROM category c JOIN down ON c.parent_id = down.id WHERE c.told AND NOT c.deleted AND depth < 32
) SELECT asked.text, down.id FROM unnest(%s::text[]) AS asked(text)
  JOIN down ON lower(asked.text) IN (down.name, down.path)
"""
# A value by the text that people see: of a list its option's, else what the ERP told.
VALUES = """
SELECT asked.name, asked.value, r.id, coalesce((SELECT o.key FROM jsonb_each_text(r.options) AS o
                                                WHERE lower(o.value) = lower(asked.value) LIMIT 1), asked.value)
FROM unnest(%s::text[], %s::text[]) AS asked(name, value)
JOIN property r ON lower(r.name) = lower(asked.name) AND r.told AND NOT r.deleted
WHERE r.options = '{}' OR EXISTS (SELECT FROM jsonb_each_text(r.options) AS o WHERE lower(o.value) = lower(asked.value))
"""
BIND = """
INSERT INTO tech_document_binding (document_id, product_id, category_id, property_id, value)
SELECT %(id)s, n.product, n.category, n.property, n.value
FROM unnest(%(products)s::int[], %(categories)s::int[], %(properties)s::int[], %(values)s::text[])
    AS n(product, category, property, value)
WHERE NOT EXISTS (SELECT FROM tech_document_binding b WHERE b.document_id = %(id)s
                  AND (b.product_id, b.category_id, b.property_id, b.value)
                      IS NOT DISTINCT FROM (n.product, n.category, n.property, n.value))
"""
UNBIND = "DELETE FROM tech_document_binding WHERE document_id = %s AND id = %s"
RECORD = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, %s, %s, %s::jsonb)"


@frozen
class PostgresPaperWork:
    connection: Driver

    def add(self, id: UUID, facts: PaperFacts, file: KeptFile, by: UserId) -> None:
        self.connection.execute(ADD, [id, *told(facts)])
        self._version(id, 1, file, facts.number, facts.valid_to, by)

    def replace(self, id: UUID, number: str, valid_to: date | None, file: KeptFile, by: UserId) -> None:
        row = self.connection.execute(REPLACE, [number, valid_to, id]).fetchone()
        if row is None:
            raise NotFound("document", str(id))
        self._version(id, row[0], file, number, valid_to, by)

    def change(self, id: UUID, facts: PaperFacts) -> None:
        self._one(CHANGE, [*told(facts), id])

    def withdraw(self, id: UUID, withdrawn: bool) -> None:
        self._one(WITHDRAW, [withdrawn, id])

    def resolve(self, named: Named) -> Resolved:
        connection = self.connection
        keys = [sku_key(sku) for sku in named.skus]
        products = connection.execute(SKUS, [[key for key in keys if key]]).fetchall()
        sections = connection.execute(SECTIONS, [list(named.sections)]).fetchall()
        pairs = [[one[place] for one in named.values] for place in (0, 1)]
        values = connection.execute(VALUES, pairs).fetchall()
        known, placed = {key for key, _ in products}, {text for text, _ in sections}
        valued = {(name, value) for name, value, _, _ in values}
        unknown = Named(
            tuple(sku for sku, key in zip(named.skus, keys, strict=True) if key not in known),
            tuple(text for text in named.sections if text not in placed),
            tuple(pair for pair in named.values if pair not in valued),
        )
        return Resolved(
            {ProductId(id) for _, id in products},
            {CategoryId(id) for _, id in sections},
            {(id, value) for _, _, id, value in values},
            unknown,
        )

    def bind(self, id: UUID, resolved: Resolved) -> int:
        self._one(LOCK, [id])
        rows: list[tuple[Any, ...]] = [(one, None, None, None) for one in sorted(resolved.products)]
        rows += [(None, one, None, None) for one in sorted(resolved.categories)]
        rows += [(None, None, *one) for one in sorted(resolved.values)]
        columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
        facts = dict(zip(("products", "categories", "properties", "values"), columns, strict=True))
        return self.connection.execute(BIND, {"id": id, **facts}).rowcount

    def unbind(self, id: UUID, binding: int) -> None:
        self.connection.execute(UNBIND, [id, binding])

    def record(self, user: UserId, action: str, subject: str, facts: Mapping[str, object]) -> None:
        self.connection.execute(RECORD, [user, action, subject, json_text(dict(facts))])

    def _version(self, id: UUID, version: int, file: KeptFile, number: str, valid_to: date | None, by: UserId) -> None:
        facts = [id, version, file.filename, file.sha256, file.content_type, file.size, number, valid_to, by]
        self.connection.execute(ADD_VERSION, facts)

    def _one(self, statement: str, facts: Sequence[object]) -> None:
        if not self.connection.execute(statement.encode(), facts).rowcount:
            raise NotFound("document", str(facts[-1]))


def told(facts: PaperFacts) -> list[object]:
    return [facts.kind.value, facts.title, facts.number, facts.valid_from, facts.valid_to]


@contextmanager
def begin_paper_work(database: Database) -> Iterator[PostgresPaperWork]:
    with database.transaction() as connection:
        yield PostgresPaperWork(driver(connection))
