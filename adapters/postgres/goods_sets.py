"""Goods on sale as sets: by seller, by the condition of a rule, by section. Kept by catalogue version (ADR 0026)."""

from array import array
from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

from adapters.postgres.catalogue import SOLD, Kept
from adapters.postgres.database import Database
from adapters.postgres.rule_goods import ON_SALE, condition
from domain.pricing.assortment import Mask
from domain.pricing.rules import Which
from domain.shared.ids import CategoryId, OrganizationId, ProductId

SELLERS = f"""
SELECT c.organization_id, array_agg(p.id) FROM product p JOIN connection c ON c.id = p.connection_id
WHERE {SOLD} GROUP BY c.organization_id
"""
GOODS = "SELECT DISTINCT p.id FROM product p JOIN variant v ON v.product_id = p.id WHERE {on_sale} AND {condition}"
MEMBERS = f"""
WITH RECURSIVE up(category_id, ancestor, depth) AS (
    SELECT id, id, 0 FROM catalog_section
    UNION ALL
    SELECT up.category_id, c.parent_id, depth + 1
    FROM up JOIN catalog_section c ON c.id = up.ancestor WHERE c.parent_id IS NOT NULL AND depth < 32
)
SELECT up.ancestor, array_agg(DISTINCT pc.product_id)
FROM catalog_place pc JOIN up USING (category_id) JOIN product p ON p.id = pc.product_id AND {SOLD}
GROUP BY up.ancestor
"""


def mask_of(ids: Iterable[int]) -> Mask:
    """By way of bytes: a shift for each of a hundred thousand would copy the number as often."""
    told = list(ids)
    bits = bytearray(max(told, default=0) // 8 + 1)
    for id in told:
        bits[id >> 3] |= 1 << (id & 7)
    return int.from_bytes(bits, "little")


@frozen
class PostgresGoodsSets:
    database: Database
    kept: Kept = field(factory=lambda: Kept(500), eq=False)

    def sellers(self, version: int) -> Mapping[OrganizationId | None, Mask]:
        return self.kept.get(("sellers", version), self._sellers)

    def goods_of(self, version: int, which: Which) -> Mask:
        return self.kept.get(("which", version, which), lambda: self._goods_of(which))

    def members(self, version: int) -> Mapping[CategoryId, Sequence[ProductId]]:
        return self.kept.get(("members", version), self._members)

    def _sellers(self) -> Mapping[OrganizationId | None, Mask]:
        with self.database.driver() as connection:
            return {seller: mask_of(ids) for seller, ids in connection.execute(SELLERS.encode())}

    def _goods_of(self, which: Which) -> Mask:
        with self.database.driver() as connection:
            asked = condition(connection, which, "w")
            text = GOODS.format(on_sale=ON_SALE, condition=asked.text)
            return mask_of(row[0] for row in connection.execute(text.encode(), asked.facts))

    def _members(self) -> Mapping[CategoryId, Sequence[ProductId]]:
        with self.database.driver() as connection:
            rows = connection.execute(MEMBERS.encode()).fetchall()
        return {section: array("i", ids) for section, ids in rows}  # type: ignore[misc]  # ids are ints
