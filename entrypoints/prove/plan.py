"""What a round sets up: who wants what, how little there is of it, and what goes wrong meanwhile."""

from decimal import Decimal
from random import Random

from attrs import frozen

from entrypoints.prove.world import (
    METRES,
    PACKS,
    VARIANTS,
    WAREHOUSES,
    Owner,
    counterparty_of,
    holding_of,
    named,
    owners,
)

OWNERS = {owner.id: owner for owner in owners()}
# Room that is left to an owner under fire: nothing, a kopeck, a line, a cart or two.
LAST_ROUBLES = ("0.00", "0.01", "33.33", "99.99", "100.00", "250.00", "700.00", "2500.00")
ENOUGH = Decimal(50_000)


def dice(*seed: object) -> Random:
    """A trial wants repeatable luck, not secrecy."""
    return Random("/".join(map(str, seed)))  # noqa: S311


@frozen
class Wish:
    """A line of a cart: units of the packaging, 0 is the base unit."""

    variant: int
    packaging: int
    quantity: str


@frozen
class Told:
    """News of the ERP. stock: what is left by (variant, warehouse) over what was held when the round began.

    credit: the same in roubles by owner.
    """

    stock: tuple[tuple[int, int, Decimal], ...]
    credit: tuple[tuple[Owner, Decimal], ...]


@frozen
class Interruption:
    """The ERP tells again after so many answers. `slow`: it began before the race and commits only then."""

    told: Told
    after: int
    slow: bool


@frozen
class Buying:
    """One buyer of the round. presses: how often the button is pressed under one key; tabs: how many keys he has."""

    buyer: int
    wishes: tuple[Wish, ...]
    presses: int = 1
    tabs: int = 1


@frozen
class Plan:
    """contain: the ERP first contains what it has; forget: rows that orders lock are gone and must be made anew.

    uses: how often the promo code on all carts is good, 0 for none; budget: what the people of a client may spend,
    where they are bound; late: the reservations that stand are past their
    term, and two schedulers look for such at once.
    """

    number: int
    contain: bool
    forget: bool
    told: Told
    buying: tuple[Buying, ...]
    interruption: Interruption | None
    uses: int = 0
    late: bool = False
    budget: tuple[int, Decimal] | None = None


def plan(seed: int, number: int, buyers: int, most: int) -> Plan:
    """The same numbers give the same round. `most`: buyers in one round."""
    luck = dice(seed, number)
    contested = luck.sample(VARIANTS, luck.randint(1, 3))
    racing = _racing(luck, buyers, most)
    buying = tuple(_buying(luck, buyer, contested) for buyer in racing)
    told = _told(luck, contested, racing)
    if number == 0:
        told = Told(told.stock, tuple((owner, ENOUGH) for owner in OWNERS.values()))
    interruption = None
    if luck.random() < 0.4:
        again = _told(luck, contested, racing)
        interruption = Interruption(again, luck.randint(0, len(racing) - 1), luck.random() < 0.5)
    contain = number == 0 or luck.random() < 0.7
    forget = luck.random() < 0.15
    uses = luck.randint(1, 2) if luck.random() < 0.2 else 0
    late = luck.random() < 0.25
    budget = _budget(dice(seed, number, "budget"), racing)
    return Plan(number, contain, forget, told, buying, interruption, uses, late, budget)


def _budget(luck: Random, racing: list[int]) -> tuple[int, Decimal] | None:
    """Of a client of whom more than one is there, if there is one."""
    clients = [counterparty_of(buyer) for buyer in racing]
    several = sorted({client for client in clients if clients.count(client) > 1}) or clients
    return (luck.choice(several), Decimal(luck.choice(LAST_ROUBLES))) if luck.random() < 0.4 else None


def _racing(luck: Random, buyers: int, most: int) -> list[int]:
    """More often than not they are of one holding, so that one limit stands in everybody's way."""
    everyone = list(range(buyers))
    if luck.random() < 0.6:
        holding = luck.randrange(4)
        family = [b for b in everyone if holding_of(counterparty_of(b)) == holding]
        everyone = family if len(family) > 1 else everyone
    many = luck.randint(min(2, len(everyone)), min(most, len(everyone)))
    return luck.sample(everyone, many)


def _buying(luck: Random, buyer: int, contested: list[int]) -> Buying:
    variants = luck.sample(contested, luck.randint(1, len(contested)))
    wishes = tuple(wish_of(luck, variant) for variant in variants)
    chance = luck.random()
    return Buying(buyer, wishes, presses=2 if chance < 0.1 else 1, tabs=2 if 0.1 <= chance < 0.2 else 1)


def wish_of(luck: Random, variant: int) -> Wish:
    if variant in PACKS and luck.random() < 0.3:
        return Wish(variant, PACKS[variant], "1")
    if variant == METRES:
        return Wish(variant, 0, luck.choice(("0.001", "0.5", "1.25", "3.333")))
    return Wish(variant, 0, str(luck.randint(1, 3)))


def _told(luck: Random, contested: list[int], racing: list[int]) -> Told:
    stock = [(v, w, left_of(luck, v)) for v in contested for w in WAREHOUSES]
    client = counterparty_of(luck.choice(racing))
    above = (named("holding", holding_of(client)), named("counterparty", client), named("contract", client, 1))
    tight = [owner for owner in above if owner in OWNERS and luck.random() < 0.6]
    plenty = [o for o in OWNERS if o not in tight and luck.random() < 0.5]
    credit = [(OWNERS[o], Decimal(luck.choice(LAST_ROUBLES))) for o in tight]
    credit += [(OWNERS[o], ENOUGH) for o in plenty]
    return Told(tuple(stock), tuple(credit))


def left_of(luck: Random, variant: int) -> Decimal:
    """The last unit more often than anything else; sometimes fewer than none, sometimes enough for all."""
    kind = luck.random()
    if kind < 0.1:
        return Decimal(luck.randint(-2, 0))
    if kind < 0.2:
        return Decimal(100)
    if variant == METRES:
        return Decimal(luck.randint(1, 6000)).scaleb(-3)
    return Decimal(luck.choice((1, 1, 1, 2, 3, 5, 8)))
