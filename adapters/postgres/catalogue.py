"""The catalogue index of a web process: trees and orders of goods, kept by catalogue version.

What is kept does not depend on the client. Orders are arrays of 4-byte ids, built on first use, bounded in number.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, TypeVar

from attrs import field, frozen

from adapters.postgres.database import Database
from adapters.postgres.media.frames import FRAME_PATH
from application.queries.product_card import ProductText
from application.queries.tree import Section, Tree
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId, ProductId

T = TypeVar("T")

# The tree that buyers see, and where goods stand in it: the ERP's groups, or the portal's own (ADR 0035).
TREE = """
SELECT c.id, c.parent_id, c.name, c.name_en, c.slug FROM catalog_section c
ORDER BY c.tier, c.position, c.sort_key, c.id
"""

ON_OFFER = """p.told AND NOT p.deleted
    AND EXISTS (SELECT FROM variant v WHERE v.product_id = p.id AND v.told AND NOT v.deleted)"""
SOLD = f"""{ON_OFFER}
    AND NOT EXISTS (SELECT FROM shelved_product h WHERE h.product_id = p.id)"""

# Each product once for each section and every section above it; the walk stops at a node met twice.
COUNTS = f"""
WITH RECURSIVE up(category_id, ancestor, depth) AS (
    SELECT id, id, 0 FROM catalog_section
    UNION ALL
    SELECT up.category_id, c.parent_id, depth + 1
    FROM up JOIN catalog_section c ON c.id = up.ancestor WHERE c.parent_id IS NOT NULL AND depth < 32
)
SELECT up.ancestor, count(DISTINCT pc.product_id)
FROM catalog_place pc JOIN up USING (category_id)
JOIN product p ON p.id = pc.product_id
WHERE {SOLD}
GROUP BY up.ancestor
"""

SECTION = f"""
SELECT p.id FROM product p
WHERE {SOLD} AND p.id IN (SELECT product_id FROM catalog_place WHERE category_id = ANY(%(sections)s))
ORDER BY p.sort_key, p.id
"""

ALL = f"SELECT p.id FROM product p WHERE {SOLD} ORDER BY p.sort_key, p.id"


class Kept:
    """The newest entries by key; one builder at a time, so that a burst after an import builds once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: OrderedDict[Any, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any, build: Callable[[], T]) -> T:
        found = self._entries.get(key)
        if found is not None:
            return found  # type: ignore[no-any-return]  # the key names its kind
        with self._lock:
            if key not in self._entries:
                self._entries[key] = build()
                while len(self._entries) > self._most:
                    self._entries.popitem(last=False)
            return self._entries[key]  # type: ignore[no-any-return]  # the key names its kind


@frozen
class PostgresCatalogIndex:
    database: Database
    kept: Kept = field(factory=lambda: Kept(200), eq=False)

    def tree(self, version: int) -> Tree:
        return self.kept.get(("tree", version), lambda: self._tree(version))

    def section(self, version: int, section: CategoryId | None) -> Sequence[ProductId]:
        return self.kept.get(("section", version, section), lambda: self._section(version, section))

    def _tree(self, version: int) -> Tree:
        with self.database.snapshot() as connection:
            rows = connection.execute(TREE).fetchall()
            counts = dict(connection.execute(COUNTS).fetchall())
            goods = connection.execute(f"SELECT count(*) FROM product p WHERE {SOLD}").fetchone()
        known = {row[0] for row in rows}
        children: dict[CategoryId | None, list[CategoryId]] = {}
        for id, parent, *_ in rows:
            children.setdefault(parent if parent in known else None, []).append(id)
        sections = {
            id: Section(
                id, name, parent if parent in known else None, tuple(children.get(id, ())), counts.get(id, 0),
                name_en, slug,
            )
            for id, parent, name, name_en, slug in rows
        }
        return Tree(version, sections, tuple(children.get(None, ())), goods[0] if goods else 0)

    def _section(self, version: int, section: CategoryId | None) -> Sequence[ProductId]:
        with self.database.driver() as connection:
            if section is None:
                rows = connection.execute(ALL)
            else:
                rows = connection.execute(SECTION, {"sections": self._below(version, section)})
            return array("i", [row[0] for row in rows])  # type: ignore[return-value]  # ids are ints

    def _below(self, version: int, section: CategoryId | None) -> list[CategoryId] | None:
        """The section and everything under it; None for no section."""
        return None if section is None else self.tree(version).below(section)


