"""What goods are, whoever looks at them: kept in the process, true for one catalogue version (ADR 0009).

Whoever changes products, variants or packagings raises the version in the same transaction. A reader compares the
version of what he took from here with that of the snapshot he reads prices and stock from, so that nothing is stale.
Goods that a version is known not to have written are kept for it (ADR 0077).
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from decimal import Decimal
from threading import Lock
from typing import Any, TypeVar

from attrs import field, frozen

from adapters.postgres.catalogue_changes import written_between
from adapters.postgres.database import Database
from domain.catalog.goods import Goods
from domain.catalog.traits import Traits, folded
from domain.shared.ids import ProductId, VariantId
from domain.shared.quantity import Packaging

T = TypeVar("T")
# Goods of one process: about 1 KB each.
MOST = 20_000

# read_by: the properties that rules and promo codes read, so that goods carry the values of no others.
CARD = """
SELECT p.id, v.id, p.name, p.sku, p.unit_code, p.unit, p.erp_id, v.erp_id, p.vat_kind, p.vat_rate, p.minimum,
       p.multiple, conn.organization_id, p.told AND NOT p.deleted AND v.told AND NOT v.deleted
           AND NOT EXISTS (SELECT FROM shelved_product h WHERE h.product_id = p.id), v.name, v.sku,
       p.connection_id, p.pictures[1],
       (SELECT jsonb_agg(jsonb_build_array(k.id, k.code, k.name, trim_scale(k.numerator)::text,
                                           trim_scale(k.denominator)::text) ORDER BY k.numerator / k.denominator, k.id)
          FROM packaging k WHERE k.product_id = p.id),
       p.manufacturer,
       (WITH RECURSIVE up(id, parent_id, depth) AS (
            SELECT c.id, c.parent_id, 0 FROM product_category pc JOIN category c ON c.id = pc.category_id
             WHERE pc.product_id = p.id
            UNION
            SELECT c.id, c.parent_id, depth + 1 FROM up JOIN category c ON c.id = up.parent_id WHERE depth < 32
        ) SELECT array_agg(DISTINCT id) FROM up),
       (SELECT jsonb_object_agg(asked.id, p.properties -> asked.id::text)
          FROM ({read_by}) AS asked
         WHERE p.properties ? asked.id::text),
       (SELECT o.sha256 FROM product_picture o
         WHERE o.product_id = p.id AND o.kind = 'photo' AND o.ended_by IS NULL ORDER BY o.place, o.id LIMIT 1)
