"""Random price books, rules and questions, as wide as the trade is: for the laws of the quote."""

from datetime import date
from decimal import Decimal
from itertools import product
from typing import TypeVar
from uuid import UUID

from attrs import evolve
from hypothesis import strategies as st

from domain.catalog.traits import Traits
from domain.parties.level import Level
from domain.pricing import cart_quote, quote
from domain.pricing.agreed import Validity
from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.assigning import Assignee, Assignment
from domain.pricing.availability import Client, Stranger
from domain.pricing.book import PriceBook, PriceType, Threshold, VatKind, type_key
from domain.pricing.chain import TypeChains
from domain.pricing.effect import OF_WAREHOUSES, PRICES, Effect, EffectKind
from domain.pricing.rules import Rule, RuleBook, Which, Whom
from domain.pricing.terms import Terms
from domain.shared.ids import (
    CategoryId,
    ContractId,
    CounterpartyId,
    HoldingId,
    OrganizationId,
    PackagingId,
    PriceTypeId,
    ProductId,
    RegionId,
    UserGroupId,
    VariantId,
    WarehouseId,
)
from domain.shared.money import Currency
from domain.shared.quantity import Packaging
from tests.builders import CONTRACT, COUNTERPARTY, HOLDING, SELLER, TODAY, a_book, an_id, an_individual_price, terms

T = TypeVar("T")
TYPES = (1, 2, 3)
GOODS = (1, 2, 3)
MAKERS = ("линия а", "завод б", "")
OTHERS = an_id("another client's contract")
REGIONS = (RegionId(an_id("Ural")), RegionId(an_id("Volga")))
GROUPS = (UserGroupId(an_id("fitters")), UserGroupId(an_id("stores")))
OWNERS = {
    Assignee.CONTRACT: (CONTRACT, OTHERS),
    Assignee.COUNTERPARTY: (COUNTERPARTY, an_id("another")),
    Assignee.HOLDING: (HOLDING, an_id("another holding")),
    Assignee.GROUP: GROUPS,
    Assignee.REGION: REGIONS,
    Assignee.PLATFORM: (None,),
}
EVER = Validity()
VALIDITIES = (EVER, EVER, EVER, EVER, Validity(TODAY, TODAY), Validity(None, date(2026, 11, 22)),
              Validity(date(2026, 11, 24)))  # fmt: skip
SECOND = OrganizationId(an_id("another seller"))
PLACES = tuple(WarehouseId(number) for number in (1, 2, 3))
DOZEN = Packaging(9, "778", "упак", Decimal(12), Decimal(1))
# Of whole numbers, which are drawn several times faster than decimals are.
money = st.integers(1, 10**7).map(lambda n: Decimal(n).scaleb(-2))
amounts = st.integers(1, 10**11).map(lambda n: Decimal(n).scaleb(-5))
quantities = st.integers(1, 10**7).map(lambda n: Decimal(n).scaleb(-3))
# What an example is drawn from is made once: to make a strategy costs Hypothesis more than to draw from it.
CURRENCIES = st.sampled_from((Currency.RUB, Currency.USD))
EITHER = st.booleans()
KINDS_OF_EFFECT = st.sampled_from(PRICES)
PERCENTS = st.integers(-999, 3000).filter(bool)
PRIORITIES = st.integers(0, 5)
NUMBERS = st.integers(1, 10**6)
LEASTS = st.sampled_from([Decimal(0), Decimal(10), Decimal(100)])
BEGINNINGS = st.none() | st.dates(date(2026, 11, 20), TODAY)
ENDS = st.none() | st.dates(TODAY, date(2026, 12, 1))


def traits_of(good: int) -> Traits:
    """Good 1 to 3: in sections below one root, of two makers, red or blue."""
    values = frozenset({(7, "красный" if good % 2 else "синий")})
    return Traits(ProductId(good), {CategoryId(10 + good), CategoryId(10)}, MAKERS[good % 3], values)


@st.composite
def effects(draw: st.DrawFn) -> Effect:
    kind = draw(KINDS_OF_EFFECT)
    if kind is EffectKind.PERCENT:
        return Effect(kind, Decimal(draw(PERCENTS)).scaleb(-1))
    value = draw(money)
    if kind is EffectKind.AMOUNT and draw(EITHER):
        value = -value
    return Effect(kind, value, draw(CURRENCIES))


def some(*of: T, most: int = 1) -> st.SearchStrategy[frozenset[T]]:
    return st.frozensets(st.sampled_from(of), max_size=most)


WHICHES = st.builds(
    Which,
    some(*(ProductId(good) for good in GOODS), most=2),
    some(*(CategoryId(each) for each in (10, 11, 12, 99)), most=2),
    some(*MAKERS[:2], most=2),
    some((7, "красный"), (7, "синий"), (8, "да"), most=2),
)
WHOMS = st.builds(
    Whom,
    contracts=some(CONTRACT, ContractId(OTHERS)),
    counterparties=some(COUNTERPARTY, CounterpartyId(an_id("another"))),
    holdings=some(HOLDING, HoldingId(an_id("another holding"))),
    price_types=some(*map(PriceTypeId, TYPES), most=2),
)
EFFECTS = effects()


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    return Rule(
        UUID(int=draw(NUMBERS)),
        "Правило",
        draw(PRIORITIES),
        draw(EFFECTS),
        draw(WHICHES),
        draw(WHOMS),
        draw(LEASTS),
        draw(BEGINNINGS),
        draw(ENDS),
        draw(EITHER),
        draw(EITHER),
    )


