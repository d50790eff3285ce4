"""«Check my rules»: the properties of prices tried on the customer's own goods, clients and rules (A07)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, islice
from random import Random
from typing import Protocol

from attrs import define, evolve, field, frozen

from application.access.context import Visit
from application.pricing.assortment_effects import alike, client_of
from application.pricing.goods import OfferRow, Pricing, Scope
from application.pricing.preview_rule import properties
from application.pricing.price_effects import Books, Classes, as_assigned, ask_of
from application.pricing.rule_effects import ClientBase, PricedClient
from application.pricing.rule_ports import Rules
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.parties.level import Level
from domain.pricing.assortment import Sellers
from domain.pricing.availability import Reach
from domain.pricing.availability_checks import on_client, on_goods
from domain.pricing.book import PriceBook
from domain.pricing.checks import Finding, Flaw, findings
from domain.pricing.remarks import may_meet
from domain.pricing.rules import Rule, RuleBook, Which
from domain.shared.ids import VariantId
from domain.shared.money import Currency

GOODS = 200
CLIENTS = 40
OF_A_RULE = 5
MOST_RULES = 40
AGREED = 100
MOST_EQUAL = 20


@frozen
class Counterexample:
    """The smallest that was found: by quantity, then by article and client. unit: the base one."""

    finding: Finding
    goods: str
    sku: str
    unit: str
    client: str
    contract: str
    currency: Currency

    @property
    def size(self) -> tuple[Decimal, int, str, str]:
        return self.finding.quantity, len(self.sku), self.sku, self.client


@frozen
class CheckReport:
    """The same seed over the same books gives the same report."""

    seed: int
    rules: int
    goods: int
    clients: int
    pairs: int
    counts: Mapping[Flaw, int]
    smallest: Mapping[Flaw, Counterexample]

    @property
    def is_sound(self) -> bool:
        return not any(flaw.is_fault for flaw in self.counts)


class AgreedSample(Protocol):
    """Some goods with individual prices, and whose they are, by chance that follows from the seed."""

    def agreed_sample(self, seed: int, most: int) -> Sequence[tuple[object, VariantId]]: ...


class CheckedBase(ClientBase, AgreedSample, Protocol):
    """All that a check reads."""


@frozen
class CheckRulesHandler:
    base: CheckedBase
    pricing: Pricing
    rules: Rules
    clock: Clock

    def __call__(self, visit: Visit, seed: int) -> CheckReport:
        """Raises NotAllowed."""
        visit.authority.need(Permission.SEE_RULES)
        return self.run(seed)

    def run(self, seed: int) -> CheckReport:
        """For the operator at the command line, who has all rights."""
        chance, day = Random(seed), self.clock.today()  # noqa: S311 - it must repeat, not be unguessable
        active = tuple(sorted(self.rules.active(), key=lambda rule: rule.place))
        rules = tuple(rule for rule in active if rule.in_force(day))
        version = self.base.version()
        book = RuleBook(active, day)
        books = Books(self.pricing.facts(version, day), book, book)
        agreed = self.base.agreed_sample(seed, AGREED)
        clients = self._clients(books, {owner for owner, _ in agreed}, chance)
        variants = self._goods(rules, [variant for _, variant in agreed], chance)
        owners = {client.terms.owner(level) for client in clients for level in Level}
        types = books.facts.chain(client.terms for client in clients)
        rows = self.base.board(variants, Scope(types, tuple(sorted(owners)), (), day), properties(rules)).rows
        tried = Tried()
        for row in rows:
            priced = books.pair(row, row.individual)[0]
            for client in clients:
                if row.goods.organization in (None, client.terms.organization):
                    tried.add(row, client, priced)
        if book.availability:
            self._try_availability(book.availability, clients, rows, tried)
        return CheckReport(seed, len(rules), len(rows), len(clients), tried.pairs, tried.counts, tried.smallest)

    def _try_availability(
        self, rules: tuple[Rule, ...], clients: Sequence[PricedClient], rows: Sequence[OfferRow], tried: "Tried"
    ) -> None:
        sellers, goods_of = self.base.masks()
        for client in clients:
            reach, seller = Reach(rules, client_of(client)), client.terms.organization
            of_seller: Sellers = {seller: sellers.get(None, 0) | sellers.get(seller, 0)}
            for finding in on_client(reach, of_seller, goods_of):
                tried.note(finding, None, client)
            for row in rows:
                if row.goods.organization in (None, seller):
                    for finding in on_goods(reach, evolve(row.goods, organization=seller)):
                        tried.note(finding, row, client)

    def _clients(self, books: Books, owners: set[object], chance: Random) -> list[PricedClient]:
        """One of each kind, as prices and as availability tell them apart, and some with individual prices."""
        everybody = as_assigned(self.base.clients(books.facts.day), books.facts)
        classes = Classes.of(everybody, books)
        kinds = chance.sample(classes.members, min(CLIENTS, classes.count))
        numbers = [chance.choice(members) for members in kinds]
        held = sorted({n for owner, found in classes.by_owner.items() if owner in owners for n in found})
        numbers += chance.sample(held, min(CLIENTS, len(held)))
        drawn = [classes.clients[number] for number in dict.fromkeys(numbers)]
        if books.before.availability:
            told_apart = alike(everybody, books.before.availability, ())
            drawn += [chance.choice(each) for each in chance.sample(told_apart, min(CLIENTS, len(told_apart)))]
        return list({client.terms.contract: client for client in drawn}.values())

    def _goods(self, rules: Sequence[Rule], agreed: Sequence[VariantId], chance: Random) -> list[VariantId]:
        """Some of all, some of each rule, some that two rules of one rank share, some with individual prices."""
        everything = self.base.goods([Which()])
        found = dict.fromkeys(chance.sample(everything, min(GOODS, len(everything))))
        asked = [rule.which for rule in rules if rule.which != Which()]
        different = list(dict.fromkeys(asked))
        tried = chance.sample(different, min(MOST_RULES, len(different)))
        of_rules = {which: self.base.goods([which]) for which in tried}
        of_rules[Which()] = everything
        for goods in of_rules.values():
            found |= dict.fromkeys(chance.sample(goods, min(OF_A_RULE, len(goods))))
        for one, other in islice(equal_ranks(rules), MOST_EQUAL):
            if {one.which, other.which} <= of_rules.keys():
                shared = sorted(set(of_rules[one.which]) & set(of_rules[other.which]))
                found |= dict.fromkeys(chance.sample(shared, min(OF_A_RULE, len(shared))))
        sold = set(everything)
        return sorted(found | dict.fromkeys(variant for variant in agreed if variant in sold))


def equal_ranks(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    for one, other in combinations(rules, 2):
        if one.place[:2] == other.place[:2] and may_meet(one, other):
            yield one, other


@define
class Tried:
    pairs: int = 0
    counts: dict[Flaw, int] = field(factory=dict)
    smallest: dict[Flaw, Counterexample] = field(factory=dict)

    def add(self, row: OfferRow, client: PricedClient, book: PriceBook) -> None:
        self.pairs += 1
        for finding in findings(book, ask_of(row, client, Decimal(1))):
            self.note(finding, row, client)

    def note(self, finding: Finding, row: OfferRow | None, client: PricedClient) -> None:
        """Without a row it is of the client's whole catalogue."""
        terms, flaw = client.terms, finding.flaw
        self.counts[flaw] = self.counts.get(flaw, 0) + 1
        name, sku, unit = (row.goods.name, row.goods.sku, row.goods.unit) if row is not None else ("", "", "")
        found = Counterexample(finding, name, sku, unit, client.name, terms.contract_number, terms.currency)
        if flaw not in self.smallest or found.size < self.smallest[flaw].size:
            self.smallest[flaw] = found
