"""The kinds of rounds, one class each. A new kind is a class with a name, the powers that it needs of the shop and a
scene, and its place in KINDS; nothing else knows of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import ClassVar, Protocol

from attrs import field, frozen

from entrypoints.prove.doors.shop import News, Power, Shelf
from entrypoints.prove.plan import ENOUGH, LAST_ROUBLES, OWNERS, Wish, left_of, wish_of
from entrypoints.prove.world import (
    COUNTERPARTIES,
    HOLDINGS,
    SELLERS,
    VARIANTS,
    WAREHOUSES,
    Owner,
    counterparty_of,
    holding_of,
    named,
)

PLENTY = Decimal(1000)
EVERYBODY = range(COUNTERPARTIES)


@frozen
class Buying:
    """One buyer. promo: the code that he names; presses: at once and under one key.

    asks: his cart waits for a yes, which both chiefs say at once; repents: he withdraws it at the same moment.
    """

    buyer: int
    wishes: tuple[Wish, ...]
    promo: str = ""
    presses: int = 1
    asks: bool = False
    repents: bool = False


@frozen
class Amid:
    """What happens while the orders are on their way, `at` that part of a usual race. ends: what becomes of the orders
    that were placed before it.
    """

    at: float
    news: News = News()
    ends: Power | None = None


@frozen
class Scene:
    """What is known at first, who orders beforehand and in peace, and who then orders at once."""

    opening: News
    racing: tuple[Buying, ...]
    before: tuple[Buying, ...] = ()
    codes: Mapping[str, int] = field(factory=dict)
    budgets: Mapping[int, Decimal] = field(factory=dict)
    overseen: tuple[int, ...] = ()
    amid: tuple[Amid, ...] = ()


@frozen
class Crowd:
    """Whom a round may call. size: orders at once."""

    buyers: int
    size: int

    def called(self, luck: Random, counterparties: Iterable[int], many: int = 0) -> list[int]:
        allowed = set(counterparties)
        found = [buyer for buyer in range(self.buyers) if counterparty_of(buyer) in allowed]
        return luck.sample(found, min(many or self.size, len(found)))


class Kind(Protocol):
    name: ClassVar[str]
    needs: ClassVar[frozenset[Power]]

    def scene(self, luck: Random, crowd: Crowd, number: int) -> Scene: ...


class LastUnits:
    name: ClassVar[str] = "last units"
    needs: ClassVar[frozenset[Power]] = frozenset()

    def scene(self, luck: Random, crowd: Crowd, number: int) -> Scene:
        goods = contested(luck)
        people = crowd.called(luck, EVERYBODY)
        return Scene(News(scarce(luck, goods), rich(people)), wanting(luck, people, goods))


class LastRoublesOfContract:
    """Everybody is of one client, so that its contracts and its own limit are what they share."""

    name: ClassVar[str] = "last roubles of a contract"
    needs: ClassVar[frozenset[Power]] = frozenset((Power.LIMITS,))

    def scene(self, luck: Random, crowd: Crowd, number: int) -> Scene:
        goods, client = contested(luck), luck.choice(EVERYBODY)
        people = crowd.called(luck, [client])
        above = [named("counterparty", client), *(named("contract", client, seller) for seller in SELLERS)]
        tight = poor(luck, [OWNERS[owner] for owner in above if owner in OWNERS])
        return Scene(News(full(goods), rich(people) | tight), wanting(luck, people, goods))


class LastRoublesOfHolding:
    """Clients who are strangers to each other's contracts, and one common limit."""

    name: ClassVar[str] = "last roubles of a holding"
    needs: ClassVar[frozenset[Power]] = frozenset((Power.LIMITS, Power.HOLDINGS))

    def scene(self, luck: Random, crowd: Crowd, number: int) -> Scene:
        goods, holding = contested(luck), luck.randrange(HOLDINGS)
        people = crowd.called(luck, [client for client in EVERYBODY if holding_of(client) == holding])
        tight = poor(luck, [OWNERS[named("holding", holding)]])
        return Scene(News(full(goods), rich(people) | tight), wanting(luck, people, goods))


