"""Mass management of prices (массовое управление ценами): who gets which goods changed by how much.

A rule never rewrites a base price. It names goods, clients, a quantity and days; where all of them hold, its effect
changes the price that the earlier steps found (semantics 3, step 5). Rules apply by priority, then id; floors and
ceilings apply after all others, whatever their priority.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from attrs import field, frozen

from domain.catalog.traits import Traits, as_set
from domain.pricing.effect import Effect, EffectKind, RuleNotSound
from domain.pricing.terms import Terms
from domain.shared.ids import (
    CategoryId,
    ContractId,
    CounterpartyId,
    HoldingId,
    PriceTypeId,
    ProductId,
    RegionId,
)


@frozen
class Which:
    """The goods of a rule: all that meet every condition; an empty condition asks nothing.

    categories: with everything below them. values: of each property named, any of its values.
    """

    products: frozenset[ProductId] = field(default=frozenset(), converter=as_set)
    categories: frozenset[CategoryId] = field(default=frozenset(), converter=as_set)
    manufacturers: frozenset[str] = field(default=frozenset(), converter=as_set)
    values: frozenset[tuple[int, str]] = field(default=frozenset(), converter=as_set)

    def has(self, traits: Traits) -> bool:
        return (
            (not self.products or traits.product in self.products)
            and (not self.categories or not self.categories.isdisjoint(traits.categories))
            and (not self.manufacturers or traits.manufacturer in self.manufacturers)
            and (not self.values or self._has_values(traits))
        )

    def _has_values(self, traits: Traits) -> bool:
        asked = {property_id for property_id, _ in self.values}
        return asked == {property_id for property_id, _ in self.values & traits.values}

    @property
    def properties(self) -> frozenset[int]:
        return frozenset(property_id for property_id, _ in self.values)


class Asker(Protocol):
    """What a rule may ask of a client. None: he has none of that kind; nobody is named by None."""

    @property
    def contract(self) -> ContractId | None: ...

    @property
    def counterparty(self) -> CounterpartyId | None: ...

    @property
    def holding(self) -> HoldingId | None: ...

    @property
    def region(self) -> RegionId | None: ...

    @property
    def price_type(self) -> PriceTypeId | None: ...


@frozen
class Whom:
    """The clients of a rule: any that is named, by whatever it is named; nobody named is everybody.

    regions and price_types narrow that further: both must hold where they are told.
    """

    contracts: frozenset[ContractId] = field(default=frozenset(), converter=as_set)
    counterparties: frozenset[CounterpartyId] = field(default=frozenset(), converter=as_set)
    holdings: frozenset[HoldingId] = field(default=frozenset(), converter=as_set)
    regions: frozenset[RegionId] = field(default=frozenset(), converter=as_set)
    price_types: frozenset[PriceTypeId] = field(default=frozenset(), converter=as_set)

    @property
    def names_clients(self) -> bool:
        return bool(self.contracts or self.counterparties or self.holdings)

    def has(self, terms: Asker) -> bool:
        named = (
            not self.names_clients
            or terms.contract in self.contracts
            or terms.counterparty in self.counterparties
            or terms.holding in self.holdings
        )
        return (
            named
            and (not self.regions or terms.region in self.regions)
            and (not self.price_types or terms.price_type in self.price_types)
        )


@frozen
class Rule:
    """One line of the manager's table of rules.

    minimum: the cart's sum of the variant in base units from which it applies. Days are inclusive, open where None.
    stops: rules after it are passed over for goods and clients that it changed. touches_agreed: it changes individual
    prices, too, which otherwise no rule does.
    """

    id: UUID
    name: str
    priority: int
    effect: Effect
    which: Which = Which()
    whom: Whom = Whom()
    minimum: Decimal = Decimal(0)
    valid_from: date | None = None
    valid_to: date | None = None
    stops: bool = False
    touches_agreed: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.name.strip():
            raise RuleNotSound("name", "empty")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise RuleNotSound("valid_to", "before-start")
        if not self.minimum.is_finite() or self.minimum < 0:
            raise RuleNotSound("minimum", "negative")
        if not self.effect.kind.is_price:
            self._check_availability()

    def _check_availability(self) -> None:
        if self.minimum:
            raise RuleNotSound("minimum", "not-for-this")
        if self.touches_agreed:
            raise RuleNotSound("touches_agreed", "not-for-this")
        # What a list names is not changed by it, so that there is nothing after which to stop.
        if self.stops and self.effect.kind is EffectKind.ONLY:
            raise RuleNotSound("stops", "not-for-this")

    def in_force(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def place(self) -> tuple[bool, int, UUID]:
        """Where it stands among others: floors and ceilings last, then by priority, then by id."""
        return self.effect.kind.is_last, self.priority, self.id


class PassedOver(StrEnum):
    """Why a rule did not change a line, for the manager's explanation."""

    MINIMUM = "minimum"
    AGREED = "agreed"
    STOPPED = "stopped"