def effects_of(kind: EffectKind) -> list[Effect]:
    counted = {EffectKind.ON_ORDER: (1, 5, 365), EffectKind.CAP: (0, 1, 5, 100)}
    counted |= {EffectKind.LEAST: (0, 3), EffectKind.MULTIPLE: (0, 7)}
    places = (None, None, None, *PLACES) if kind in OF_WAREHOUSES else (None,)
    return [Effect(kind, Decimal(value), None, place) for value in counted.get(kind, (0,)) for place in places]


# Made once: a rule is then five draws, and laws of many rules are tried in milliseconds.
AVAILABILITY = st.one_of(*(st.sampled_from(effects_of(kind)) for kind in EffectKind if not kind.is_price))
# Wide ones more often, or rules would seldom meet on one good.
SOME_GOODS = st.sampled_from([
    *3 * (Which(),), Which(categories={CategoryId(10)}), Which(categories={CategoryId(11)}),
    Which(products={ProductId(1)}), Which(products={ProductId(1), ProductId(3)}), Which(manufacturers={MAKERS[0]}),
    Which(values=frozenset({(7, "красный")})), Which(values=frozenset({(7, "красный"), (7, "синий")})),
    Which(categories={CategoryId(11)}, manufacturers={MAKERS[1]}), Which(values=frozenset({(8, "да")})),
])  # fmt: skip
SOME_CLIENTS = st.sampled_from([
    *4 * (Whom(),), Whom(contracts={CONTRACT}), Whom(counterparties={COUNTERPARTY}), Whom(holdings={HOLDING}),
    Whom(contracts={ContractId(OTHERS)}), Whom(counterparties={COUNTERPARTY}, price_types={PriceTypeId(1)}),
    Whom(price_types={PriceTypeId(2), PriceTypeId(3)}),
])  # fmt: skip


@st.composite
def availability_rules(draw: st.DrawFn) -> Rule:
    effect, number = draw(AVAILABILITY), draw(NUMBERS)
    stops = number % 4 == 0 and effect.kind is not EffectKind.ONLY
    return Rule(UUID(int=number), "Наличие", number % 6, effect, draw(SOME_GOODS), draw(SOME_CLIENTS), stops=stops)


rule_lists = st.lists(rules(), max_size=5, unique_by=lambda rule: rule.id)
availability_lists = st.lists(availability_rules(), max_size=6, unique_by=lambda rule: rule.id)


@st.composite
def clients(draw: st.DrawFn) -> Client:
    """One with a contract at one seller, at another, at both, or none; with warehouses of theirs, or without."""
    mine = {seller: evolve(terms(draw(st.sampled_from(TYPES))), organization=seller) for seller in (SELLER, SECOND)}
    held = draw(st.sets(st.sampled_from((SELLER, SECOND))))
    places = draw(st.lists(st.sampled_from(PLACES), unique=True))
    told = tuple((place, draw(st.sampled_from((SELLER, SECOND)))) for place in places)
    stranger = draw(st.sampled_from([Stranger(), Stranger(COUNTERPARTY, HOLDING)]))
    return Client(stranger, {seller: mine[seller] for seller in held}, told)


def every_assignment() -> list[Assignment]:
    """To this client, to others, to everybody; for all goods and for some; in force today, over, or not yet.

    Made once and then only chosen from, which is several times faster than to draw each from its parts.
    """
    wholes = Which()
    some = Which(categories={CategoryId(11)}), Which(manufacturers=MAKERS[:1]), Which(values={(7, "синий")})
    whiches = (wholes, wholes, *some)
    parts = product(((assignee, owner) for assignee in Assignee for owner in OWNERS[assignee]), whiches, TYPES)
    return [
        Assignment(
            UUID(int=number * 7919 % 10007), assignee, owner, PriceTypeId(kind), which,
            "Отрезки" if which != wholes else "", number % 3, VALIDITIES[number % len(VALIDITIES)],
        )
        for number, ((assignee, owner), which, kind) in enumerate(parts, 1)
    ]  # fmt: skip


assignment_lists = st.lists(st.sampled_from(every_assignment()), max_size=5, unique_by=lambda each: each.id)


def asked_of(book: PriceBook, ask: Ask) -> Ask:
    """As everybody asks: by terms with the price type that the nearest assignment gives."""
    return evolve(ask, terms=book.chains.assigned(ask.terms))


def quote_line(book: PriceBook, ask: Ask) -> QuotedLine:
    return quote.quote_line(book, asked_of(book, ask))


def quoted(book: PriceBook, asks: list[Ask]) -> tuple[QuotedLine, ...]:
    return quote.quoted(book, [asked_of(book, ask) for ask in asks])


