"""The ERP's ids as rows of ours."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Driver
from application.exchange.packets.commands import Owner
from application.exchange.packets.packet import Waits
from domain.parties.level import Level

BY_ERP_ID = {
    entity: f"SELECT id FROM {table} WHERE connection_id = %s AND erp_id = %s".encode()
    for entity, table in (
        ("organization", "seller_organization"),
        ("warehouse", "warehouse"),
        ("price_type", "price_type"),
        ("region", "region"),
        ("holding", "holding"),
        ("counterparty", "counterparty"),
        ("contract", "contract"),
        ("product", "product"),
        ("category", "category"),
    )
}
VARIANT = """
SELECT v.id, v.product_id FROM product p JOIN variant v ON v.product_id = p.id AND v.erp_id = %s
WHERE p.connection_id = %s AND p.erp_id = %s
"""
PACKAGING = "SELECT id FROM packaging WHERE product_id = %s AND code = %s ORDER BY numerator, id LIMIT 1"
BASE_UNIT = "SELECT FROM product WHERE id = %s AND unit_code = %s"
GROUP = "SELECT id FROM user_group WHERE lower(name) = lower(%s)"
LEVELS = {Level.CONTRACT: "contract", Level.COUNTERPARTY: "counterparty", Level.HOLDING: "holding"}


@frozen
class References:
    """Each raises Waits for an object that has not come yet."""

    connection: Driver
    base: int

    def find(self, entity: str, erp_id: str) -> Any | None:
        row = self.connection.execute(BY_ERP_ID[entity], [self.base, erp_id]).fetchone()
        return row[0] if row else None

    def get(self, entity: str, erp_id: str) -> Any:
        found = self.find(entity, erp_id)
        if found is None:
            raise Waits(entity, erp_id)
        return found

    def reader(self, entity: str) -> Callable[[str], Any]:
        return lambda erp_id: self.get(entity, erp_id)

    def owner(self, owner: Owner) -> UUID:
        found: UUID = self.get(LEVELS[owner.level], owner.erp_id)
        return found

    def group(self, name: str) -> UUID:
        """Of users: one of the portal's own."""
        row = self.connection.execute(GROUP, [name]).fetchone()
        if row is None:
            raise Waits("group", name)
        return UUID(str(row[0]))

    def variant(self, item: str, characteristic: str | None) -> tuple[int, int]:
        """(variant, product)."""
        row = self.connection.execute(VARIANT, [characteristic or "", self.base, item]).fetchone()
        if row is None:
            raise Waits("variant", f"{item}#{characteristic}" if characteristic else item)
        return row[0], row[1]

    def packaging(self, product: int, unit: str | None) -> int:
        """0 is the base unit."""
        if unit is None:
            return 0
        row = self.connection.execute(PACKAGING, [product, unit]).fetchone()
        if row is not None:
            return int(row[0])
        if self.connection.execute(BASE_UNIT, [product, unit]).fetchone() is None:
            raise Waits("packaging", f"{product}#{unit}")
        return 0