Rules = tuple[Rule, ...]


class ForGoods(Protocol):
    """What says of which goods it speaks, and where it stands among others that do."""

    @property
    def id(self) -> UUID: ...
    @property
    def which(self) -> Which: ...
    @property
    def place(self) -> Any: ...


G = TypeVar("G", bound=ForGoods)


class ByGoods(Generic[G]):
    """Rules or assignments of one client on one day, found by what they ask of goods and not by looking at each.

    Each stands under one kind of condition, the narrowest that it has; what is found there is checked in full.
    """

    MOST = 20_000

    def __init__(self, rules: tuple[G, ...]) -> None:
        self.rules = rules
        self._by_product: dict[ProductId, list[G]] = {}
        self._by_value: dict[tuple[int, str], list[G]] = {}
        self._by_manufacturer: dict[str, list[G]] = {}
        self._by_category: dict[CategoryId, list[G]] = {}
        self._everywhere: list[G] = []
        self.found: dict[ProductId, tuple[Traits, tuple[G, ...]]] = {}
        for rule in rules:
            self._file(rule)

    def _file(self, rule: G) -> None:
        which = rule.which
        for product in which.products:
            self._by_product.setdefault(product, []).append(rule)
        if which.products:
            return
        for value in which.values:
            self._by_value.setdefault(value, []).append(rule)
        if which.values:
            return
        for manufacturer in which.manufacturers:
            self._by_manufacturer.setdefault(manufacturer, []).append(rule)
        if which.manufacturers:
            return
        for category in which.categories:
            self._by_category.setdefault(category, []).append(rule)
        if not which.categories:
            self._everywhere.append(rule)

    def on(self, traits: Traits) -> tuple[G, ...]:
        """Those whose goods these are, in the order in which they apply.

        Remembered by product while its traits stay: an import may move a good to another section and change no price.
        """
        kept = self.found.get(traits.product)
        if kept is not None and (kept[0] is traits or kept[0] == traits):
            return kept[1]
        if len(self.found) >= self.MOST:
            self.found.clear()
        found = self._on(traits)
        self.found[traits.product] = traits, found
        return found

    def _on(self, traits: Traits) -> tuple[G, ...]:
        near = {rule.id: rule for rule in self._by_product.get(traits.product, ())}
        near.update((rule.id, rule) for value in traits.values for rule in self._by_value.get(value, ()))
        near.update((rule.id, rule) for rule in self._by_manufacturer.get(traits.manufacturer, ()))
        near.update((rule.id, rule) for each in traits.categories for rule in self._by_category.get(each, ()))
        near.update((rule.id, rule) for rule in self._everywhere)
        return tuple(sorted((rule for rule in near.values() if rule.which.has(traits)), key=lambda rule: rule.place))


ClientRules = ByGoods[Rule]


class RuleBook:
    """All rules as they stand at one pricing version, on one bank day: those of prices and, apart from them,
    those of availability, for neither stops the other.
    """

    MOST = 1_000

    def __init__(self, rules: Rules, day: date) -> None:
        in_force = sorted((rule for rule in rules if rule.in_force(day)), key=lambda rule: rule.place)
        self.rules = tuple(rule for rule in in_force if rule.effect.kind.is_price)
        self.availability = tuple(rule for rule in in_force if not rule.effect.kind.is_price)
        self._clients: dict[object, ClientRules] = {}
        self._last: tuple[Terms | None, ClientRules | None] = (None, None)

    def on(self, terms: Terms, traits: Traits) -> Rules:
        """Those of this client whose goods these are, in the order in which they apply."""
        last, client = self._last  # as `of` and the client's `on` do, without a call for each line of a list
        if last is not terms:
            client = self.of(terms)
        if client is None:
            return ()
        kept = client.found.get(traits.product)
        return kept[1] if kept is not None and kept[0] is traits else client.on(traits)

    def of(self, terms: Terms) -> ClientRules | None:
        """None where there is none. Kept by all that a condition on clients may ask, so that nobody gets another's."""
        if not self.rules:
            return None
        last, found = self._last  # the lines of a cart share their terms, and five ids take a while to hash
        if last is not terms:
            found = self._of(terms)
            self._last = terms, found
        return found

    def _of(self, terms: Terms) -> ClientRules:
        key = (terms.contract, terms.counterparty, terms.holding, terms.region, terms.price_type)
        found = self._clients.get(key)
        if found is None:
            if len(self._clients) >= self.MOST:
                self._clients.clear()
            found = self._clients[key] = ClientRules(tuple(rule for rule in self.rules if rule.whom.has(terms)))
        return found
