"""Links between goods: the transaction of whoever makes them, and what his page shows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver, driver
from adapters.postgres.promo_desk import PostgresPromoWork
from adapters.postgres.shelf import array
from application.related.link import LinkCard, LinkedGood, LinkRule
from application.related.related import LinkKind
from domain.catalog.traits import folded
from domain.shared.ids import UserId

CARD = """
SELECT p.id, p.sku, p.name, k.kind, o.id, o.sku, o.name
FROM product p LEFT JOIN product_link k ON k.product_id = p.id LEFT JOIN product o ON o.id = k.other_id
WHERE p.id = (SELECT id FROM product WHERE sku_key = %s AND told ORDER BY deleted, id LIMIT 1)
ORDER BY k.kind, k.position
"""
RULES = """
SELECT r.id, r.kind, a.name, b.name,
       (SELECT coalesce(array_agg(name ORDER BY name), '{}') FROM property WHERE id = ANY(r.properties))
FROM link_rule r JOIN category a ON a.id = r.category_id JOIN category b ON b.id = r.other_category_id
ORDER BY r.kind, a.name, b.name, r.id LIMIT 500
"""


@frozen
class PostgresLinkWork:
    connection: Driver

    def products(self, skus: Collection[str]) -> Mapping[str, Collection[int]]:
        return PostgresPromoWork(self.connection).products(skus)

    def sections(self, names: Collection[str]) -> Mapping[str, Collection[int]]:
        return PostgresPromoWork(self.connection).sections(names)

    def properties(self, names: Collection[str]) -> Mapping[str, Collection[int]]:
        found: dict[str, list[int]] = {}
        for name, id in self.connection.execute("SELECT name, id FROM property WHERE told AND NOT deleted"):
            if (key := folded(name)) in names:
                found.setdefault(key, []).append(id)
        return found

    def replace(self, kind: LinkKind, product: int, others: Sequence[int]) -> None:
        self.connection.execute("DELETE FROM product_link WHERE kind = %s AND product_id = %s", [kind.value, product])
        self.connection.execute(
            "INSERT INTO product_link (kind, product_id, other_id, position)"
            " SELECT %s, %s, other, place - 1 FROM unnest(%s::int[]) WITH ORDINALITY AS t(other, place)",
            [kind.value, product, array(others)],
        )

    def add_rule(
        self, id: UUID, kind: LinkKind, section: int, other: int, properties: Sequence[int], by: UserId
    ) -> None:
        self.connection.execute(
            "INSERT INTO link_rule (id, kind, category_id, other_category_id, properties, user_id)"
            " VALUES (%s, %s, %s, %s, %s::int[], %s)",
            [id, kind.value, section, other, array(properties), by],
        )

    def remove_rule(self, id: UUID) -> bool:
        return self.connection.execute("DELETE FROM link_rule WHERE id = %s", [id]).rowcount == 1


@frozen
class PostgresLinkWorks:
    database: Database

    @contextmanager
    def begin(self) -> Iterator[PostgresLinkWork]:
        with self.database.transaction() as transaction:
            yield PostgresLinkWork(driver(transaction))


@frozen
class PostgresLinkBook:
    database: Database

    def card(self, sku: str) -> LinkCard | None:
        with self.database.driver() as connection:
            rows = connection.execute(CARD, [sku]).fetchall()
        if not rows:
            return None
        links: dict[LinkKind, list[LinkedGood]] = {kind: [] for kind in LinkKind}
        for *_, kind, other, other_sku, name in rows:
            if kind is not None:
                links[LinkKind(kind)].append(LinkedGood(other, other_sku, name))
        return LinkCard(LinkedGood(*rows[0][:3]), links)

    def rules(self) -> Sequence[LinkRule]:
        with self.database.driver() as connection:
            return [LinkRule(id, LinkKind(kind), *rest) for id, kind, *rest in connection.execute(RULES)]