def quote_cart(book: PriceBook, asks: list[Ask]) -> cart_quote.CartQuote:
    """A contract has one set of terms, whatever the line."""
    known = {ask.terms: book.chains.assigned(ask.terms) for ask in asks}
    return cart_quote.quote_cart(book, [evolve(ask, terms=known[ask.terms]) for ask in asks])


def price_types(kind: int) -> st.SearchStrategy[PriceType]:
    others = [PriceTypeId(each) for each in TYPES if each != kind]
    steps = st.lists(st.tuples(money, st.sampled_from(others)), max_size=2, unique_by=lambda step: step[0])
    return st.builds(
        PriceType,
        st.just(PriceTypeId(kind)),
        st.just(f"Вид {kind}"),
        CURRENCIES,
        EITHER,
        st.integers(0, 5),
        st.none() | st.sampled_from(others),
        steps.map(lambda steps: tuple(Threshold(total, becomes) for total, becomes in sorted(steps))),
        st.sampled_from(((), ((REGIONS[0], others[0]),), tuple(zip(REGIONS, others, strict=True)))),
    )


KINDS = st.tuples(*map(price_types, TYPES))
AGREED = st.lists(st.tuples(
    st.sampled_from(GOODS),
    st.builds(
        an_individual_price,
        amounts.map(str),
        st.sampled_from(Level),
        st.none() | st.just(an_id("a stranger")),
        st.sampled_from(["0", "10", "100"]),
        st.sampled_from([0, 9]),
        CURRENCIES,
        EITHER,
    ),
), max_size=3)  # fmt: skip
DOLLARS = st.integers(5_000, 2_000_000).map(lambda n: {Currency.USD: str(Decimal(n).scaleb(-4))})
# Seldom there are none.
RATES = st.tuples(st.integers(0, 9), DOLLARS).map(lambda drawn: drawn[1] if drawn[0] else {})
PLACES_OF_PRICES = [
    (VariantId(good), (PriceTypeId(kind), PackagingId(pack))) for good in GOODS for kind in TYPES for pack in (0, 9)
]
TOLD = st.lists(st.integers(0, 10**11), min_size=len(PLACES_OF_PRICES), max_size=len(PLACES_OF_PRICES))


@st.composite
def books(draw: st.DrawFn, ruled: bool = True) -> PriceBook:
    kinds = draw(KINDS)
    book = a_book({}, kinds, tuple(draw(AGREED)), draw(RATES))
    currency = {kind.id: kind.currency for kind in kinds}
    listed: dict[VariantId, dict[type_key, tuple[Decimal, Currency]]] = {}
    for (variant, key), amount in zip(PLACES_OF_PRICES, draw(TOLD), strict=True):
        if amount % 4:
            listed.setdefault(variant, {})[key] = (Decimal(amount).scaleb(-5), currency[key[0]])
    found = RuleBook(tuple(draw(rule_lists)), TODAY) if ruled else None
    chains = TypeChains.on(TODAY, book.types, draw(assignment_lists))
    return evolve(book, listed=listed, rules=found, chains=chains)


OWN_TYPES = st.sampled_from((*TYPES, None))
SOME_GROUPS = st.sampled_from(((), GROUPS[:1], GROUPS))
SOME_REGION = st.sampled_from((None, *REGIONS))


@st.composite
def all_terms(draw: st.DrawFn) -> Terms:
    own = terms(draw(OWN_TYPES), draw(CURRENCIES), pays_vat=draw(EITHER))
    return evolve(own, region=draw(SOME_REGION), groups=draw(SOME_GROUPS))


SOME_GOOD = st.sampled_from(GOODS)
PACKS = st.sampled_from((Packaging(), DOZEN))
KINDS_OF_VAT = st.sampled_from(VatKind)
VAT_RATES = st.sampled_from([Decimal(0), Decimal(10), Decimal(22)])
SOME_TERMS = all_terms()


@st.composite
def asks(draw: st.DrawFn, whose: Terms | None = None) -> Ask:
    good, packaging, quantity, kind = draw(SOME_GOOD), draw(PACKS), draw(quantities), draw(KINDS_OF_VAT)
    rate = draw(VAT_RATES) if kind is VatKind.RATE else None
    own = whose or draw(SOME_TERMS)
    return Ask(VariantId(good), own, quantity, packaging, packaging.to_base(quantity), kind, rate, traits_of(good))


def carts(most: int = 5) -> st.SearchStrategy[list[Ask]]:
    """A contract has one set of terms, whatever the line."""
    return SOME_TERMS.flatmap(lambda whose: st.lists(asks(whose), min_size=1, max_size=most))


def told(*lines: QuotedLine) -> list[tuple[object, ...]]:
    """What can be compared of lines: a refusal is an exception, and two of them are never equal."""
    return [
        (
            line.ask, line.price, line.vat_included, line.vat_rate, line.amount, line.vat, line.gross, line.trail,
            line.refusal and (line.refusal.why, line.refusal.currency, line.refusal.rule),
        )
        for line in lines
    ]  # fmt: skip
