"""The whole demo wholesaler: the same seed, size and day always give the same books."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from attrs import frozen

from simulators.onec.demo import catalogue, clients, people, trade
from simulators.onec.demo.goods import Group, Offer, PriceType, Product, Property
from simulators.onec.demo.ids import erp_id
from simulators.onec.demo.parties import (
    Contract,
    Counterparty,
    Holding,
    IndividualPrice,
    Manager,
    Organization,
    Rate,
    Warehouse,
)

DEFAULT_SEED = 2026
DEFAULT_GOODS = 3000


@frozen
class Wholesaler:
    """`prices` and `stock` are keyed by offer id; quantities are of base units, `today` a day in Moscow."""

    today: date
    catalogue_id: str
    organizations: tuple[Organization, ...]
    warehouses: tuple[Warehouse, ...]
    managers: tuple[Manager, ...]
    groups: tuple[Group, ...]
    properties: tuple[Property, ...]
    products: tuple[Product, ...]
    price_types: tuple[PriceType, ...]
    prices: Mapping[str, Mapping[str, Decimal]]
    stock: Mapping[tuple[str, str], Decimal]
    rates: tuple[Rate, ...]
    holdings: tuple[Holding, ...]
    counterparties: tuple[Counterparty, ...]
    contracts: tuple[Contract, ...]
    individual_prices: tuple[IndividualPrice, ...]

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Sellable positions of goods that carry no delete mark, in the order of the catalogue."""
        return tuple(offer for product in self.products if not product.deleted for offer in product.offers())


def build(today: date, goods: int = DEFAULT_GOODS, seed: int = DEFAULT_SEED) -> Wholesaler:
    """Raises ValueError when the assortment cannot make so many goods."""
    made = catalogue.products(seed, goods)
    offers = tuple(offer for item in made for offer in item.product.offers())
    types, sellers, managers, holdings = (
        trade.price_types(),
        people.organizations(),
        people.managers(),
        clients.holdings(),
    )
    warehouses, prices = people.warehouses(sellers), trade.prices(seed, made, types)
    buyers = clients.counterparties(holdings, managers)
    agreed = clients.contracts(today, sellers, buyers, types)
    return Wholesaler(
        today=today,
        catalogue_id=erp_id("catalogue", "main"),
        organizations=sellers,
        warehouses=warehouses,
        managers=managers,
        groups=catalogue.groups(),
        properties=catalogue.properties(),
        products=tuple(item.product for item in made),
        price_types=types,
        prices=prices,
        stock=trade.stock(seed, offers, warehouses),
        rates=people.rates(today),
        holdings=holdings,
        counterparties=buyers,
        contracts=agreed,
        individual_prices=clients.individual_prices(seed, today, agreed, offers, prices),
    )
