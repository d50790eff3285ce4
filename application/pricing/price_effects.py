"""Prices before and after, of every good for every client, with each distinct price computed once."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import define, evolve, field, frozen

from application.pricing.goods import OfferRow, PricingFacts
from application.pricing.rule_effects import Example, PricedClient
from domain.parties.level import Level
from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.book import IndividualPrice, PriceBook, VatKind, crossed
from domain.pricing.finding import individual_price
from domain.pricing.quote import quote_line
from domain.pricing.rules import Rule, RuleBook, Whom
from domain.shared.ids import VariantId
from domain.shared.money import Currency

SHOWN = 10
MOST_KEPT = 500
ONE = Decimal(1)


@frozen
class Books:
    """What all prices are made of, and the rules before and after."""

    facts: PricingFacts
    before: RuleBook
    after: RuleBook

    def pair(self, row: OfferRow, agreed: Sequence[IndividualPrice] = ()) -> tuple[PriceBook, PriceBook]:
        variant, facts = row.goods.variant, self.facts
        individual = {variant: tuple(agreed)} if agreed else {}
        listed = {variant: row.listed}
        told = facts.version, facts.day, facts.types, listed, individual, facts.rates
        before = PriceBook(*told, rules=self.before, chains=facts.chains)
        return before, PriceBook(*told, rules=self.after, chains=facts.chains)


@frozen
class Classes:
    """Clients whose prices can differ by nothing but individual prices, told by their numbers in `clients`."""

    clients: Sequence[PricedClient]
    members: tuple[tuple[int, ...], ...]
    by_owner: dict[UUID, list[int]]
    sets: tuple[frozenset[int], ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "sets", tuple(map(frozenset, self.members)))

    @classmethod
    def of(cls, clients: Sequence[PricedClient], books: Books) -> "Classes":
        found: dict[Any, list[int]] = {}
        by_owner: dict[UUID, list[int]] = {}
        before, after = asking(books.before), asking(books.after)
        for number, client in enumerate(clients):
            terms = client.terms
            key = (
                terms.organization, terms.price_type, terms.currency, terms.pays_vat,
                books.facts.chains.of(terms).shape,
                *(tuple(rule.whom.has(terms) for rule in rules) for rules in (before, after)),
            )  # fmt: skip
            found.setdefault(key, []).append(number)
            for owner in {terms.owner(level) for level in Level}:
                by_owner.setdefault(owner, []).append(number)
        return cls(clients, tuple(map(tuple, found.values())), by_owner)

    @property
    def count(self) -> int:
        return len(self.members)

    def owners(self) -> frozenset[UUID]:
        return frozenset(self.by_owner)

    def agreed_with(self, row: OfferRow) -> dict[int, list[IndividualPrice]]:
        """Clients that have individual prices of it, reached or not, each with his own."""
        found: dict[int, list[IndividualPrice]] = {}
        for price in row.individual:
            for number in self.by_owner.get(price.owner, ()):
                found.setdefault(number, []).append(price)
        return found


def as_assigned(clients: Iterable[PricedClient], facts: PricingFacts) -> list[PricedClient]:
    """With the price types that their assignments give."""
    return [evolve(one, terms=facts.chains.assigned(one.terms)) for one in clients]


def asking(book: RuleBook) -> tuple[Rule, ...]:
    """Rules that tell clients apart; those for everybody, most of all, are not asked of each of ten thousand."""
    return tuple(rule for rule in book.rules if rule.whom != Whom())


@define
class PriceEffects:
    """Adds up what changes, chunk by chunk. `reached`: the quantity from which the rule is for, at least one.

    touches_agreed: whether the rule, as it was or will be, changes individual prices.
    """

    books: Books
    classes: Classes
    reached: Decimal
    touches_agreed: bool = True
    changed_goods: set[VariantId] = field(factory=set)
    changed_clients: set[int] = field(factory=set)
    changed_agreed: int = 0
    largest: dict[VariantId, tuple[Decimal, Example]] = field(factory=dict)
    unpriced: dict[VariantId, Example] = field(factory=dict)
    forgotten: int = 0
    changed_whole: set[int] = field(factory=set)
    roubles: dict[Currency, Decimal] = field(factory=dict)

    @property
    def quantity(self) -> Decimal:
        return max(ONE, self.reached)

    def add(self, rows: Iterable[OfferRow]) -> None:
        for row in rows:
            agreed = self.classes.agreed_with(row)
            before, after = self.books.pair(row)
            for kind in range(self.classes.count):
                self._add_kind(row, kind, before, after, agreed.keys())
            for number, own in agreed.items():
                if self._may_buy(row, number) and self._agreed_changes(row, number, own):
                    self.changed_agreed += 1
                    self.changed_clients.add(number)
            self._forget_small_ones()

    def _add_kind(
        self, row: OfferRow, kind: int, before: PriceBook, after: PriceBook, agreed: AbstractSet[int]
    ) -> None:
        members, all_ = self.classes.members[kind], self.classes.sets[kind]
        one = next((number for number in members if number not in agreed), None)
        if one is None or not self._may_buy(row, one):
            return
        alike = len(members) - len(all_ & agreed)
        # With ten thousand clients of a kind it matters that they are added up once and not for every good.
        if self._compare(row, before, after, one, alike) and kind not in self.changed_whole:
            self.changed_clients.update(all_ - agreed)
            if all_ <= self.changed_clients:
                self.changed_whole.add(kind)

    def _agreed_changes(self, row: OfferRow, number: int, own: Sequence[IndividualPrice]) -> bool:
        before, after = self.books.pair(row, own)
        if not self.touches_agreed:
            # A price that applies here is beyond the rule, whatever the rule does.
            ask = ask_of(row, self.classes.clients[number], self.quantity)
            if individual_price(before, ask, []) is not None:
                return False
        return self._compare(row, before, after, number, 1)

    def _forget_small_ones(self) -> None:
        """A good is compared whole before the next one: what is not among the largest by then never will be."""
        if len(self.largest) > MOST_KEPT:
            self.largest = dict(self._largest())
        if len(self.unpriced) > MOST_KEPT:
            self.forgotten += len(self.unpriced) - SHOWN
            self.unpriced = dict(sorted(self.unpriced.items())[:SHOWN])

    def _may_buy(self, row: OfferRow, number: int) -> bool:
        seller = row.goods.organization
        return seller is None or seller == self.classes.clients[number].terms.organization

    def _compare(self, row: OfferRow, before: PriceBook, after: PriceBook, number: int, alike: int) -> bool:
        """For one client, who stands for so many alike."""
        client = self.classes.clients[number]
        ask = ask_of(row, client, self.quantity)
        was, will = quote_line(before, ask), quote_line(after, ask)
        # On request for another reason is on request all the same.
        if (was.price, was.refusal is None) == (will.price, will.refusal is None):
            return False
        variant = row.goods.variant
        self.changed_goods.add(variant)
        example = Example(
            row.goods.name, row.goods.sku, client.name, alike - 1, ask.terms.currency,
            None if was.refusal else was.price, None if will.refusal else will.price, refused(will), variant,
            client.terms.contract, client.terms.counterparty,
        )  # fmt: skip
        size = abs(will.price - was.price) * self._in_roubles(ask.terms.currency)
        if variant not in self.largest or self.largest[variant][0] < size:
            self.largest[variant] = size, example
        if was.refusal is None and will.refusal is not None:
            self.unpriced.setdefault(variant, example)
        return True

    def _in_roubles(self, currency: Currency) -> Decimal:
        """Only to tell the greater change; without a rate a sum counts as it is."""
        if currency not in self.roubles:
            book = PriceBook(0, self.books.facts.day, {}, {}, rates=self.books.facts.rates)
            way = crossed(book, currency, Currency.RUB)
            self.roubles[currency] = ONE if isinstance(way, Currency) else way.of(ONE)
        return self.roubles[currency]

    def examples(self) -> tuple[Example, ...]:
        return tuple(example for _, (_, example) in self._largest())

    def _largest(self) -> list[tuple[VariantId, tuple[Decimal, Example]]]:
        return sorted(self.largest.items(), key=lambda item: (-item[1][0], item[0]))[:SHOWN]

    @property
    def unpriced_goods(self) -> int:
        return self.forgotten + len(self.unpriced)

    def unpriced_examples(self) -> tuple[Example, ...]:
        return tuple(self.unpriced[variant] for variant in sorted(self.unpriced)[:SHOWN])


def ask_of(row: OfferRow, client: PricedClient, reached: Decimal) -> Ask:
    goods = row.goods
    packaging = goods.base
    return Ask(
        goods.variant, client.terms, ONE, packaging, reached, VatKind(goods.vat_kind), goods.vat_rate, goods.traits
    )


def refused(line: QuotedLine) -> str:
    return "" if line.refusal is None else line.refusal.why
