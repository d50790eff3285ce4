"""Which goods a rule of availability would take from contracts or give to them: by the bulk form of the domain."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from application.pricing.rule_effects import AssortmentEffects, ClientBase, HiddenGoods, PricedClient
from domain.pricing.assortment import GoodsOf, Mask, Sellers, visible
from domain.pricing.availability import Client, Reach, Stranger
from domain.pricing.rules import Rules, Whom
from domain.shared.ids import ProductId

SHOWN = 10


@frozen
class Kind:
    """Contracts with one seller whom the same rules concern, before and after."""

    before: Mask
    after: Mask
    clients: Sequence[PricedClient]


def assortment_effects(
    base: ClientBase, clients: Sequence[PricedClient], before: Rules, after: Rules
) -> AssortmentEffects:
    """Of each contract, the goods that its seller may sell. A rule of one warehouse hides no goods by itself."""
    sellers, goods_of = base.masks()
    kinds = [_kind(members, before, after, sellers, goods_of) for members in alike(clients, before, after)]
    lost = _any(each.before & ~each.after for each in kinds)
    got = _any(each.after & ~each.before for each in kinds)
    return AssortmentEffects(
        lost.bit_count(),
        sum(len(each.clients) for each in kinds if each.before & ~each.after),
        got.bit_count(),
        sum(len(each.clients) for each in kinds if each.after & ~each.before),
        sum(len(each.clients) for each in kinds if each.before and not each.after),
        _examples(base, kinds),
    )


def alike(clients: Sequence[PricedClient], before: Rules, after: Rules) -> list[list[PricedClient]]:
    """Contracts that the rules cannot tell apart."""
    asked = [rule for rule in (*before, *after) if rule.whom != Whom()]
    found: dict[object, list[PricedClient]] = {}
    for client in clients:
        key = (client.terms.organization, tuple(rule.whom.has(client.terms) for rule in asked))
        found.setdefault(key, []).append(client)
    return list(found.values())


def _kind(members: Sequence[PricedClient], before: Rules, after: Rules, sellers: Sellers, goods_of: GoodsOf) -> Kind:
    seller = members[0].terms.organization
    goods: Sellers = {seller: sellers.get(None, 0) | sellers.get(seller, 0)}
    was, will = (visible(Reach(rules, client_of(members[0])), goods, goods_of) for rules in (before, after))
    return Kind(was, will, members)


def client_of(one: PricedClient) -> Client:
    """A contract by itself; warehouses are left out, for a region has others tomorrow."""
    terms = one.terms
    return Client(Stranger(terms.counterparty, terms.holding, terms.region), {terms.organization: terms})


def _examples(base: ClientBase, kinds: Sequence[Kind]) -> tuple[HiddenGoods, ...]:
    found: dict[ProductId, list[PricedClient]] = {}
    for kind in kinds:
        for number in numbers(kind.before & ~kind.after, SHOWN):
            found.setdefault(number, []).extend(kind.clients)
    chosen = sorted(found)[:SHOWN]
    names: Mapping[ProductId, tuple[str, str]] = base.named(chosen) if chosen else {}
    return tuple(
        HiddenGoods(*names[number], found[number][0].name, len(found[number]) - 1)
        for number in chosen if number in names
    )  # fmt: skip


def numbers(mask: Mask, most: int) -> list[ProductId]:
    """The lowest bits that are set."""
    found: list[ProductId] = []
    while mask and len(found) < most:
        lowest = mask & -mask
        found.append(ProductId(lowest.bit_length() - 1))
        mask ^= lowest
    return found


def _any(masks: Iterable[Mask]) -> Mask:
    found = 0
    for mask in masks:
        found |= mask
    return found
