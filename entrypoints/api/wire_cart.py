"""The cart, what became of its changes, and the orders made of it, as JSON."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from attrs import frozen

from application.access.context import Visit
from application.ordering.cart_quotes import CartView
from application.ordering.change_cart import CartChanged, CartRow, RowOutcome
from application.ordering.place_order import PlacedOrders
from application.ordering.ports import Consignee
from domain.ordering.quoted_cart import CartPromo, QuotedCartLine, QuotedShare
from domain.pricing.cart_quote import NextStep
from domain.shared.money import Currency, Money
from entrypoints.api.wire_carts import SeenChangesWire, changes_wire
from entrypoints.api.wire_refinement import CartRefinementWire, refinement_wire
from entrypoints.api.wire_shared import (
    Named,
    PackagingWire,
    PriceWire,
    ProblemWire,
    packaging_wire,
    picture_url,
    problem_wire,
    problems_wire,
    unit_price,
)
from entrypoints.http.entry import Around


@frozen
class ShareWire:
    """The part of a line that one warehouse serves, in base units. promised_on: not in stock, it comes by then."""

    warehouse: Named
    seller: str
    base_quantity: Decimal
    gross: Decimal
    discount: Decimal
    promised_on: date | None


@frozen
class CartLineWire:
    """`quantity` and `price` in units of the packaging, `base_quantity` and `available` in base units.

    vat, gross and discount are of the whole line, in `currency`; null without a price. discount: what the promo code
    takes, with VAT; gross and vat are what is left.
    """

    variant: str
    product: str
    sku: str
    name: str
    picture: str | None
    unit: str
    packaging: PackagingWire
    quantity: Decimal
    base_quantity: Decimal
    available: Decimal
    price: PriceWire | None
    currency: Currency | None
    vat: Decimal
    gross: Decimal
    discount: Decimal
    shares: tuple[ShareWire, ...]
    refusals: tuple[ProblemWire, ...]


@frozen
class NextStepWire:
    """`left` more under this contract, and the prices of `price_type` apply to all its lines."""

    contract: str
    price_type: str
    left: Money
    limit: Money


@frozen
class CartPromoWire:
    """The code of the cart: what it takes, one sum a currency, or why it takes nothing; then the cart is not placed."""

    code: str
    discounts: tuple[Money, ...]
    refusal: ProblemWire | None


@frozen
class CartWire:
    """`version` and `totals` are what POST /orders is to confirm; one total a currency.

    can_be_placed: no line is refused, nor the promo code, nor does a price wait for a yes or for the ERP; limits and
    debt are judged by placing. next_steps: what is left to better prices. refinement: null where no ERP is asked.
    changes: since the cart was last seen. below_minimum: least sums of orders that the cart does not come to.
    """

    id: str
    name: str
    version: int
    pricing_version: str
    totals: tuple[Money, ...]
    can_be_placed: bool
    lines: tuple[CartLineWire, ...]
    next_steps: tuple[NextStepWire, ...]
    promo: CartPromoWire | None
    refinement: CartRefinementWire | None
    changes: SeenChangesWire
    below_minimum: tuple[ProblemWire, ...]


@frozen
class OutcomeWire:
    """What became of the row with this ordinal, from 0: the quantity in the cart now, or the refusal.

    quantity: null for a removed line.
    """

    row: int
    variant: str
    packaging: str
    quantity: Decimal | None
    refusal: ProblemWire | None


@frozen
class CartChangedWire:
    """`repeated`: the operation was carried out before, and nothing was done now. id: of the cart."""

    id: str
    version: int
    totals: tuple[Money, ...]
    repeated: bool
    outcomes: tuple[OutcomeWire, ...]


@frozen
class PlacedOrderWire:
    id: str
    number: str
    total: Money
    seller: str
    warehouse: str
    lines: int


@frozen
class PlacedWire:
    """`repeated`: the orders were placed by an earlier request under the same key."""

    repeated: bool
    orders: tuple[PlacedOrderWire, ...]


@frozen
class ConsigneeWire:
    id: str
    name: str
    address: str


@frozen
class ConsigneesWire:
    consignees: tuple[ConsigneeWire, ...]


def cart_wire(view: CartView, language: str) -> CartWire:
    quoted = view.quoted
    around = Around(view.context.party.permissions, quoted)
    lines = tuple(line_wire(line, view, language, around) for line in quoted.lines)
    return CartWire(
        str(view.context.cart),
        view.name,
        quoted.version,
        str(quoted.pricing_version),
        quoted.totals,
        bool(lines) and not quoted.refusals,
        lines,
        tuple(map(next_step_wire, quoted.next_steps)),
        None if quoted.promo is None else promo_wire(quoted.promo, language),
        None if quoted.refinement is None else refinement_wire(quoted.refinement, language),
        changes_wire(view.changed, view.limits),
        problems_wire(quoted.below, language, around),
    )


def promo_wire(promo: CartPromo, language: str) -> CartPromoWire:
    refusal = None if promo.refusal is None else problem_wire(promo.refusal, language)
    return CartPromoWire(promo.text, promo.discounts, refusal)


def next_step_wire(step: NextStep) -> NextStepWire:
    left, limit = (Money.rounded(amount, step.currency) for amount in (step.left, step.limit))
    return NextStepWire(str(step.contract), step.name, left, limit)


def line_wire(line: QuotedCartLine, view: CartView, language: str, around: Around) -> CartLineWire:
    wanted, goods, price = line.wanted, line.wanted.goods, unit_price(line.price)
    return CartLineWire(
        str(wanted.key.variant),
        str(goods.product),
        goods.sku,
        goods.name,
        picture_url(view.pictures.get(wanted.key.variant)),
        goods.unit,
        packaging_wire(wanted.packaging),
        wanted.quantity,
        wanted.base_quantity,
        line.available,
        price,
        price.currency if price else None,
        line.vat,
        line.gross,
        line.discount,
        tuple(share_wire(share) for share in line.shares),
        problems_wire(line.refusals, language, around),
    )


def share_wire(share: QuotedShare) -> ShareWire:
    warehouse = share.warehouse
    return ShareWire(
        Named(str(warehouse.id), warehouse.name),
        warehouse.organization_name,
        share.base_quantity,
        share.quoted.gross,
        share.quoted.discount,
        share.promised,
    )


def changed_wire(
    visit: Visit, changed: CartChanged, rows: tuple[CartRow, ...], quotes: Callable[[Visit], CartView], language: str
) -> CartChangedWire:
    """visit: in the cart that was changed; it is quoted where the change does not tell its totals."""
    return CartChangedWire(
        str(visit.buyer().cart),
        changed.version,
        quotes(visit).quoted.totals if changed.totals is None else changed.totals,
        bool(rows) and not changed.outcomes,
        tuple(outcome_wire(outcome, rows[outcome.row], language) for outcome in changed.outcomes),
    )


def outcome_wire(outcome: RowOutcome, row: CartRow, language: str) -> OutcomeWire:
    refusal = None if outcome.refusal is None else problem_wire(outcome.refusal, language)
    return OutcomeWire(outcome.row, str(row.variant), str(row.packaging), outcome.quantity, refusal)


def placed_wire(placed: PlacedOrders) -> PlacedWire:
    orders = (
        PlacedOrderWire(str(o.id), o.number, o.total, o.organization, o.warehouse, o.lines) for o in placed.orders
    )
    return PlacedWire(placed.repeated, tuple(orders))


def consignees_wire(consignees: tuple[Consignee, ...]) -> ConsigneesWire:
    return ConsigneesWire(tuple(ConsigneeWire(str(c.id), c.name, c.address) for c in consignees))
