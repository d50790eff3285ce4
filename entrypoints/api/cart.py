"""The cart and placing it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from attrs import evolve, frozen

from application.ordering.change_cart import CartRow, ChangeCart
from application.ordering.choice import CartChoice
from application.ordering.delivery_ports import DeliveryChoice
from application.ordering.place_order import PlaceOrder
from application.ordering.ports import KeyReused
from domain.access.authority import CounterpartyBlocked
from domain.access.permission import Permission
from domain.fulfilment.delivery import MethodGone
from domain.ordering.cart import MOST_LINES, CartChanged, CartEmpty, CartTooLong, LineKey
from domain.ordering.cart import Operation as LineOperation
from domain.ordering.order import DateInPast, TotalChanged
from domain.ordering.placing import WarehouseClosed
from domain.pricing.ask import BASE
from domain.pricing.promo import LONGEST
from domain.pricing.promo_refusals import (
    PromoGuessedTooOften,
    PromoNoRate,
    PromoNotForClient,
    PromoNotForGoods,
    PromoNotInForce,
    PromoTakesNothing,
    PromoTotalNotReached,
    PromoUnknown,
    PromoUsedUp,
    PromoUsedUpByCounterparty,
)
from domain.pricing.refinement import AnswerGone, AskedTooOften, NobodyToAsk
from domain.shared.errors import NotAllowed, NotFound, Refusals
from domain.shared.ids import ConsigneeId, CounterpartyId, PackagingId, VariantId, WarehouseId
from domain.shared.money import KOPECK, Money
from entrypoints.api.asking import Longest, told
from entrypoints.api.operation import AnyOperation, Caller, NoAsk, Operation, Reply
from entrypoints.api.wire_cart import (
    CartChangedWire,
    CartWire,
    ConsigneesWire,
    PlacedWire,
    cart_wire,
    changed_wire,
    consignees_wire,
    placed_wire,
)
from entrypoints.api.wire_checkout import CheckoutWire, checkout_wire

GROUP = "Cart and placing"
PROMO_REFUSALS = (
    PromoUnknown,
    PromoNotInForce,
    PromoUsedUp,
    PromoUsedUpByCounterparty,
    PromoTotalNotReached,
    PromoNotForGoods,
    PromoNotForClient,
    PromoNoRate,
    PromoTakesNothing,
    PromoGuessedTooOften,
)
REPLAYED = {"Idempotent-Replayed": "true"}


@frozen
class RowAsk:
    variant: VariantId = told("id of the variant")
    quantity: Annotated[str, Longest(40)] = told("in units of the packaging; not needed to remove", "1")
    packaging: PackagingId = told("id of the packaging; 0 is the base unit", BASE)
    operation: LineOperation = told("add to what is there, set, or remove", LineOperation.SET)


@frozen
class LinesAsk:
    lines: Annotated[tuple[RowAsk, ...], Longest(MOST_LINES, 1)] = told("rows, judged one by one")
    operation_id: UUID | None = told("a UUID of the client's; a repeat under it does nothing", None)
    based_on: int | None = told("`version` that was seen: a `set` brings back no line removed since", None)


@frozen
class LineAsk:
    variant: VariantId = told("id of the variant")
    packaging: PackagingId = told("id of the packaging; 0 is the base unit", BASE)


@frozen
class PromoAsk:
    code: Annotated[str, Longest(LONGEST, 1)] = told("the code; case, dashes and look-alike letters do not matter")


@frozen
class AcceptAsk:
    refinements: Annotated[tuple[UUID, ...], Longest(20, 1)] = told("`answers` of the cart's refinement that were seen")


@frozen
class PostponedAsk:
    variant: VariantId = told("id of the variant")
    packaging: PackagingId = told("id of the packaging; 0 is the base unit", BASE)


@frozen
class OrderAsk:
    key: Annotated[str, Longest(200, 1)] = told(
        "any text of the client's that names this placing", header="Idempotency-Key"
    )
    cart_version: int = told("`version` of the cart that was seen")
    total_seen: Annotated[tuple[Money, ...], Longest(10)] = told("`totals` of the cart that were seen")
    consignee: ConsigneeId | None = told("one of GET /consignees", None)
    ship_on: date | None = told("wished shipping date, today or later", None)
    comment: Annotated[str, Longest(1000)] = told("for the manager", "")
    postponed: Annotated[tuple[PostponedAsk, ...], Longest(MOST_LINES)] = told("lines that stay in the cart", ())
    pickup: WarehouseId | None = told("the one warehouse that all is taken from; of POST /checkout", None)
    method: UUID | None = told("way of delivery, of POST /checkout; without one the date is a wish", None)
    address: UUID | None = told("of the address book; without one, where the consignee is", None)
    window: Annotated[str, Longest(40)] = told("hours, of POST /checkout; empty is any", "")
    payer: CounterpartyId | None = told("another company of the holding that pays", None)


@frozen
class CheckoutAsk:
    consignee: ConsigneeId | None = told("one of GET /consignees", None)
    ship_on: date | None = told("wished shipping date", None)
    postponed: Annotated[tuple[PostponedAsk, ...], Longest(MOST_LINES)] = told("lines that stay in the cart", ())
    pickup: WarehouseId | None = told("the one warehouse that all is taken from", None)
    method: UUID | None = told("way of delivery; the usual one when absent", None)
    address: UUID | None = told("of the address book; the usual one when absent", None)


def cart(caller: Caller, _: NoAsk) -> CartWire:
    return cart_wire(caller.use_cases.cart(caller.visit), caller.language)


def change_lines(caller: Caller, ask: LinesAsk) -> CartChangedWire:
    rows = tuple(CartRow(row.variant, row.quantity, row.packaging, row.operation) for row in ask.lines)
    return _change(caller, ChangeCart(rows, ask.operation_id, based_on=ask.based_on))


def remove_line(caller: Caller, ask: LineAsk) -> CartChangedWire:
    row = CartRow(ask.variant, packaging=ask.packaging, operation=LineOperation.REMOVE)
    return _change(caller, ChangeCart((row,)))


def _change(caller: Caller, command: ChangeCart) -> CartChangedWire:
    visit = caller.visit
    changed = caller.use_cases.change_cart(visit, command)
    return changed_wire(visit, changed, command.rows, caller.use_cases.cart, caller.language)


def place(caller: Caller, ask: OrderAsk) -> Reply[PlacedWire]:
    visit, command = caller.visit, ordered(ask)
    try:
        placed = caller.use_cases.place_order(visit, command)
    except Refusals:
        # The remedies name the lines: one more reading, on a refusal only.
        caller.explain_by(caller.use_cases.chosen_cart(visit, command.choice).quoted)
        raise
    if placed.repeated:
        return Reply(placed_wire(placed), 200, REPLAYED)
    return Reply(placed_wire(placed), 201)


def ordered(ask: OrderAsk) -> PlaceOrder:
    return PlaceOrder(
        ask.key,
        ask.cart_version,
        seen(ask.total_seen),
        ask.consignee,
        ask.ship_on,
        ask.comment,
        chosen(ask),
        DeliveryChoice(ask.method, ask.address, ask.window, ask.payer),
    )


def checkout(caller: Caller, ask: CheckoutAsk) -> CheckoutWire:
    visit = caller.visit
    visit.authority.need(Permission.PLACE_ORDER, visit.buyer().party.id)
    view = caller.use_cases.chosen_cart(visit, chosen(ask))
    offer = caller.use_cases.delivery_options(visit, view, DeliveryChoice(ask.method, ask.address), ask.consignee)
    return checkout_wire(view, offer, ask.ship_on, caller.language)


def chosen(ask: OrderAsk | CheckoutAsk) -> CartChoice:
    return CartChoice(frozenset(LineKey(one.variant, one.packaging) for one in ask.postponed), ask.pickup)


def seen(totals: tuple[Money, ...]) -> tuple[Money, ...]:
    """As the cart tells them: by currency, to the kopeck, so that "10" and "10.00" are one request."""
    exact = (evolve(sum_, amount=sum_.amount.quantize(KOPECK)) for sum_ in totals)
    return tuple(sorted(exact, key=lambda sum_: sum_.currency))


def name_promo(caller: Caller, ask: PromoAsk) -> CartWire:
    caller.use_cases.name_promo(caller.visit, ask.code)
    return cart(caller, NoAsk())


def remove_promo(caller: Caller, _: NoAsk) -> CartWire:
    caller.use_cases.remove_promo(caller.visit)
    return cart(caller, NoAsk())


def refine_prices(caller: Caller, _: NoAsk) -> CartWire:
    return cart_wire(caller.use_cases.refine_prices(caller.visit), caller.language)


def accept_prices(caller: Caller, ask: AcceptAsk) -> CartWire:
    return cart_wire(caller.use_cases.accept_prices(caller.visit, ask.refinements), caller.language)


def consignees(caller: Caller, _: NoAsk) -> ConsigneesWire:
    return consignees_wire(tuple(caller.use_cases.consignees(caller.visit)))


OPERATIONS: tuple[AnyOperation, ...] = (
    Operation(
        "GET",
        "/cart",
        "cart",
        "The cart with prices, warehouses, and what stands in the way of placing it",
        NoAsk,
        CartWire,
        cart,
        (NotFound, NotAllowed),
    ),
    Operation(
        "POST",
        "/cart/lines",
        "changeCart",
        "Add, set or remove lines; good rows are carried out, refused ones are told one by one",
        LinesAsk,
        CartChangedWire,
        change_lines,
        (NotFound, NotAllowed, CartTooLong),
    ),
    Operation(
        "DELETE",
        "/cart/lines/{variant}",
        "removeLine",
        "Remove a line; one that is not there is no fault",
        LineAsk,
        CartChangedWire,
        remove_line,
        (NotFound, NotAllowed),
    ),
    Operation(
        "PUT",
        "/cart/promo",
        "namePromo",
        "Name a promo code; one that would take nothing of the cart as it is is refused and not kept",
        PromoAsk,
        CartWire,
        name_promo,
        (NotFound, NotAllowed, *PROMO_REFUSALS),
    ),
    Operation(
        "DELETE",
        "/cart/promo",
        "removePromo",
        "Take the promo code off; a cart without one is no fault",
        NoAsk,
        CartWire,
        remove_promo,
        (NotFound, NotAllowed),
    ),
    Operation(
        "POST",
        "/cart/refinement",
        "refinePrices",
        "Ask the ERP for the prices of the whole cart; that it did not answer is told by the cart, and is no fault",
        NoAsk,
        CartWire,
        refine_prices,
        (NotFound, NotAllowed, NobodyToAsk, AskedTooOften),
    ),
    Operation(
        "POST",
        "/cart/refinement/acceptance",
        "acceptPrices",
        "Say yes to the prices that became higher by the ERP's answers in force",
        AcceptAsk,
        CartWire,
        accept_prices,
        (NotFound, NotAllowed, AnswerGone),
    ),
    Operation(
        "GET",
        "/consignees",
        "consignees",
        "Where goods may be shipped to",
        NoAsk,
        ConsigneesWire,
        consignees,
        (NotFound, NotAllowed),
    ),
    Operation(
        "POST",
        "/checkout",
        "checkout",
        "The orders to be with their days and sums, and what may be chosen: methods, days, hours, warehouses",
        CheckoutAsk,
        CheckoutWire,
        checkout,
        (NotFound, NotAllowed, WarehouseClosed),
    ),
    Operation(
        "POST",
        "/orders",
        "placeOrder",
        "Place the cart: all or nothing, once for each key",
        OrderAsk,
        PlacedWire,
        place,
        (
            NotFound,
            NotAllowed,
            Refusals,
            CartChanged,
            CartEmpty,
            TotalChanged,
            DateInPast,
            CounterpartyBlocked,
            KeyReused,
            MethodGone,
            WarehouseClosed,
        ),
        status=201,
        also={200: "The same request was placed before; the header Idempotent-Replayed is true"},
    ),
)
