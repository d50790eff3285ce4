"""Prices before and after, of every good for every client, with each distinct price computed once."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import define, evolve, field, frozen

from application.pricing.goods import OfferRow, PricingFacts
from application.pricing.rule_effects import Example, PricedClient
from domain.parties.level import Level
from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.book import PriceBook, VatKind, crossed
from domain.pricing.quote import quote_line
from domain.pricing.rules import Rule, RuleBook, Whom
from domain.shared.ids import VariantId
from domain.shared.money import Currency
from domain.shared.quantity import Packaging

SHOWN = 10
ONE = Decimal(1)


@frozen
class Books:
    """What all prices are made of, and the rules before and after."""

    facts: PricingFacts
    before: RuleBook
    after: RuleBook

    def pair(self, row: OfferRow, agreed: bool) -> tuple[PriceBook, PriceBook]:
        variant, facts = row.goods.variant, self.facts
        individual = {variant: row.individual} if agreed else {}
        listed = {variant: row.listed}
        book = PriceBook(
            facts.version, facts.day, facts.types, listed, individual, facts.rates, rules=self.before,
            chains=facts.chains,
        )  # fmt: skip
        return book, evolve(book, rules=self.after)


@frozen
class Classes:
    """Clients whose prices can differ by nothing but individual prices, told by their numbers in `clients`."""

    clients: Sequence[PricedClient]
    members: tuple[tuple[int, ...], ...]
    by_owner: dict[UUID, list[int]]

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

    def agreed_with(self, row: OfferRow) -> set[int]:
        """Clients that have an individual price of it, reached or not."""
        return {number for price in row.individual for number in self.by_owner.get(price.owner, ())}


def as_assigned(clients: Iterable[PricedClient], facts: PricingFacts) -> list[PricedClient]:
    """With the price types that their assignments give."""
    return [evolve(one, terms=facts.chains.assigned(one.terms)) for one in clients]


def asking(book: RuleBook) -> tuple[Rule, ...]:
    """Rules that tell clients apart; those for everybody, most of all, are not asked of each of ten thousand."""
    return tuple(rule for rule in book.rules if rule.whom != Whom())


@define
class PriceEffects:
    """Adds up what changes, chunk by chunk. `reached`: the quantity from which the rule is for, at least one."""

    books: Books
    classes: Classes
    reached: Decimal
    changed_goods: set[VariantId] = field(factory=set)
    changed_clients: set[int] = field(factory=set)
    changed_agreed: int = 0
    largest: dict[VariantId, tuple[Decimal, Example]] = field(factory=dict)
    unpriced: dict[VariantId, Example] = field(factory=dict)

    @property
    def quantity(self) -> Decimal:
        return max(ONE, self.reached)

    def add(self, rows: Iterable[OfferRow]) -> None:
        for row in rows:
            agreed = self.classes.agreed_with(row)
            before, after = self.books.pair(row, agreed=False)
            for members in self.classes.members:
                if self._may_buy(row, members[0]):
                    others = members if not agreed else tuple(n for n in members if n not in agreed)
                    if others:
                        self._compare(row, before, after, others)
            if agreed:
                before, after = self.books.pair(row, agreed=True)
                for number in agreed:
                    if self._may_buy(row, number) and self._compare(row, before, after, (number,)):
                        self.changed_agreed += 1

    def _may_buy(self, row: OfferRow, number: int) -> bool:
        seller = row.goods.organization
        return seller is None or seller == self.classes.clients[number].terms.organization

    def _compare(self, row: OfferRow, before: PriceBook, after: PriceBook, numbers: Sequence[int]) -> bool:
        client = self.classes.clients[numbers[0]]
        ask = ask_of(row, client, self.quantity)
        was, will = quote_line(before, ask), quote_line(after, ask)
        # On request for another reason is on request all the same.
        if (was.price, was.refusal is None) == (will.price, will.refusal is None):
            return False
        variant = row.goods.variant
        self.changed_goods.add(variant)
        self.changed_clients.update(numbers)
        example = Example(
            row.goods.name, row.goods.sku, client.name, len(numbers) - 1, ask.terms.currency,
            None if was.refusal else was.price, None if will.refusal else will.price, refused(will),
        )  # fmt: skip
        size = abs(will.price - was.price) * self._in_roubles(ask.terms.currency)
        if variant not in self.largest or self.largest[variant][0] < size:
            self.largest[variant] = size, example
        if was.refusal is None and will.refusal is not None:
            self.unpriced.setdefault(variant, example)
        return True

    def _in_roubles(self, currency: Currency) -> Decimal:
        """Only to tell the greater change; without a rate a sum counts as it is."""
        book = PriceBook(0, self.books.facts.day, {}, {}, rates=self.books.facts.rates)
        way = crossed(book, currency, Currency.RUB)
        return ONE if isinstance(way, Currency) else way.of(ONE)

    def examples(self) -> tuple[Example, ...]:
        found = sorted(self.largest.items(), key=lambda item: (-item[1][0], item[0]))
        return tuple(example for _, (_, example) in found[:SHOWN])

    def unpriced_examples(self) -> tuple[Example, ...]:
        return tuple(self.unpriced[variant] for variant in sorted(self.unpriced)[:SHOWN])


def ask_of(row: OfferRow, client: PricedClient, reached: Decimal) -> Ask:
    goods = row.goods
    packaging = Packaging(0, goods.unit_code, goods.unit)
    return Ask(
        goods.variant, client.terms, ONE, packaging, reached, VatKind(goods.vat_kind), goods.vat_rate, goods.traits
    )


def refused(line: QuotedLine) -> str:
    return "" if line.refusal is None else line.refusal.why
