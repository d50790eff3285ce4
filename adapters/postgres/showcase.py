"""What stands beside goods: marks, links, sheets of facts, texts of the card."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import frozen

from adapters.postgres.catalogue import COMPARED, SOLD, property_text
from adapters.postgres.database import Database, driver
from adapters.postgres.shelf import array
from application.card_texts.texts import CardText
from application.comparing.ports import ProductSheet
from application.related.related import LinkKind
from domain.catalog.label import Label
from domain.catalog.mark import Mark
from domain.shared.ids import ProductId, UserId

IN_FORCE = "coalesce(l.valid_from <= %(day)s, true) AND coalesce(l.valid_to >= %(day)s, true)"
# One row: each table is walked once for all goods.
MARKS = f"""
SELECT (SELECT jsonb_agg(DISTINCT jsonb_build_array(l.product_id, l.label))
          FROM product_label l WHERE l.product_id = ANY(%(ids)s::int[]) AND {IN_FORCE}),
       (SELECT json_agg(json_build_array(v.product_id, f.variant_id))
          FROM favourite f JOIN variant v ON v.id = f.variant_id
         WHERE f.user_id = %(user)s AND v.product_id = ANY(%(ids)s::int[])),
       (SELECT array_agg(c.product_id)
          FROM compared c WHERE c.user_id = %(user)s AND c.product_id = ANY(%(ids)s::int[])),
       (SELECT json_agg(json_build_array(r.product_id, r.votes, r.stars, r.score::text))
          FROM product_rating r WHERE r.product_id = ANY(%(ids)s::int[]))
"""

# By hand first, then by rules: a rule gives goods of its other section, and of everything below that.
LINKS = f"""
WITH RECURSIVE up(product_id, category_id, depth) AS (
    SELECT product_id, category_id, 0 FROM product_category WHERE product_id = ANY(%(ids)s::int[])
    UNION
    SELECT up.product_id, c.parent_id, depth + 1
    FROM up JOIN category c ON c.id = up.category_id WHERE c.parent_id IS NOT NULL AND depth < 32
), ruled AS (
    SELECT DISTINCT r.kind, up.product_id, r.other_category_id, r.properties
    FROM up JOIN link_rule r ON r.category_id = up.category_id AND r.kind = ANY(%(kinds)s)
), down(root, id, depth) AS (
    SELECT DISTINCT other_category_id, other_category_id, 0 FROM ruled
    UNION
    SELECT down.root, c.id, depth + 1 FROM down JOIN category c ON c.parent_id = down.id WHERE depth < 32
), found AS (
    SELECT k.kind, k.product_id, k.other_id, k.position::int AS place, NULL::numeric AS score, '' AS sort_key
    FROM product_link k JOIN product p ON p.id = k.other_id AND {SOLD}
    WHERE k.kind = ANY(%(kinds)s) AND k.product_id = ANY(%(ids)s::int[])
    UNION ALL
    SELECT ruled.kind, ruled.product_id, chosen.id, 1000000, chosen.score, chosen.sort_key
    FROM ruled JOIN product o ON o.id = ruled.product_id
    CROSS JOIN LATERAL (
        SELECT p.id, r.score, p.sort_key FROM product p LEFT JOIN product_rating r ON r.product_id = p.id
        WHERE p.id <> o.id AND {SOLD}
          AND p.id IN (SELECT pc.product_id FROM product_category pc JOIN down ON down.id = pc.category_id
                        WHERE down.root = ruled.other_category_id)
          AND NOT EXISTS (SELECT FROM unnest(ruled.properties) AS same(id)
                           WHERE o.properties -> same.id::text IS NULL
                              OR o.properties -> same.id::text IS DISTINCT FROM p.properties -> same.id::text)
        ORDER BY r.score DESC NULLS LAST, p.sort_key, p.id LIMIT %(most)s
    ) AS chosen
), ranked AS (
    SELECT kind, product_id, other_id,
           row_number() OVER (PARTITION BY kind, product_id
                              ORDER BY min(place), max(score) DESC NULLS LAST, min(sort_key), other_id) AS rank
    FROM found GROUP BY kind, product_id, other_id
)
SELECT kind, product_id, array_agg(other_id ORDER BY rank) FROM ranked WHERE rank <= %(most)s GROUP BY kind, product_id
"""

SHEETS = f"""
SELECT p.id, p.name, p.sku, p.manufacturer, p.country, p.properties,
       (SELECT array_agg(category_id ORDER BY category_id) FROM product_category WHERE product_id = p.id),
       (SELECT m.sha256 FROM media m WHERE m.connection_id = p.connection_id AND m.path = p.pictures[1])
