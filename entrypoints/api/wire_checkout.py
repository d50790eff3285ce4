"""The orders that a cart would become, and what may be chosen of their delivery, as JSON."""

from datetime import date
from decimal import Decimal

from attrs import frozen

from application.fulfilment.options import Offer
from application.ordering.cart_quotes import CartView
from domain.fulfilment.delivery import Address
from domain.ordering.splitting import parts
from domain.shared.money import Money
from entrypoints.api.wire_shared import Named, ProblemWire, problems_wire
from entrypoints.http.entry import Around


@frozen
class OrderToBeWire:
    """promised_on: the day by which the last of what is to be delivered is there; null: all is in stock."""

    seller: str
    contract: str
    warehouses: tuple[Named, ...]
    lines: int
    total: Money
    discount: Money
    promised_on: date | None
    ships_on: date | None


@frozen
class MethodWire:
    """kind: pickup, delivery or carrier. minimum: the least sum of a cart that goes by it, null is any."""

    id: str
    name: str
    kind: str
    minimum: Money | None


@frozen
class AddressWire:
    """id: null where the ERP told it: then it is taken when no address is named."""

    id: str | None
    name: str
    address: str
    origin: str


@frozen
class PickupWire:
    """whole: how many of the cart's lines the warehouse has, of `lines`."""

    warehouse: Named
    whole: int
    lines: int


@frozen
class CheckoutWire:
    """`version` and `totals` are what POST /orders is to confirm for this choice.

    method, address: the chosen ones, else the usual ones of the company. dates: may be asked for, soonest first; empty
    where nobody has set delivery up, and then any day from today on is a wish. division: by how much the sum differs
    from that of undivided lines, since each part is rounded by itself.
    """

    version: int
    totals: tuple[Money, ...]
    division: tuple[Money, ...]
    orders: tuple[OrderToBeWire, ...]
    refusals: tuple[ProblemWire, ...]
    methods: tuple[MethodWire, ...]
    method: str | None
    address: AddressWire | None
    addresses: tuple[AddressWire, ...]
    dates: tuple[date, ...]
    cut_off: str
    windows: tuple[str, ...]
    payers: tuple[Named, ...]
    pickups: tuple[PickupWire, ...]


def checkout_wire(view: CartView, offer: Offer, wished: date | None, language: str) -> CheckoutWire:
    around = Around(view.context.party.permissions, view.quoted)
    return CheckoutWire(
        view.quoted.version,
        view.quoted.totals,
        view.quoted.division,
        orders_to_be(view, offer, wished),
        problems_wire(view.quoted.refusals, language, around),
        tuple(MethodWire(str(m.id), m.name, m.kind.value, m.minimum) for m in offer.methods),
        str(offer.method.id) if offer.method else None,
        _address(offer.address) if offer.address else None,
        tuple(_address(each) for each in offer.addresses),
        offer.dates,
        offer.cut_off,
        offer.windows,
        tuple(Named(str(id), name) for id, name in offer.payers),
        tuple(PickupWire(Named(str(p.warehouse.id), p.warehouse.name), p.whole, p.lines) for p in offer.pickups),
    )


def orders_to_be(view: CartView, offer: Offer, wished: date | None) -> tuple[OrderToBeWire, ...]:
    found = []
    for members in parts(view.quoted, view.splitting):
        shares = [share for _, share in members]
        terms = shares[0].quoted.ask.terms
        promised = max((share.promised for share in shares if share.promised is not None), default=None)
        warehouses = {share.warehouse.id: share.warehouse.name for share in shares}
        total = sum((share.quoted.gross for share in shares), Decimal("0.00"))
        discount = sum((share.quoted.discount for share in shares), Decimal("0.00"))
        found.append(
            OrderToBeWire(
                terms.organization_name,
                terms.contract_number,
                tuple(Named(str(id), name) for id, name in warehouses.items()),
                len(shares),
                Money(total, terms.currency),
                Money(discount, terms.currency),
                promised,
                offer.ships_on(promised, wished),
            )
        )
    return tuple(found)


def _address(told: Address) -> AddressWire:
    return AddressWire(str(told.id) if told.id else None, told.name, told.text, told.origin)
