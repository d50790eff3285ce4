"""What rules leave of the catalogue and of the stock for one client, and in what quantities he orders.

Semantics 3, step 5; ADR 0026 and 0063.

Goods that a client does not have are to him as if they did not exist. Whether he has them depends on the seller that
would sell them to him: a contract, and the price type of it, is what a rule may ask for. Rules apply one after another,
by priority, then id; a later one replaces what an earlier one said of the same thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from attrs import evolve, field, frozen

from domain.catalog.goods import Goods
from domain.catalog.traits import Traits
from domain.pricing.effect import EffectKind
from domain.pricing.rules import Asker, ClientRules, Rule, Rules
from domain.shared.ids import (
    ContractId,
    CounterpartyId,
    HoldingId,
    OrganizationId,
    PriceTypeId,
    ProductId,
    RegionId,
    WarehouseId,
)

ZERO = Decimal(0)


@frozen
class Stranger:
    """A client as a seller without a contract meets him; a guest is nobody at all."""

    counterparty: CounterpartyId | None = None
    holding: HoldingId | None = None
    region: RegionId | None = None
    contract: ContractId | None = field(default=None, init=False)
    price_type: PriceTypeId | None = field(default=None, init=False)


@frozen
class Client:
    """Whom a catalogue is shown to. terms: by the seller that he has a contract in force with.

    places: the warehouses that may serve him, by priority, each with the seller whose goods it holds.
    """

    stranger: Stranger = Stranger()
    terms: Mapping[OrganizationId, Asker] = field(factory=dict)
    places: tuple[tuple[WarehouseId, OrganizationId], ...] = ()

    def side(self, seller: OrganizationId | None) -> Asker:
        return self.stranger if seller is None else self.terms.get(seller, self.stranger)

    @property
    def key(self) -> object:
        """All that a rule may ask of him, and nothing that it may not: equal keys have equal catalogues (P5)."""
        told = ((seller, each.contract, each.price_type) for seller, each in self.terms.items())
        return self.stranger, tuple(sorted(told, key=lambda each: each[0])), self.places


class Promise(NamedTuple):
    """What is not in stock there comes in so many days; said by which rule."""

    days: int
    rule: Rule


@frozen
class Shown:
    """What a client is told of the stock of a good that he has.

    closed: warehouses that do not serve it to him. limits: of these warehouses together at most so much.
    least, multiple: in base units, instead of the good's own; None: those hold.
    rules: those that made it so, for the manager.
    """

    closed: frozenset[WarehouseId] = frozenset()
    limits: tuple[tuple[frozenset[WarehouseId], Decimal], ...] = ()
    promises: Mapping[WarehouseId, Promise] = field(factory=dict)
    least: Decimal | None = None
    multiple: Decimal | None = None
    rules: Rules = ()

    def stepped(self, goods: Goods) -> Goods:
        """The good with the minimum and the multiple that this client orders it by."""
        if self.least is None and self.multiple is None:
            return goods
        least = goods.minimum if self.least is None else self.least
        return evolve(goods, minimum=least, multiple=goods.multiple if self.multiple is None else self.multiple)

    def stock(self, free: Mapping[WarehouseId, Decimal], serving: Sequence[WarehouseId]) -> dict[WarehouseId, Decimal]:
        """What is left of free quantities. A limit is used up by the warehouses in the order in which they serve."""
        left = {warehouse: quantity for warehouse, quantity in free.items() if warehouse not in self.closed}
        for group, most in self.limits:
            for warehouse in serving:
                if warehouse in group and left.get(warehouse, ZERO) > 0:
                    left[warehouse] = min(left[warehouse], most)
                    most -= left[warehouse]
        return left

    def promise(self, serving: Iterable[WarehouseId]) -> tuple[WarehouseId, int] | None:
        """The soonest, and of equals that of the warehouse which serves first."""
        told = [(warehouse, self.promises[warehouse].days) for warehouse in serving if warehouse in self.promises]
        return min(told, key=lambda each: each[1], default=None)


AS_IT_IS = Shown()


@frozen
class Verdict:
    """Of one seller's rules on one good. caps and promises: by the warehouse that is named, None for any."""

    hidden: bool
    closed: frozenset[WarehouseId]
    caps: tuple[Rule, ...]
    promises: Mapping[WarehouseId | None, Promise]
    least: Decimal | None
    multiple: Decimal | None
    rules: Rules

    def is_open(self, warehouse: WarehouseId | None) -> bool:
        return not self.hidden and warehouse not in self.closed


def judged(rules: Rules, listed: bool) -> Verdict:
    """`rules`: those on the good, in order. `listed`: the client has but what his lists name."""
    hidden, closed, stopped = False, set[WarehouseId](), False
    caps, promises, applied = list[Rule](), dict[WarehouseId | None, Promise](), list[Rule]()
    least: Decimal | None = None
    multiple: Decimal | None = None
    for rule in rules:
        kind, warehouse = rule.effect.kind, rule.effect.warehouse
        if kind is EffectKind.ONLY:
            continue
        if stopped:
            break
        if kind is EffectKind.SHOW:
            hidden = False
            closed.clear()
        elif kind is EffectKind.CAP:
            caps.append(rule)
        elif kind is EffectKind.ON_ORDER:
            if warehouse is None:
                promises.clear()
            promises[warehouse] = Promise(int(rule.effect.value), rule)
        elif kind is EffectKind.LEAST:
            least = rule.effect.value
        elif kind is EffectKind.MULTIPLE:
            multiple = rule.effect.value
        elif warehouse is None:
            hidden = True
        else:
            closed.add(warehouse)
        applied.append(rule)
        stopped = rule.stops
    lists = [rule for rule in rules if rule.effect.kind is EffectKind.ONLY]
    outside = listed and not lists
    return Verdict(hidden or outside, frozenset(closed), tuple(caps), promises, least, multiple, (*lists, *applied))


