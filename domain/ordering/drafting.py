"""The lines of a cart, allocated to warehouses and sellers and not yet priced (semantics 4, 6)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from attrs import frozen

from domain.catalog.goods import Goods
from domain.inventory.allocation import Share, allocate
from domain.inventory.stock import OutOfStock
from domain.ordering.cart import LineKey
from domain.ordering.circumstances import Circumstances, NoValidContract, ServingWarehouse
from domain.pricing.ask import Ask
from domain.pricing.availability import AS_IT_IS
from domain.pricing.book import VAT_KINDS
from domain.shared.errors import DomainError
from domain.shared.ids import OrganizationId, VariantId, WarehouseId
from domain.shared.light import light
from domain.shared.quantity import Packaging

ZERO = Decimal(0)


@frozen
class NotSellable(DomainError):
    """Withdrawn from sale since it was put into the cart."""

    code: ClassVar[str] = "goods.not-sellable"
    variant_id: VariantId
    name: str


@frozen
class NotInAssortment(DomainError):
    """Rules have taken it from this client's catalogue since he put it into the cart."""

    code: ClassVar[str] = "goods.not-in-assortment"
    variant_id: VariantId
    name: str


@light
class Wanted:
    """A line of the cart with the facts of its goods. `quantity` in units of the packaging."""

    key: LineKey
    goods: Goods
    packaging: Packaging
    quantity: Decimal

    @property
    def base_quantity(self) -> Decimal:
        return self.packaging.to_base(self.quantity)


@light
class AskedShare:
    """The part of a line that one warehouse is to serve, with what is asked about its price."""

    warehouse: ServingWarehouse
    organization: OrganizationId
    base_quantity: Decimal
    ask: Ask
    promised: date | None = None


@light
class Draft:
    """A line that is allocated and not yet priced: prices depend on all lines together."""

    wanted: Wanted
    shares: tuple[AskedShare, ...]
    available: Decimal
    refusals: list[DomainError]


def allocated(
    wanted: Wanted,
    base: Decimal,
    under: Circumstances,
    left: dict[tuple[VariantId, WarehouseId], Decimal],
    reached: Decimal,
) -> Draft:
    goods, variant = wanted.goods, wanted.key.variant
    if under.shown and under.shown.get(variant, AS_IT_IS) is None:
        return Draft(wanted, (), ZERO, [NotInAssortment(variant, goods.name)])
    refusals: list[DomainError] = []
    if not goods.sellable:
        refusals.append(NotSellable(variant, goods.name))
    steps = goods.steps(wanted.packaging)
    if (off := steps.check(variant, wanted.quantity)) is not None:
        refusals.append(off)

    served = under.serving(goods)
    free = [had if (had := left.get((variant, warehouse.id), ZERO)) > ZERO else ZERO for warehouse in served]
    available = sum(free, ZERO)
    multiple = steps.multiple if wanted.packaging.is_base else wanted.packaging.to_base(Decimal(1))
    shares, missing = allocate(base, multiple, free)
    for place, part in shares:
        left[variant, served[place].id] -= part
    ordered: list[AskedShare] = []
    if missing and (promise := under.promise(goods)) is not None:
        warehouse, days = promise
        promised = under.book.day + timedelta(days=days)
        ordered = [_asked(wanted, under, warehouse, missing, reached, promised)]
    elif missing:
        refusals.append(_missing(wanted, under, served, missing, available))
        shares = _with_the_rest(shares, missing, served)

    asked = [_asked(wanted, under, served[place], part, reached) for place, part in shares]
    return Draft(wanted, (*asked, *ordered), available, refusals)


def _with_the_rest(shares: list[Share], missing: Decimal, served: Sequence[ServingWarehouse]) -> list[Share]:
    """What nobody has is still priced, as if the first warehouse had it: the buyer sees what it would cost."""
    if not shares:
        return [(0, missing)] if served else []
    (first, part), *others = shares
    return [(first, part + missing), *others]


def _missing(
    wanted: Wanted,
    under: Circumstances,
    served: Sequence[ServingWarehouse],
    missing: Decimal,
    available: Decimal,
) -> DomainError:
    """Not enough, or goods of a seller with whom there is no contract."""
    variant = wanted.key.variant
    for warehouse in under.warehouses:
        seller = under.seller_of(wanted.goods, warehouse)
        if seller in under.terms:
            continue
        if not served or under.stock.get((variant, warehouse.id), ZERO) >= missing:
            why = under.why_no_terms.get(seller, "none")
            return NoValidContract(seller, warehouse.organization_name, why)
    return OutOfStock(variant, wanted.base_quantity, available)


def _asked(
    wanted: Wanted,
    under: Circumstances,
    warehouse: ServingWarehouse,
    base: Decimal,
    reached: Decimal,
    promised: date | None = None,
) -> AskedShare:
    goods, packaging = wanted.goods, wanted.packaging
    seller = under.seller_of(goods, warehouse)
    quantity = base if packaging.is_base else base * packaging.denominator / packaging.numerator
    kind = VAT_KINDS[goods.vat_kind]
    terms = under.terms[seller]
    ask = Ask(wanted.key.variant, terms, quantity, packaging, reached, kind, goods.vat_rate, goods.traits)
    return AskedShare(warehouse, seller, base, ask, promised)