def to_words(text: str) -> str:
    """A tsquery of every word, the last one as a prefix; operators typed by a person are not operators."""
    words = ["".join(c for c in word if c.isalnum()) for word in text.casefold().replace("ё", "е").split()]
    words = [word for word in words[:12] if word]
    return " & ".join([*words[:-1], f"{words[-1]}:*"]) if words else ""


# What people uploaded, by the numbers of its names; then what the ERP sent, as it sent it (ADR 0032). A content that
# stands twice is shown once; frames of a turn and what proved to be no picture are left out.
PICTURES = f"""
       (SELECT array_agg(each.sha256 ORDER BY each.source, each.place, each.id) FROM (
            SELECT DISTINCT ON (had.sha256) had.* FROM (
                SELECT 0 AS source, o.place, o.id, o.sha256 FROM product_picture o
                 WHERE o.product_id = p.id AND o.kind = 'photo' AND o.ended_by IS NULL
                UNION ALL
                SELECT 1, sent.place, 0, m.sha256 FROM unnest(p.pictures) WITH ORDINALITY AS sent(path, place)
                  JOIN media m ON m.connection_id = p.connection_id AND m.path = sent.path
                 WHERE m.content_type LIKE 'image/%%' AND sent.path !~ {FRAME_PATH}
            ) AS had LEFT JOIN picture c USING (sha256)
            WHERE c.state IS DISTINCT FROM 'refused'
            ORDER BY had.sha256, had.source, had.place, had.id
        ) AS each)"""
# What a card or a comparison tells of properties, in the order in which the card does.
_PROPERTY = """
SELECT q.id::text AS key, coalesce(nullif(s.name, ''), q.name) AS title, q.options, coalesce(s.unit, '') AS unit,
       coalesce(s.group_name, '') AS group_name,
       row_number() OVER (ORDER BY coalesce(s.group_name, '') <> '', s.group_name, coalesce(s.position, 0), q.name,
                                   q.id)
FROM property q LEFT JOIN property_setting s ON s.property_id = q.id
WHERE q.id = ANY({ids}) AND q.told AND NOT q.deleted AND coalesce(s.{place} AND NOT s.hidden, true)
"""
_ITS_OWN = _PROPERTY.format(ids="ARRAY(SELECT key::int FROM jsonb_object_keys(p.properties) AS key)", place="on_card")
_COMPARED = _PROPERTY.format(ids="%s", place="compared")
COMPARED = f"SELECT key, title, options, unit FROM ({_COMPARED}) AS told ORDER BY row_number"
TEXT = f"""
SELECT p.id, p.sku, p.name, p.description, p.manufacturer, p.country, p.barcode,
       {PICTURES},
       p.properties,
       (SELECT array_agg(category_id ORDER BY place, category_id) FROM catalog_place WHERE product_id = p.id),
       (SELECT jsonb_agg(jsonb_build_array(key, title, options, unit, group_name) ORDER BY row_number)
          FROM ({_ITS_OWN}) AS told)
FROM product p WHERE p.id = %(id)s AND {SOLD}
"""


def property_text(values: Sequence[str], options: Mapping[str, Any], unit: str) -> str:
    told = ", ".join(str(options.get(value, value)) for value in values)
    return f"{told} {unit}" if unit and told else told


@frozen
class PostgresProductTexts:
    database: Database

    def of(self, product: ProductId) -> ProductText:
        with self.database.driver() as connection:
            row = connection.execute(TEXT, {"id": product}).fetchone()
            if row is None:
                raise NotFound("product", str(product))
        id, sku, name, text, manufacturer, country, barcode, pictures, values, sections, named = row
        grouped: dict[str, list[tuple[str, str]]] = {}
        for key, title, options, unit, group in named or ():
            grouped.setdefault(group, []).append((title, property_text(values[key], options, unit)))
        properties = tuple(pair for pairs in grouped.values() for pair in pairs)
        return ProductText(
            id,
            sku,
            name,
            text,
            manufacturer,
            country,
            barcode,
            tuple(pictures or ()),
            properties,
            tuple(sections or ()),
            tuple((group, tuple(pairs)) for group, pairs in grouped.items()),
        )
