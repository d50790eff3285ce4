"""Prices by type and stock by warehouse."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from simulators.onec.demo.catalogue import Made
from simulators.onec.demo.goods import KILOGRAM, METRE, Offer, PriceType
from simulators.onec.demo.ids import erp_id
from simulators.onec.demo.parties import Warehouse

KOPECK = Decimal("0.01")
DOLLAR = Decimal("81.40")
NEGATIVE = 499  # one stock row of so many is below zero: shipped before it was received in the books


def price_types() -> tuple[PriceType, ...]:
    """Five types; all but the export one hold VAT."""
    wholesale, large = erp_id("price-type", "Опт"), erp_id("price-type", "Крупный опт")
    return (
        PriceType(erp_id("price-type", "Розница"), "Розница", "RUB", True, None),
        PriceType(wholesale, "Опт", "RUB", True, None),
        PriceType(large, "Крупный опт", "RUB", True, wholesale),
        PriceType(erp_id("price-type", "Дилер"), "Дилер", "RUB", True, large),
        PriceType(erp_id("price-type", "Экспорт USD"), "Экспорт USD", "USD", False, None),
    )


FACTORS = {"Розница": "1", "Опт": "0.86", "Крупный опт": "0.78", "Дилер": "0.71", "Экспорт USD": "0.66"}
GAPS = {
    "Розница": 1,
    "Опт": 0,
    "Крупный опт": 4,
    "Дилер": 9,
    "Экспорт USD": 35,
}  # percent of goods without a price


def prices(seed: int, made: Sequence[Made], types: Sequence[PriceType]) -> Mapping[str, Mapping[str, Decimal]]:
    """Offer id -> price type id -> price of the base unit, two decimals; a gap is an absent key."""
    chance = Random(f"{seed}/prices")
    found: dict[str, dict[str, Decimal]] = {}
    for item in made:
        told = [kind for kind in types if chance.randrange(100) >= GAPS[kind.name]]
        for place, offer in enumerate(item.product.offers()):
            retail = item.retail * (1 + Decimal("0.04") * (place // 2))
            found[offer.id] = {kind.id: _price(retail, kind) for kind in told}
    return found


def _price(retail: Decimal, kind: PriceType) -> Decimal:
    raw = retail * Decimal(FACTORS[kind.name])
    if kind.currency == "USD":
        raw = raw / Decimal("1.22") / DOLLAR
    return max(raw.quantize(KOPECK, ROUND_HALF_UP), KOPECK)


def stock(seed: int, offers: Sequence[Offer], warehouses: Sequence[Warehouse]) -> Mapping[tuple[str, str], Decimal]:
    """(warehouse id, offer id) -> free stock in base units; every warehouse tells every offer."""
    chance = Random(f"{seed}/stock")
    return {(place.id, offer.id): _free(chance, offer) for offer in offers for place in warehouses}


def _free(chance: Random, offer: Offer) -> Decimal:
    luck = chance.randrange(10_000)
    if luck % NEGATIVE == 0:
        return Decimal(-chance.randrange(1, 12))
    if luck < 2200:
        return Decimal(0)
    largest = max((pack.factor for pack in offer.product.packagings), default=Decimal(20))
    amount = Decimal(chance.randrange(1, 40)) * largest / Decimal(chance.choice((1, 1, 2, 4)))
    if offer.product.unit in (KILOGRAM, METRE):
        return amount + Decimal(chance.randrange(0, 1000)) / 1000
    return amount.to_integral_value()
