"""The price that each of many goods shows in a list, as it compares with others: an order of own prices is made of it.

Goods differ to the rules of prices only by which of them speak of them. So a list of goods is parted by sets, one good
of each part tells the traits that the quotes of all of it are asked with, and where no rule, segment or agreement
speaks, the bare form is enough. Goods whose seller hangs on the stock of the moment are read like a page reads them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from itertools import compress, count
from typing import Any, NamedTuple, Protocol

from attrs import frozen

from application.access.context import BuyerContext, Visit
from application.pricing.goods import Pricing, PricingFacts, Scope, scope_of
from application.pricing.price_order import currency_of
from application.pricing.whole import WholeRead, WholeReading
from application.queries.assortment import GoodsSets, table_of
from application.queries.offers import BASE_UNIT, ONE, offer
from domain.catalog.traits import NO_TRAITS, Traits
from domain.pricing.ask import BASE, Ask
from domain.pricing.assortment import Mask
from domain.pricing.bare import BarePrices, Listed
from domain.pricing.book import IndividualPrice, PriceBook, VatKind
from domain.pricing.comparing import comparable
from domain.pricing.quote import quote_line
from domain.pricing.rules import Which
from domain.pricing.terms import Terms
from domain.shared.ids import OrganizationId, ProductId, VariantId
from domain.shared.money import Currency

Priced = tuple[ProductId, Decimal | None]
MANY = 5_000  # goods that are read from the board before any is priced


class PriceRow(NamedTuple):
    """The variant of a product that a list shows. organization: as in `Goods`."""

    product: ProductId
    variant: VariantId
    vat_kind: int
    vat_rate: Decimal | None
    organization: OrganizationId | None
    listed: Listed


@frozen
class PriceColumns:
    """One snapshot, open while it is read. agreed: individual prices in force, of all the goods."""

    pricing_version: int
    agreed: Mapping[VariantId, tuple[IndividualPrice, ...]]
    rows: Iterator[PriceRow]


class PriceBoard(Protocol):
    def open(
        self, goods: Sequence[ProductId], scope: Scope, at_once: int = MANY
    ) -> AbstractContextManager[PriceColumns]:
        """Prices of the base unit; goods withdrawn since bring no row. at_once: goods read before any row is told."""


@frozen
class Basis:
    """What prices of many goods are made of beside the goods' own rows and the client.

    sets: the goods of each condition of his rules and segments. The rules are those of the pricing version.
    """

    catalogue_version: int
    pricing_version: int
    sets: Mapping[Which, Mask]

    def moved(self, after: "Basis") -> list[ProductId] | None:
        """Goods that some condition has in one of both alone, whether or not they were written: a section that was
        moved takes its goods along. None where the conditions are others."""
        if self.pricing_version != after.pricing_version or self.sets.keys() != after.sets.keys():
            return None
        found = 0
        for which, mask in self.sets.items():
            found |= mask ^ after.sets[which]
        return list(compress(count(), table_of(found))) if found else []  # type: ignore[arg-type]  # ids are ints


@frozen
class BulkRead:
    """prices: of each of the goods that is still there, in no order."""

    basis: Basis
    prices: Iterator[Priced]


@frozen
class BulkPrices:
    board: PriceBoard
    whole: WholeReading
    pricing: Pricing
    sets: GoodsSets

    @contextmanager
    def open(
        self, visit: Visit, context: BuyerContext, goods: Sequence[ProductId], at_once: int = MANY
    ) -> Iterator[BulkRead]:
        """One snapshot, open while it is read; its basis is of the snapshot's own pricing version."""
        facts = self.pricing.facts(visit.pricing_version, context.day)
        while True:
            with self.board.open(goods, scope_of(context, facts), at_once) as columns:
                if columns.pricing_version == facts.version:
                    basis = self._basis(visit, context, facts)
                    yield BulkRead(basis, self._prices(context, facts, basis, columns, goods))
                    return
                version = columns.pricing_version
            # An import came in between: the prices are of its version, and so must the rules be.
            facts = self.pricing.facts(version, context.day)

    def basis(self, visit: Visit, context: BuyerContext) -> Basis:
        return self._basis(visit, context, self.pricing.facts(visit.pricing_version, context.day))

    def _basis(self, visit: Visit, context: BuyerContext, facts: PricingFacts) -> Basis:
        version = visit.catalogue_version
        sets = {which: self.sets.goods_of(version, which) for which in conditions_of(context, facts)}
        return Basis(version, facts.version, sets)

    def _prices(
        self, context: BuyerContext, facts: PricingFacts, basis: Basis, columns: PriceColumns,
        goods: Sequence[ProductId],
    ) -> Iterator[Priced]:  # fmt: skip
        late: list[ProductId] = []
        parts = self._parted(context, facts, basis, goods)
        yield from Quoting.of(context, facts, columns.agreed, parts).prices(columns.rows, late)
        if late:
            with self.whole.open(lambda _: late, context, facts.version) as read:
                yield from own_prices(read, currency_of(context))

    def _parted(
        self, context: BuyerContext, facts: PricingFacts, basis: Basis, goods: Sequence[ProductId]
    ) -> "Parts":
        """By which conditions of the client's rules and segments have them."""
        if not basis.sets:
            return Parts({}, {})
        parts: dict[ProductId, int] = {}
        for place, table in enumerate(map(table_of, basis.sets.values())):
            bit, end = 1 << place, len(table)
            for product in goods:
                if product < end and table[product]:
                    parts[product] = parts.get(product, 0) | bit
        examples = {part: product for product, part in parts.items()}
        found: dict[ProductId, Traits] = {}
        with self.whole.open(lambda _: list(examples.values()), context, facts.version) as read:
            for rows, _ in read.chunks():
                found.update((row.goods.product, row.goods.traits) for row in rows)
        traits = {part: found[product] for part, product in examples.items() if product in found}
        return Parts(parts, traits)


