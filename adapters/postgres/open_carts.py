"""Open carts with the contexts that they are priced in, many in three statements."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver
from adapters.postgres.rule_goods import Condition
from adapters.postgres.shelf import array
from application.access.context import BuyerContext, ContractFacts
from application.pricing.rule_effects import OpenCart
from application.shared.ports import Clock
from domain.access.authority import Party
from domain.credit.credit_line import CreditTerms
from domain.ordering.cart import LineKey
from domain.ordering.circumstances import ServingWarehouse
from domain.shared.errors import NotFound
from domain.shared.ids import (
    CartId,
    ContractId,
    CounterpartyId,
    HoldingId,
    OrganizationId,
    PriceTypeId,
    RegionId,
    WarehouseId,
)
from domain.shared.money import Currency

CARTS = """
SELECT c.id, c.region_id, c.contracts, k.id, k.name, k.inn, k.holding_id,
       (SELECT jsonb_agg(jsonb_build_array(w.id, w.name, o.id, o.name) ORDER BY rw.priority, w.id)
          FROM region_warehouse rw JOIN warehouse w ON w.id = rw.warehouse_id AND w.told AND NOT w.deleted
          JOIN seller_organization o ON o.id = w.organization_id
         WHERE rw.region_id = c.region_id),
       (SELECT jsonb_agg(jsonb_build_array(ct.id, ct.number, o.id, o.name, ct.price_type_id, ct.currency, ct.valid_from,
                                           ct.valid_to, ct.is_default, o.tax_regime) ORDER BY ct.number, ct.id)
          FROM contract ct JOIN seller_organization o ON o.id = ct.organization_id AND NOT o.deleted
         WHERE ct.counterparty_id = c.counterparty_id AND NOT ct.deleted),
       (SELECT array_agg(g.group_id ORDER BY g.group_id) FROM user_group_member g WHERE g.user_id = c.user_id),
       count(*) OVER ()
FROM cart c JOIN counterparty k ON k.id = c.counterparty_id AND NOT k.deleted
WHERE c.deleted_at IS NULL AND c.counterparty_id = ANY(%(parties)s::uuid[])
  AND EXISTS (SELECT FROM cart_line l WHERE l.cart_id = c.id AND l.variant_id IN ({goods}))
ORDER BY c.updated_at DESC, c.id LIMIT %(most)s
"""
LINES = """
SELECT cart_id, variant_id, packaging_id, quantity FROM cart_line WHERE cart_id = ANY(%s::uuid[]) ORDER BY position
"""


# As he begins, before a region or a contract is chosen, whoever of his people it is: `_context` reads it like a cart.
BEGINNING = """
SELECT k.id, r.id, '{}'::jsonb, k.id, k.name, k.inn, k.holding_id,
       (SELECT jsonb_agg(jsonb_build_array(w.id, w.name, o.id, o.name) ORDER BY rw.priority, w.id)
          FROM region_warehouse rw JOIN warehouse w ON w.id = rw.warehouse_id AND w.told AND NOT w.deleted
          JOIN seller_organization o ON o.id = w.organization_id
         WHERE rw.region_id = r.id),
       (SELECT jsonb_agg(jsonb_build_array(ct.id, ct.number, o.id, o.name, ct.price_type_id, ct.currency, ct.valid_from,
                                           ct.valid_to, ct.is_default, o.tax_regime) ORDER BY ct.number, ct.id)
          FROM contract ct JOIN seller_organization o ON o.id = ct.organization_id AND NOT o.deleted
         WHERE ct.counterparty_id = k.id AND NOT ct.deleted),
       NULL::uuid[], 1
FROM counterparty k
LEFT JOIN region r ON r.id = coalesce(k.default_region_id, (SELECT id FROM region ORDER BY name, id LIMIT 1))
WHERE k.id = %s AND NOT k.deleted
"""


@frozen
class PostgresClientContexts:
    database: Database
    clock: Clock

    def context_of(self, client: UUID) -> BuyerContext:
        with self.database.driver() as connection:
            row = connection.execute(BEGINNING, (client,)).fetchone()
        if row is None:
            raise NotFound("counterparty", str(client))
        return _context(row, self.clock.today())


def open_carts(
    connection: Driver, goods: Condition, counterparties: Collection[UUID], day: date, most: int
) -> tuple[Sequence[OpenCart], int]:
    facts = {"parties": array(sorted(counterparties)), "most": most, **goods.facts}
    rows = connection.execute(CARTS.format(goods=goods.text).encode(), facts).fetchall()
    lines: dict[UUID, dict[LineKey, Decimal]] = {}
    for cart, variant, packaging, quantity in connection.execute(LINES, (array([row[0] for row in rows]),)):
        lines.setdefault(cart, {})[LineKey(variant, packaging)] = quantity
    return [OpenCart(_context(row, day), lines.get(row[0], {})) for row in rows], rows[0][-1] if rows else 0


def _context(row: tuple[Any, ...], day: date) -> BuyerContext:
    """Only what prices and allocation look at; nobody signs in by it."""
    cart, region, chosen, party, name, inn, holding, warehouses, contracts, groups, _ = row
    return BuyerContext(
        Party(CounterpartyId(party), name, inn, HoldingId(holding), frozenset()),
        "active",
        "",
        None if region is None else RegionId(region),
        "",
        tuple(ServingWarehouse(WarehouseId(w[0]), w[1], OrganizationId(UUID(w[2])), w[3]) for w in warehouses or ()),
        tuple(_contract(each) for each in contracts or ()),
        {OrganizationId(UUID(o)): ContractId(UUID(c)) for o, c in chosen.items()},
        CartId(cart),
        0,
        0,
        (),
        day,
        tuple(groups or ()),
    )


def _contract(row: list[Any]) -> ContractFacts:
    id, number, seller, seller_name, kind, currency, start, end, is_default, regime = row
    days = [None if day is None else date.fromisoformat(day) for day in (start, end)]
    price_type = None if kind is None else PriceTypeId(kind)
    return ContractFacts(
        ContractId(UUID(id)), number, OrganizationId(UUID(seller)), seller_name, price_type, "", Currency(currency),
        days[0], days[1], is_default, CreditTerms.PREPAYMENT, 0, regime != "simplified",
    )  # fmt: skip
