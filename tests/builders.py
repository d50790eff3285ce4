"""Things of the trade with sensible facts: a test shows only those that matter to it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from uuid import UUID, uuid5

from application.exchange.order_facts import LineFacts
from domain.catalog.goods import Goods
from domain.credit.credit_line import Balance, CreditLine, CreditTerms
from domain.inventory.stock import Mark, Snapshot, StockLine
from domain.ordering.cart import LineKey
from domain.ordering.circumstances import Circumstances, ServingWarehouse
from domain.ordering.drafting import Wanted
from domain.ordering.placing import ContractCredit, Locked
from domain.ordering.quoted_cart import QuotedCart, quoted_cart
from domain.parties.level import Level
from domain.pricing.book import IndividualPrice, PriceBook, PriceType, Rate
from domain.pricing.terms import Terms
from domain.shared.ids import (
    BalanceId,
    ContractId,
    CounterpartyId,
    HoldingId,
    MessageId,
    OrderId,
    OrganizationId,
    PackagingId,
    PriceTypeId,
    ProductId,
    VariantId,
    WarehouseId,
)
from domain.shared.money import Currency, Money, rounded
from domain.shared.quantity import Packaging

NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
_NAMES = UUID("5b0e3d1c-0000-4000-8000-000000000000")


def an_id(name: str) -> UUID:
    """The same id for the same name, so that failures read the same twice."""
    return uuid5(_NAMES, name)


SELLER = OrganizationId(an_id("seller"))
CONTRACT = ContractId(an_id("contract"))
COUNTERPARTY = CounterpartyId(an_id("counterparty"))
HOLDING = HoldingId(an_id("holding"))
WHOLESALE = PriceTypeId(1)
RETAIL = PriceTypeId(2)


def rub(amount: str | Decimal) -> Money:
    return Money(Decimal(amount))


def terms(
    price_type: int | None = WHOLESALE,
    currency: Currency = Currency.RUB,
    organization: OrganizationId = SELLER,
    contract: ContractId = CONTRACT,
    pays_vat: bool = True,
) -> Terms:
    kind = None if price_type is None else PriceTypeId(price_type)
    return Terms(organization, "ООО «ТД»", contract, "12", COUNTERPARTY, HOLDING, kind, currency, "contract", pays_vat)


def a_book(
    listed: dict[int, str | Decimal] | None = None,
    types: tuple[PriceType, ...] = (PriceType(WHOLESALE, "Опт", Currency.RUB),),
    individual: tuple[tuple[int, IndividualPrice], ...] = (),
    rates: dict[Currency, str] | None = None,
) -> PriceBook:
    """`listed`: the price of the base unit by variant, in roubles, of the first type."""
    rows = {
        VariantId(variant): {(types[0].id, PackagingId(0)): (Decimal(amount), types[0].currency)}
        for variant, amount in (listed or {}).items()
    }
    agreed: dict[VariantId, tuple[IndividualPrice, ...]] = {}
    for variant, price in individual:
        agreed[VariantId(variant)] = (*agreed.get(VariantId(variant), ()), price)
    told = {currency: Rate(currency, TODAY, Decimal(value)) for currency, value in (rates or {}).items()}
    return PriceBook(7, TODAY, {kind.id: kind for kind in types}, rows, agreed, told)


def an_individual_price(
    amount: str,
    level: Level = Level.CONTRACT,
    owner: UUID | None = None,
    minimum: str = "0",
    packaging: int = 0,
    currency: Currency = Currency.RUB,
    vat_included: bool = True,
) -> IndividualPrice:
    whose = owner or {Level.CONTRACT: CONTRACT, Level.COUNTERPARTY: COUNTERPARTY, Level.HOLDING: HOLDING}[level]
    name = f"{level}{whose}{minimum}{packaging}{amount}"
    return IndividualPrice(
        an_id(name), level, whose, PackagingId(packaging), Decimal(minimum), Decimal(amount), currency, vat_included
    )


def goods(
    variant: int, unit_code: str = "796", multiple: str = "0", minimum: str = "0", sellable: bool = True
) -> Goods:
    return Goods(
        VariantId(variant), ProductId(variant), f"Болт {variant}", f"A-{variant}", unit_code, "шт", f"p{variant}", "",
        minimum=Decimal(minimum), multiple=Decimal(multiple), sellable=sellable,
    )  # fmt: skip


def wanted(
    variant: int,
    quantity: str,
    packaging: Packaging | None = None,
    unit_code: str = "796",
    multiple: str = "0",
    minimum: str = "0",
    sellable: bool = True,
) -> Wanted:
    pack = packaging or Packaging()
    ordered = goods(variant, unit_code, multiple, minimum, sellable)
    return Wanted(LineKey(VariantId(variant), PackagingId(pack.id)), ordered, pack, Decimal(quantity))


def a_warehouse(number: int = 1, organization: OrganizationId = SELLER) -> ServingWarehouse:
    return ServingWarehouse(WarehouseId(number), f"Склад {number}", organization, "ООО «ТД»")


def circumstances(
    book: PriceBook,
    stock: dict[tuple[int, int], str],
    warehouses: tuple[ServingWarehouse, ...] = (),
    their_terms: tuple[Terms, ...] = (),
) -> Circumstances:
    places = {(VariantId(v), WarehouseId(w)): Decimal(free) for (v, w), free in stock.items()}
    held = their_terms or (terms(),)
    return Circumstances(warehouses or (a_warehouse(),), {t.organization: t for t in held}, places, book)


def a_quoted_cart(lines: dict[int, str], price: str = "100", free: str = "1000", version: int = 1) -> QuotedCart:
    """Lines of one warehouse and one seller: quantity by variant."""
    under = circumstances(a_book(dict.fromkeys(lines, price)), {(variant, 1): free for variant in lines})
    return quoted_cart(version, [wanted(variant, quantity) for variant, quantity in lines.items()], under)


_snapshots = count(1)


def a_stock_line(free: str, held: str = "0", variant: int = 1, warehouse: int = 1) -> StockLine:
    snapshot = Snapshot(Decimal(free), MessageId(next(_snapshots)), Mark(NOON))
    return StockLine(VariantId(variant), WarehouseId(warehouse), snapshot, Decimal(held))


def an_erp_line(number: int, product: str, ordered: Decimal, price: str = "100", pack: int = 1) -> LineFacts:
    """As the ERP's news find it, of packs of so many; VAT is not told."""
    sums = rounded(Decimal(price) * ordered)
    nothing, zero = Decimal("0.00"), Decimal("0.000")
    return LineFacts(
        *(number, product, None, Decimal(pack), Decimal(1), ordered, zero, zero, Decimal(price), True, None),
        *(sums, nothing, sums, nothing),
    )


def a_credit_line(limit: Money, debt: str = "0", held: str = "0", level: Level = Level.CONTRACT) -> CreditLine:
    balance = Balance(BalanceId(an_id("balance")), Money(Decimal(debt), limit.currency))
    return CreditLine(level, CONTRACT, limit, balance, Money(Decimal(held), limit.currency))


def locked_for(
    quoted: QuotedCart,
    free: str = "1000",
    limits: tuple[CreditLine, ...] | None = None,
    credit_terms: CreditTerms = CreditTerms.LIMITED,
) -> Locked:
    """Enough of everything unless said otherwise."""
    keys = {(line.wanted.key.variant, share.warehouse.id) for line in quoted.lines for share in line.shares}
    stock = {(v, w): a_stock_line(free, variant=v, warehouse=w) for v, w in keys}
    lines = limits if limits is not None else (a_credit_line(rub("1000000")),)
    return Locked(stock, {CONTRACT: ContractCredit(credit_terms, lines)}, {})


def names(how_many: int) -> list[tuple[OrderId, str]]:
    return [(OrderId(an_id(f"order {n}")), f"B{n:06d}") for n in range(1, how_many + 1)]
