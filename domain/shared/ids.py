"""Identifiers. What is made here has a UUIDv7; what mirrors the ERP's catalogue has a compact integer (ADR 0004)."""

from typing import NewType
from uuid import UUID

OrganizationId = NewType("OrganizationId", UUID)
HoldingId = NewType("HoldingId", UUID)
CounterpartyId = NewType("CounterpartyId", UUID)
ContractId = NewType("ContractId", UUID)
ConsigneeId = NewType("ConsigneeId", UUID)
RegionId = NewType("RegionId", UUID)
UserId = NewType("UserId", UUID)
UserGroupId = NewType("UserGroupId", UUID)
CartId = NewType("CartId", UUID)
OrderId = NewType("OrderId", UUID)
BalanceId = NewType("BalanceId", UUID)
MessageId = NewType("MessageId", int)

CategoryId = NewType("CategoryId", int)
ProductId = NewType("ProductId", int)
VariantId = NewType("VariantId", int)
PackagingId = NewType("PackagingId", int)
PriceTypeId = NewType("PriceTypeId", int)
WarehouseId = NewType("WarehouseId", int)
