"""Whose price is asked for: the pricing side of the active contract."""

from functools import cached_property
from uuid import UUID

from attrs import frozen

from domain.parties.level import Level
from domain.shared.ids import (
    ContractId,
    CounterpartyId,
    HoldingId,
    OrganizationId,
    PriceTypeId,
    RegionId,
    UserGroupId,
)
from domain.shared.money import Currency


@frozen(cache_hash=True)
class Terms:
    """How one seller organization trades with one counterparty: the pricing side of a contract.

    price_type is that of all goods which no segment of goods singles out; price_type_from and assignment tell who gave
    it: the contract itself, or an assignment (`TypeChains.assigned`). groups: those of the user who looks.

    Everything that a price may follow from on the client's side is a field here, so the whole value is the key of
    whatever is kept for a client (P5).
    """

    organization: OrganizationId
    organization_name: str
    contract: ContractId
    contract_number: str
    counterparty: CounterpartyId
    holding: HoldingId
    price_type: PriceTypeId | None
    currency: Currency = Currency.RUB
    price_type_from: str = "contract"
    pays_vat: bool = True
    region: RegionId | None = None
    groups: tuple[UserGroupId, ...] = ()
    assignment: UUID | None = None

    @cached_property
    def texts(self) -> tuple[str, str]:
        """Its contract and its counterparty as every line under it is proved with."""
        return str(self.contract), str(self.counterparty)

    def owner(self, level: Level) -> UUID:
        if level is Level.CONTRACT:
            return self.contract
        return self.counterparty if level is Level.COUNTERPARTY else self.holding
