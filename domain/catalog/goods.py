"""What ordering and pricing need to know of one sellable position (номенклатура + характеристика)."""

from decimal import Decimal
from functools import lru_cache

from attrs import frozen

from domain.catalog.traits import NO_TRAITS, Traits
from domain.shared.ids import OrganizationId, ProductId, VariantId
from domain.shared.quantity import Packaging, Steps

# ОКЕИ units that are counted, not measured: half a piece cannot be ordered unless the ERP says so.
COUNTED_UNITS = frozenset("796 778 839 704 715 736 625 728 812 8751 868 872 870 616 642 657 641".split())
ONE = Decimal(1)
WHOLE = Steps(ONE, ONE)
# What goods are counted in are a few dozen units, each of them one object.
_base = lru_cache(maxsize=256)(lambda code, name: Packaging(0, code, name))


@frozen
class Goods:
    """A variant as a cart or an order line sees it. `vat_kind` and `vat_rate` as the ERP told them.

    organization: the seller that the offer's ERP connection fixes, else None and the warehouse decides.
    sellable: neither the product nor the variant is deleted or still unknown.
    """

    variant: VariantId
    product: ProductId
    name: str
    sku: str
    unit_code: str
    unit: str
    erp_product: str
    erp_characteristic: str
    vat_kind: int = 0
    vat_rate: Decimal | None = None
    minimum: Decimal = Decimal(0)
    multiple: Decimal = Decimal(0)
    organization: OrganizationId | None = None
    sellable: bool = True
    traits: Traits = NO_TRAITS

    @property
    def base(self) -> Packaging:
        """The base unit, in which it is counted."""
        return _base(self.unit_code, self.unit)

    def steps(self, packaging: Packaging) -> Steps:
        """Minimum and multiple in the packaging's own units; a pack is ordered whole."""
        if not packaging.is_base:
            return WHOLE
        if self.multiple == 0 and self.unit_code in COUNTED_UNITS:
            return WHOLE if self.minimum <= 1 else Steps(self.minimum, ONE)
        return Steps(self.minimum, self.multiple)