FROM product p WHERE p.id = ANY(%s::int[]) AND {SOLD}
"""

TEXTS = """
SELECT DISTINCT ON (t.place) t.place, t.body, t.version, u.name, t.saved_at
FROM card_text t JOIN app_user u ON u.id = t.user_id ORDER BY t.place, t.version DESC
"""
SAVE = """
INSERT INTO card_text (place, version, body, user_id)
SELECT %(place)s, %(seen)s + 1, %(body)s, %(by)s
WHERE coalesce((SELECT max(version) FROM card_text WHERE place = %(place)s), 0) = %(seen)s
ON CONFLICT DO NOTHING
"""


@frozen
class PostgresMarks:
    database: Database

    def of(self, user: UserId, products: Sequence[ProductId], day: date) -> Mapping[ProductId, Mark]:
        with self.database.driver() as connection:
            facts = {"ids": array(products), "user": user, "day": day}
            row = connection.execute(MARKS.encode(), facts, prepare=True).fetchone()
        assert row is not None
        return marks_of(row)


def marks_of(row: Sequence[Any]) -> dict[ProductId, Mark]:
    """The four columns of MARKS, by the goods that have any."""
    if not any(row):
        return {}
    labels, kept, compared, rated = row
    labelled, favourites, beside = grouped(labels), grouped(kept), frozenset(compared or ())
    ratings = {id: (votes, stars, Decimal(score)) for id, votes, stars, score in rated or ()}
    return {
        id: Mark(
            tuple(map(Label, labelled.get(id, ()))), frozenset(favourites.get(id, ())), id in beside,
            *ratings.get(id, ()),
        )
        for id in {*labelled, *favourites, *beside, *ratings}
    }  # fmt: skip


def grouped(pairs: Iterable[Sequence[Any]] | None) -> dict[ProductId, list[Any]]:
    found: dict[ProductId, list[Any]] = {}
    for id, told in pairs or ():
        found.setdefault(id, []).append(told)
    return found


@frozen
class PostgresLinks:
    database: Database

    def of(
        self, kinds: Sequence[LinkKind], products: Sequence[ProductId], most: int
    ) -> Mapping[LinkKind, Mapping[ProductId, Sequence[ProductId]]]:
        facts = {"kinds": [kind.value for kind in kinds], "ids": array(products), "most": most}
        with self.database.driver() as connection:
            rows = connection.execute(LINKS.encode(), facts, prepare=True).fetchall()
        found: dict[LinkKind, dict[ProductId, Sequence[ProductId]]] = {kind: {} for kind in kinds}
        for kind, product, others in rows:
            found[LinkKind(kind)][product] = others
        return found


@frozen
class PostgresProductSheets:
    database: Database

    def of(self, products: Sequence[ProductId]) -> Mapping[ProductId, ProductSheet]:
        with self.database.driver() as connection:
            rows = connection.execute(SHEETS.encode(), [array(products)]).fetchall()
            asked = sorted({int(id) for row in rows for id in row[5]})
            named = connection.execute(COMPARED, (asked,)).fetchall() if asked else []
        found = {}
        for id, name, sku, manufacturer, country, values, sections, picture in rows:
            properties = tuple(
                (int(key), title, property_text(values[key], options, unit))
                for key, title, options, unit in named
                if key in values
            )
            found[id] = ProductSheet(id, name, sku, manufacturer, country, properties, tuple(sections or ()), picture)
        return found


@frozen
class PostgresCardTexts:
    database: Database

    def all(self) -> Mapping[str, CardText]:
        with self.database.driver() as connection:
            return {row[0]: CardText(*row) for row in connection.execute(TEXTS)}

    def save(self, place: str, body: str, seen: int, by: UserId) -> bool:
        with self.database.transaction() as transaction:
            facts = {"place": place, "seen": seen, "body": body, "by": by}
            return driver(transaction).execute(SAVE, facts).rowcount == 1