class LastUses:
    """More name the code than it is good for; it takes a tenth off each cart."""

    name: ClassVar[str] = "last uses of a promo code"
    needs: ClassVar[frozenset[Power]] = frozenset((Power.PROMO_CODES,))

    def scene(self, luck: Random, crowd: Crowd, number: int) -> Scene:
        goods, code = contested(luck), f"PROVE{number}"
        people = crowd.called(luck, EVERYBODY)
        buying = [Buying(b, wishes(luck, goods), code, presses(luck)) for b in people]
        uses = luck.randint(1, max(1, len(people) // 2))
        return Scene(News(full(goods), rich(people)), tuple(buying), codes={code: uses})


class LastRoublesOfBudget:
    """Colleagues, with goods and credit enough for all, and what their company lets them spend."""

    name: ClassVar[str] = "last roubles of a budget"
    needs: ClassVar[frozenset[Power]] = frozenset((Power.BUDGETS,))

    def scene(self, luck: Random, crowd: Crowd, number: int) -> Scene:
        goods, client = contested(luck), luck.choice(EVERYBODY)
        people = crowd.called(luck, [client])
        left = Decimal(luck.choice(LAST_ROUBLES))
        return Scene(News(full(goods), rich(people)), wanting(luck, people, goods), budgets={client: left})


class Approvals:
    """Two chiefs say yes to the same requests, some of which are withdrawn; there is too little for all of them."""

    name: ClassVar[str] = "approvals"
    needs: ClassVar[frozenset[Power]] = frozenset((Power.APPROVALS,))

    def scene(self, luck: Random, crowd: Crowd, number: int) -> Scene:
        goods, client = contested(luck), luck.choice(EVERYBODY)
        people = crowd.called(luck, [client])
        # Enough for any one of them, or he would be refused before he could ask.
        stock = {shelf: Decimal(luck.randint(5, 9)) for shelf in shelves(goods)}
        asking = [Buying(b, wishes(luck, goods), asks=True, repents=luck.random() < 0.2) for b in people]
        return Scene(News(stock, rich(people)), tuple(asking), overseen=(client,))


class Cancellations:
    """Some have taken what there was; while others try, the ERP cancels the orders of the first."""

    name: ClassVar[str] = "cancellations"
    needs: ClassVar[frozenset[Power]] = frozenset((Power.CANCELLING,))
    ends: ClassVar[Power] = Power.CANCELLING

    def scene(self, luck: Random, crowd: Crowd, number: int) -> Scene:
        goods = contested(luck)
        people = crowd.called(luck, EVERYBODY, crowd.size + 3)
        first, second = people[:3], people[3:]
        opening = News(scarce(luck, goods), rich(people))
        amid = (Amid(luck.uniform(0, 0.8), ends=self.ends),)
        return Scene(opening, wanting(luck, second, goods), wanting(luck, first, goods), amid=amid)


class Expiries(Cancellations):
    """The same, but the time of the first reservations runs out."""

    name: ClassVar[str] = "expiries"
    needs: ClassVar[frozenset[Power]] = frozenset((Power.EXPIRY,))
    ends: ClassVar[Power] = Power.EXPIRY


class NewsAmid:
    """A snapshot of stock and balances come while the orders are on their way."""

    name: ClassVar[str] = "stock and balances in the middle"
    needs: ClassVar[frozenset[Power]] = frozenset()

    def scene(self, luck: Random, crowd: Crowd, number: int) -> Scene:
        goods, holding = contested(luck), luck.randrange(HOLDINGS)
        people = crowd.called(luck, [client for client in EVERYBODY if holding_of(client) == holding])
        above = [OWNERS[named("holding", holding)]]
        opening = News(scarce(luck, goods), rich(people) | poor(luck, above))
        amid = [Amid(luck.uniform(0, 0.9), News(scarce(luck, goods), poor(luck, above))) for _ in range(2)]
        return Scene(opening, wanting(luck, people, goods), amid=tuple(amid))


KINDS: Sequence[Kind] = (
    LastUnits(),
    LastRoublesOfContract(),
    LastRoublesOfHolding(),
    LastUses(),
    LastRoublesOfBudget(),
    Approvals(),
    Cancellations(),
    Expiries(),
    NewsAmid(),
)


def contested(luck: Random) -> list[int]:
    return luck.sample(VARIANTS, luck.randint(1, 2))


def shelves(goods: Iterable[int]) -> list[Shelf]:
    return [(variant, warehouse) for variant in goods for warehouse in WAREHOUSES]


def scarce(luck: Random, goods: Iterable[int]) -> dict[Shelf, Decimal]:
    return {(variant, warehouse): left_of(luck, variant) for variant, warehouse in shelves(goods)}


def full(goods: Iterable[int]) -> dict[Shelf, Decimal]:
    return dict.fromkeys(shelves(goods), PLENTY)


def rich(people: Iterable[int]) -> dict[Owner, Decimal]:
    """Room on whatever limits their orders."""
    clients = sorted({counterparty_of(buyer) for buyer in people})
    above = [named("holding", holding) for holding in sorted({holding_of(client) for client in clients})]
    above += [named("counterparty", client) for client in clients]
    above += [named("contract", client, seller) for client in clients for seller in SELLERS]
    return {OWNERS[owner]: ENOUGH for owner in above if owner in OWNERS}


def poor(luck: Random, owners: Sequence[Owner]) -> dict[Owner, Decimal]:
    tight = [owner for owner in owners if luck.random() < 0.6] or [luck.choice(owners)]
    return {owner: Decimal(luck.choice(LAST_ROUBLES)) for owner in tight}


def wanting(luck: Random, people: Iterable[int], goods: Sequence[int]) -> tuple[Buying, ...]:
    return tuple(Buying(buyer, wishes(luck, goods), presses=presses(luck)) for buyer in people)


def wishes(luck: Random, goods: Sequence[int]) -> tuple[Wish, ...]:
    return tuple(wish_of(luck, variant) for variant in luck.sample(goods, luck.randint(1, len(goods))))


def presses(luck: Random) -> int:
    return 2 if luck.random() < 0.1 else 1