FROM product p JOIN variant v ON v.product_id = p.id JOIN connection conn ON conn.id = p.connection_id
"""
_CARD = CARD.format(
    read_by="SELECT unnest(properties) AS id FROM price_rule WHERE state = 'active'"
    " UNION SELECT unnest(properties) FROM promo_code WHERE state = 'active'"
    " UNION SELECT unnest(properties) FROM price_assignment"
)
# The left join brings the version even where no row of goods is found.
OF_PRODUCTS = f"""
SELECT st.catalogue_version, c.* FROM catalogue_state st LEFT JOIN ({_CARD}
    WHERE p.id = ANY(%(ids)s::int[]) AND p.told AND NOT p.deleted AND v.told AND NOT v.deleted
      AND NOT EXISTS (SELECT FROM shelved_product h WHERE h.product_id = p.id)
) AS c ON true
"""
OF_VARIANTS = f"""
SELECT st.catalogue_version, c.* FROM catalogue_state st LEFT JOIN ({_CARD}
    WHERE v.id = ANY(%(ids)s::int[])
) AS c ON true
"""


@frozen
class Card:
    """One variant. picture: the connection and path under which the ERP sent it; uploaded: what people put first."""

    goods: Goods
    variant_name: str
    picture: tuple[int, str] | None
    packagings: tuple[Packaging, ...]
    uploaded: str | None = None


@frozen(eq=False)
class Generation:
    """The goods of one catalogue version that somebody has asked for; None and () are kept, too."""

    version: int
    variants: dict[VariantId, Card | None] = field(factory=dict)
    products: dict[ProductId, tuple[Card, ...]] = field(factory=dict)

    def after(self, version: int, written: Set[ProductId]) -> "Generation":
        """Of the same goods but for those that were written since, and variants that were not there."""
        variants, products = self.variants.copy(), self.products.copy()  # each in one step: others may be filling it
        for product in written & products.keys():
            del products[product]
        for variant in [id for id, card in variants.items() if card is None or card.goods.product in written]:
            del variants[variant]
        return Generation(version, variants, products)

    def has_products(self, ids: Sequence[ProductId], cards: Sequence[tuple[Card, ...]]) -> bool:
        """Whether these very cards are kept of them."""
        return all(self.products.get(id) is each for id, each in zip(ids, cards, strict=True))

    def has_variants(self, ids: Sequence[VariantId], cards: Sequence[Card | None]) -> bool:
        return all(each is not None and self.variants.get(id) is each for id, each in zip(ids, cards, strict=True))


class Shelf:
    def __init__(self, database: Database, most: int = MOST) -> None:
        self._database = database
        self._most = most
        self._lock = Lock()
        self.newest = Generation(0)

    def of_version(self, version: int) -> Generation:
        """The generation to go on with after a snapshot of that version was seen."""
        while version > (newest := self.newest).version:
            is_empty = not (newest.variants or newest.products)
            written = None if is_empty else written_between(self._database.rows, newest.version, version)
            with self._lock:
                if self.newest is newest:
                    self.newest = Generation(version) if written is None else newest.after(version, written)
        return newest

    def add_products(self, ids: Sequence[ProductId]) -> Generation:
        """Reads them; the answer is of the version that they were read at, and may have forgotten others."""
        version, rows = self._read(OF_PRODUCTS, ids)
        found: dict[ProductId, list[Card]] = {id: [] for id in ids}
        for row in rows:
            found[row[0]].append(card_of(row))
        generation = self._room_for(version, len(ids))
        generation.products.update({id: tuple(sorted(cards, key=_place)) for id, cards in found.items()})
        return generation

    def add_variants(self, ids: Sequence[VariantId]) -> Generation:
        version, rows = self._read(OF_VARIANTS, ids)
        generation = self._room_for(version, len(ids))
        # In one step: whoever saw them without their cards meanwhile would take them for goods that are gone.
        generation.variants.update(dict.fromkeys(ids) | {row[1]: card_of(row) for row in rows})
        return generation

    def _read(self, statement: str, ids: Sequence[int]) -> tuple[int, list[tuple[Any, ...]]]:
        with self._database.driver() as connection:
            rows = connection.execute(statement, {"ids": array(ids)}, prepare=True).fetchall()
        return rows[0][0], [row[1:] for row in rows if row[1] is not None]

    def _room_for(self, version: int, count: int) -> Generation:
        self.of_version(version)
        with self._lock:
            newest = self.newest
            if version < newest.version:  # read before an import that another thread has seen by now
                return Generation(version)
            if len(newest.variants) + len(newest.products) + count > self._most:
                newest = self.newest = Generation(version)
            return newest


def array(ids: Iterable[object]) -> str:
    """As text, to be cast: by themselves the drivers' types would follow the greatest number, a plan for each."""
    return "{" + ",".join(map(str, ids)) + "}"


def pieces(ids: Sequence[T], most: int) -> Iterator[list[T]]:
    return (list(ids[start : start + most]) for start in range(0, len(ids), most))


def _place(card: Card) -> tuple[str, int]:
    return card.variant_name, card.goods.variant


def card_of(row: tuple[Any, ...]) -> Card:
    (product, variant, name, sku, unit_code, unit, erp_product, erp_characteristic, vat_kind, vat_rate, minimum,
     multiple, organization, sellable, variant_name, variant_sku, connection, picture, packagings, manufacturer,
     categories, values, uploaded) = row  # fmt: skip
    goods = Goods(
        variant,
        product,
        f"{name}, {variant_name}" if variant_name else name,
        variant_sku or sku,
        unit_code,
        unit,
        erp_product,
        erp_characteristic,
        vat_kind,
        vat_rate,
        minimum,
        multiple,
        organization,
        sellable,
        Traits(
            product,
            categories or (),
            folded(manufacturer),
            frozenset((int(id), value) for id, told in (values or {}).items() for value in told),
        ),
    )
    packs = tuple(
        Packaging(id, code, pack, Decimal(numerator), Decimal(denominator))
        for id, code, pack, numerator, denominator in packagings or ()
    )
    return Card(goods, variant_name, (connection, picture) if picture else None, packs, uploaded)
