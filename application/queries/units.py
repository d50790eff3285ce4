"""A good in one of its units: price, step, minimum, stock and the sum of a line, all of the same unit (M012).

The sum of a line is the price of one unit times the quantity, rounded half-up once, to the kopeck (semantics 2). A unit
without a listed price of its own costs the base price times its coefficient.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from attrs import evolve, frozen

from application.queries.offers import Offer, ask_of
from application.queries.product_card import ProductCard
from domain.ordering.circumstances import Circumstances, ServingWarehouse
from domain.pricing.ask import QuotedLine
from domain.pricing.availability import AS_IT_IS
from domain.pricing.quote import quote_line
from domain.shared.ids import PackagingId, VariantId
from domain.shared.quantity import MILLI, Packaging, QuantityInvalid, Steps, quantity_of

ONE = Decimal(1)
ZERO = Decimal(0)


@frozen
class Wish:
    """What was typed beside a variant. former: the unit in which it was typed, when the unit is being switched."""

    packaging: PackagingId = PackagingId(0)
    quantity: str = ""
    former: PackagingId | None = None


@frozen
class Place:
    """What one warehouse of the region has, in whole units. What is missing comes on `day`, as `said_by` promises."""

    warehouse: ServingWarehouse
    free: Decimal
    day: date | None = None
    said_by: str = ""


@frozen
class Counted:
    """The line as it would stand in the cart. raised_from: what was asked, where the step does not allow it."""

    quantity: Decimal
    line: QuotedLine
    raised_from: Decimal | None = None


@frozen
class UnitOffer:
    """units: what the switch offers, the base unit first. in_base: base units in one of these."""

    offer: Offer
    unit: Packaging
    units: tuple[Packaging, ...]
    in_base: Decimal
    price: QuotedLine | None
    steps: Steps
    available: Decimal
    places: tuple[Place, ...]
    counted: Counted | None = None
    fault: QuantityInvalid | None = None
    typed: str = ""

    @property
    def least(self) -> Decimal:
        return max(self.steps.minimum, self.steps.multiple) or ONE


def unit_offers(card: ProductCard, wishes: Mapping[VariantId, Wish]) -> tuple[UnitOffer, ...]:
    return tuple(unit_offer(offer, card.under, wishes.get(offer.variant, Wish())) for offer in card.offers)


def unit_offer(offer: Offer, under: Circumstances, wish: Wish) -> UnitOffer:
    """An unknown unit is the base unit: whoever keeps an old address sees the good all the same."""
    row = offer.row
    base = row.goods.base
    units = (base, *row.packagings)
    unit = next((each for each in units if each.id == wish.packaging), base)
    steps = row.goods.steps(unit)
    places = tuple(_places(offer, under, unit))
    shown = UnitOffer(
        offer,
        unit,
        units,
        unit.numerator / unit.denominator,
        _price(offer, under, unit, ONE),
        steps,
        sum((place.free for place in places), ZERO),
        places,
        typed=wish.quantity,
    )
    if not wish.quantity.strip() or shown.price is None or shown.price.refusal is not None:
        return shown
    try:
        asked = quantity_of(wish.quantity)
    except QuantityInvalid as fault:
        return evolve(shown, fault=fault)
    former = next((each for each in units if each.id == wish.former), unit)
    return evolve(shown, counted=_counted(offer, under, unit, steps, _switched(asked, former, unit)))


def _switched(quantity: Decimal, former: Packaging, unit: Packaging) -> Decimal:
    """As many base units as before; a part of a unit counts as a thousandth more rather than one less."""
    if former.id == unit.id:
        return quantity
    exact = quantity * former.numerator * unit.denominator / (former.denominator * unit.numerator)
    return exact.quantize(MILLI, ROUND_CEILING)


def _counted(offer: Offer, under: Circumstances, unit: Packaging, steps: Steps, asked: Decimal) -> Counted | None:
    quantity = asked if steps.allows(asked) else steps.upper(asked)
    line = _price(offer, under, unit, quantity)
    if line is None or line.refusal is not None:
        return None
    return Counted(quantity, line, None if quantity == asked else asked)


def _price(offer: Offer, under: Circumstances, unit: Packaging, quantity: Decimal) -> QuotedLine | None:
    if offer.seller is None:
        return None
    return quote_line(under.book, ask_of(offer.row, under, offer.seller, unit, quantity))


def _places(offer: Offer, under: Circumstances, unit: Packaging) -> Iterator[Place]:
    """Of the warehouses that may serve it, in their order: a packaging is never divided between two."""
    goods, stock = offer.row.goods, offer.row.stock
    shown = under.shown.get(goods.variant, AS_IT_IS)
    promises = shown.promises if shown is not None else {}
    for warehouse in under.serving(goods):
        free = max(ZERO, stock.get(warehouse.id, ZERO))
        whole = free if unit.is_base else (free * unit.denominator / unit.numerator).to_integral_value(ROUND_FLOOR)
        promise = promises.get(warehouse.id)
        day = None if promise is None else under.book.day + timedelta(days=promise.days)
        yield Place(warehouse, whole, day, "" if promise is None else promise.rule.name)
