"""What is read for an explanation beside the price book: everything that the quote did not ask for."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from attrs import frozen

from application.queries.orders import Readers
from domain.pricing.passed_over import Dated, Kept
from domain.pricing.terms import Terms
from domain.shared.ids import ContractId, OrderId, PackagingId, RegionId, VariantId


@frozen
class OrderedLine:
    """A line of an order that the portal priced, as it was placed. trail: as the order keeps it."""

    order: OrderId
    line: int
    contract: ContractId
    variant: VariantId
    packaging: PackagingId
    name: str
    sku: str
    unit: str
    quantity: Decimal
    price: Decimal
    vat_included: bool
    vat_rate: Decimal | None
    gross: Decimal
    proof: str
    trail: Sequence[Sequence[Any]]


@frozen
class Placing:
    """All orders that one cart became: thresholds and promo codes looked at its whole.

    promo: the code that it was placed with; is_used: whether its use still stands.
    """

    number: str
    placed_at: datetime
    contract_number: str
    client: UUID
    client_name: str
    currency: str
    lines: tuple[OrderedLine, ...]
    region: RegionId | None = None
    promo: UUID | None = None
    is_used: bool = False


class Explanations(Protocol):
    def dated(self, terms: Terms, variant: VariantId) -> Sequence[Dated]:
        """Individual prices of the goods for the client's contract, himself and his holding, on whatever days."""

    def rules(self) -> Sequence[Kept]:
        """All, switched on or off."""

    def placing(self, whose: Readers, order: OrderId) -> Placing:
        """Raises NotFound, for the order of somebody else's client as well."""
