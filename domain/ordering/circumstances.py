"""What a cart is quoted under: the client's contracts, warehouses, prices and stock, as of one snapshot."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from domain.catalog.goods import Goods
from domain.ordering.minimum import Minimum
from domain.pricing.availability import AS_IT_IS, Shown
from domain.pricing.book import PriceBook
from domain.pricing.promo import Promo
from domain.pricing.refinement import Asking, RefinementPolicy
from domain.pricing.terms import Terms
from domain.shared.errors import DomainError
from domain.shared.ids import ContractId, OrganizationId, VariantId, WarehouseId


@frozen
class NoValidContract(DomainError):
    """The seller of the goods and this counterparty have no contract in force; `why`: expired, not-yet or none."""

    code: ClassVar[str] = "contract.none-in-force"
    organization: OrganizationId
    organization_name: str
    why: str = "none"


@frozen
class ServingWarehouse:
    """A warehouse of the active region, by priority, with the seller organization whose goods it holds."""

    id: WarehouseId
    name: str
    organization: OrganizationId
    organization_name: str


@frozen
class Circumstances:
    """What a cart is quoted under: the active context with the facts of one snapshot.

    terms: the contract's terms by seller organization; a seller without an entry has no contract in force.
    stock: what may still be ordered by (variant, warehouse), our holds already subtracted; absent is nothing.
    promo: the code that the cart names, with its uses so far.
    shown: of goods that rules of availability speak of; None for those that this client does not have.
    policies: of the contracts whose prices the ERP refines; askings: what it was asked about this cart and said, at the
    moment `at` of the quote. minimums: the nearest agreement on the least sum, by contract.
    """

    warehouses: Sequence[ServingWarehouse]
    terms: Mapping[OrganizationId, Terms]
    stock: Mapping[tuple[VariantId, WarehouseId], Decimal]
    book: PriceBook
    why_no_terms: Mapping[OrganizationId, str] = field(factory=dict)
    promo: Promo | None = None
    shown: Mapping[VariantId, Shown | None] = field(factory=dict)
    policies: Mapping[ContractId, RefinementPolicy] = field(factory=dict)
    askings: Sequence[Asking] = ()
    at: datetime | None = None
    minimums: Mapping[ContractId, Minimum] = field(factory=dict)

    by_seller: dict[OrganizationId | None, tuple[ServingWarehouse, ...]] = field(factory=dict, init=False, eq=False)

    def seller_of(self, goods: Goods, warehouse: ServingWarehouse) -> OrganizationId:
        return goods.organization or warehouse.organization

    def serving(self, goods: Goods) -> tuple[ServingWarehouse, ...]:
        """The warehouses that may serve it: those whose seller has a contract in force and no rule closes to it."""
        found = self.by_seller.get(goods.organization)
        if found is None:
            found = tuple(w for w in self.warehouses if self.seller_of(goods, w) in self.terms)
            self.by_seller[goods.organization] = found
        if not self.shown or (shown := self.shown.get(goods.variant, AS_IT_IS)) is AS_IT_IS:
            return found
        return tuple(w for w in found if w.id not in shown.closed) if shown is not None else ()

    def promise(self, goods: Goods) -> tuple[ServingWarehouse, int] | None:
        """Where what is missing comes from, and in how many days; None where no rule promises it."""
        shown = self.shown.get(goods.variant, AS_IT_IS)
        if shown is None or not shown.promises:
            return None
        served = {warehouse.id: warehouse for warehouse in self.serving(goods)}
        told = shown.promise(served)
        return None if told is None else (served[told[0]], told[1])
