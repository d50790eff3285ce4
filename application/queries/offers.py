"""Goods as they are offered to one client: his price and the stock of his region."""

from decimal import Decimal

from attrs import define, field

from application.pricing.goods import OfferRow
from domain.inventory.stock import ZERO
from domain.ordering.circumstances import Circumstances, NoValidContract, ServingWarehouse
from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.book import VAT_KINDS, PriceBook
from domain.pricing.quote import quote_line
from domain.shared.errors import DomainError
from domain.shared.ids import ProductId, VariantId
from domain.shared.quantity import Packaging, Steps

BASE_UNIT = Packaging()
ONE = Decimal(1)


# Of a measured path: what guards its fields takes five times as long to make.
@define
class Offer:
    """One variant with this client's price and this region's stock.

    price: of one unit, of the seller that would serve it; `refusal` says why there is none.
    on_order: in how many days comes what is not available. book: what the price was quoted by.
    """

    row: OfferRow
    price: QuotedLine | None
    available: Decimal
    steps: Steps
    seller: ServingWarehouse | None
    refusal: DomainError | None = None
    on_order: int | None = None
    book: PriceBook | None = field(default=None, eq=False, repr=False)

    @property
    def variant(self) -> VariantId:
        return self.row.goods.variant


@define
class Card:
    """A product of a list with its variants; the first is the one shown in the line."""

    product: ProductId
    offers: tuple[Offer, ...]

    @property
    def main(self) -> Offer:
        return self.offers[0]


def offer(row: OfferRow, under: Circumstances) -> Offer:
    """The offer of one row: the first warehouse that has it decides the seller, else the first with a contract."""
    goods, stock = row.goods, row.stock
    served = under.serving(goods)
    steps = goods.steps(BASE_UNIT)
    if not served:
        seller = under.warehouses[0] if under.warehouses else None
        refusal = None
        if seller is not None:
            why = under.why_no_terms.get(seller.organization, "none")
            refusal = NoValidContract(seller.organization, seller.organization_name, why)
        return Offer(row, None, ZERO, steps, None, refusal)
    available, serving = ZERO, served[0]
    for warehouse in reversed(served):
        free = stock.get(warehouse.id, ZERO)
        if free > 0:
            available += free
            serving = warehouse
    promise = under.promise(goods) if under.shown else None
    if promise is not None and not available:
        serving = promise[0]
    price = quote_line(under.book, ask_of(row, under, serving, BASE_UNIT))
    days = None if promise is None else promise[1]
    return Offer(row, price, available, steps, serving, price.refusal, days, under.book)


def ask_of(
    row: OfferRow, under: Circumstances, serving: ServingWarehouse, packaging: Packaging, quantity: Decimal = ONE
) -> Ask:
    goods = row.goods
    terms = under.terms[under.seller_of(goods, serving)]
    reached = quantity if packaging.is_base else packaging.to_base(quantity)
    kind = VAT_KINDS[goods.vat_kind]
    return Ask(goods.variant, terms, quantity, packaging, reached, kind, goods.vat_rate, goods.traits)