def conditions_of(context: BuyerContext, facts: PricingFacts) -> Iterator[Which]:
    for terms in context.terms(facts.chains).values():
        rules = facts.rules.of(terms) if facts.rules is not None else None
        for rule in rules.rules if rules is not None else ():
            yield rule.which
        segments = facts.chains.of(terms).segments
        for assignment in segments.rules if segments is not None else ():
            yield assignment.which


@frozen
class Parts:
    """of: those goods that any condition has. traits: of one good of each part; without it a part is read by itself."""

    of: Mapping[ProductId, int]
    traits: Mapping[int, Traits]


@frozen
class Quoting:
    book: PriceBook
    listed: dict[VariantId, Mapping[tuple[Any, Any], tuple[Decimal, Currency]]]
    parts: Parts
    terms: Mapping[OrganizationId, Terms]
    bare: Mapping[OrganizationId, BarePrices]
    sellers: tuple[OrganizationId, ...]
    currency: Currency

    @classmethod
    def of(
        cls, context: BuyerContext, facts: PricingFacts, agreed: Mapping[VariantId, tuple[IndividualPrice, ...]],
        parts: Parts,
    ) -> "Quoting":  # fmt: skip
        listed: dict[VariantId, Mapping[tuple[Any, Any], tuple[Decimal, Currency]]] = {}
        book = PriceBook(
            facts.version, context.day, facts.types, listed, agreed, facts.rates, rules=facts.rules, chains=facts.chains
        )
        terms, currency = context.terms(facts.chains), currency_of(context)
        bare = {seller: BarePrices(book, its, currency) for seller, its in terms.items()}
        sellers = tuple(dict.fromkeys(warehouse.organization for warehouse in context.warehouses))
        return cls(book, listed, parts, terms, bare, sellers, currency)

    def prices(self, rows: Iterable[PriceRow], late: list[ProductId]) -> Iterator[Priced]:
        """Those that have to be read as a page reads them are added to `late`."""
        known: dict[object, Decimal | None] = {}
        one = self.sellers[0] if len(self.sellers) == 1 else None
        agreed, parts, kinds = self.book.individual, self.parts.of, tuple(VatKind)
        former, bare = None, None
        for product, variant, kind, rate, organization, listed in rows:
            seller = organization or one
            if seller is None and self.sellers:
                late.append(product)
                continue
            if seller is not former:  # goods of one seller follow each other, and an id takes a while to hash
                former, bare = seller, None if seller is None or not self.sellers else self.bare.get(seller)
            if bare is None:
                yield product, None
                continue
            part = parts.get(product, 0)
            if not part and variant not in agreed:
                yield product, bare.of(listed, kinds[kind], rate)
                continue
            if part and part not in self.parts.traits:
                late.append(product)
                continue
            yield product, self._quoted(known, PriceRow(product, variant, kind, rate, seller, listed), part)

    def _quoted(self, known: dict[object, Decimal | None], row: PriceRow, part: int) -> Decimal | None:
        """Goods of one part that are listed alike have one price."""
        seller = row.organization
        assert seller is not None
        key = None
        if row.variant not in self.book.individual:
            key = (part, seller, row.vat_kind, row.vat_rate, tuple(row.listed.items()))
            if key in known:
                return known[key]
        self.listed[row.variant] = {(kind, BASE): told for kind, told in row.listed.items()}
        traits = self.parts.traits[part] if part else NO_TRAITS
        ask = Ask(row.variant, self.terms[seller], ONE, BASE_UNIT, ONE, VatKind(row.vat_kind), row.vat_rate, traits)
        price = comparable(quote_line(self.book, ask), self.book, self.currency)
        del self.listed[row.variant]
        if key is not None:
            known[key] = price
        return price


def own_prices(read: WholeRead, currency: Currency) -> Iterable[Priced]:
    """For each product the price that its line of a list shows, as it compares with others."""
    for rows, under in read.chunks():
        shown: ProductId | None = None
        for row in rows:
            if row.goods.product == shown:
                continue
            shown = row.goods.product
            price = offer(row, under).price
            yield shown, None if price is None else comparable(price, under.book, currency)