class Side:
    """The rules of one client at one seller."""

    def __init__(self, rules: Rules, asker: Asker) -> None:
        self.rules = tuple(rule for rule in rules if rule.whom.has(asker))
        self.lists = tuple(rule for rule in self.rules if rule.effect.kind is EffectKind.ONLY)
        self._index = ClientRules(self.rules)

    def on(self, traits: Traits) -> Rules:
        return self._index.on(traits)

    def of(self, traits: Traits) -> Verdict:
        return judged(self.on(traits), bool(self.lists))


class Reach:
    """What one client has, by his rules. It holds nothing of his but what `key` tells, so that all clients of one key
    may share it.

    key: his rules at each seller, and his warehouses.
    """

    MOST = 20_000

    def __init__(self, rules: Rules, client: Client) -> None:
        self.sides = {seller: Side(rules, client.side(seller)) for seller in {None, *client.terms}}
        self.stranger = self.sides[None]
        told = ((str(seller), tuple(rule.id for rule in side.rules)) for seller, side in self.sides.items())
        self.key: object = (tuple(sorted(told)), client.places)
        self._places = client.places
        self._found: dict[tuple[ProductId, OrganizationId | None], tuple[Traits, Shown | None]] = {}

    @property
    def is_everything(self) -> bool:
        return not any(side.rules for side in self.sides.values())

    def side(self, seller: OrganizationId | None) -> Side:
        return self.stranger if seller is None else self.sides.get(seller, self.stranger)

    def hiding(self, goods: Goods) -> Rules:
        """Why there are no such goods to him: what hides them, and the lists that they stand in none of."""
        found: dict[UUID, Rule] = {}
        for side in {id(side): side for _, side in self.places(goods.organization)}.values():
            verdict = side.of(goods.traits)
            lists = side.lists if not any(rule.effect.kind is EffectKind.ONLY for rule in verdict.rules) else ()
            hidden = (rule for rule in verdict.rules if rule.effect.kind is EffectKind.HIDE)
            found.update((rule.id, rule) for rule in (*lists, *hidden))
        return tuple(found.values())

    @property
    def rules(self) -> Rules:
        """All that concern the client, in the order in which they apply."""
        found = {rule.id: rule for side in self.sides.values() for rule in side.rules}
        return tuple(sorted(found.values(), key=lambda rule: rule.place))

    def places(self, organization: OrganizationId | None) -> list[tuple[WarehouseId | None, Side]]:
        """Where goods of this seller, or of whatever warehouse holds them, come to the client from."""
        found: list[tuple[WarehouseId | None, Side]] = [
            (warehouse, self.side(organization or owner)) for warehouse, owner in self._places
        ]
        return found or [(None, self.side(organization))]

    def of(self, goods: Goods) -> Shown | None:
        """None: to this client there are no such goods."""
        key = (goods.product, goods.organization)
        kept = self._found.get(key)
        if kept is not None and (kept[0] is goods.traits or kept[0] == goods.traits):
            return kept[1]
        if len(self._found) >= self.MOST:
            self._found.clear()
        found = self._of(goods)
        self._found[key] = goods.traits, found
        return found

    def _of(self, goods: Goods) -> Shown | None:
        places = self.places(goods.organization)
        verdicts = {id(side): side.of(goods.traits) for _, side in places}
        told = [(warehouse, verdicts[id(side)]) for warehouse, side in places]
        open_ = [(warehouse, verdict) for warehouse, verdict in told if verdict.is_open(warehouse)]
        return _shown(told, open_) if open_ else None


Told = Sequence[tuple[WarehouseId | None, Verdict]]


def _shown(told: Told, open_: Told) -> Shown:
    served = {warehouse for warehouse, _ in open_}
    closed = frozenset(w for w, _ in told if w is not None and w not in served)
    caps: dict[UUID, tuple[set[WarehouseId], Decimal]] = {}
    promises: dict[WarehouseId, Promise] = {}
    rules: dict[UUID, Rule] = {}
    for warehouse, verdict in open_:
        rules.update((rule.id, rule) for rule in verdict.rules)
        if warehouse is None:
            continue
        for rule in verdict.caps:
            if rule.effect.warehouse in (None, warehouse):
                caps.setdefault(rule.id, (set(), rule.effect.value))[0].add(warehouse)
        promise = verdict.promises.get(warehouse) or verdict.promises.get(None)
        if promise is not None:
            promises[warehouse] = promise
    if not closed and not rules:
        return AS_IT_IS
    # The narrowest first: what one warehouse may not give is then left for the others to give.
    limits = sorted(caps.values(), key=lambda each: (len(each[0]), each[1]))
    # One good is ordered by one step, whoever sells it: by the rules of the seller whose warehouse serves first.
    first = open_[0][1]
    return Shown(
        closed,
        tuple((frozenset(group), most) for group, most in limits),
        promises,
        first.least,
        first.multiple,
        tuple(rules.values()),
    )


class Reaches:
    """The reach of each client, of one pricing version and day."""

    MOST = 1_000

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._clients: dict[object, Reach | None] = {}
        self._shared: dict[object, Reach] = {}

    def of(self, client: Client) -> Reach | None:
        """None for one whom no rule concerns."""
        key = client.key
        if key not in self._clients:
            if len(self._clients) >= self.MOST:
                self._clients.clear()
                self._shared.clear()
            made = Reach(self.rules, client)
            found = None if made.is_everything else self._shared.setdefault(made.key, made)
            self._clients[key] = found
            return found
        return self._clients[key]
