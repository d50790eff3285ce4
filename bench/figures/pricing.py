"""What a price costs: an explained line beside a bare product with rounding, and 300 rules beside none."""

import gc
from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from statistics import median
from time import process_time
from uuid import UUID

from attrs import evolve

from bench import http, people, rules
from bench.figures.page import BUYERS, PAGE, WARM_UP, WITH_RULES_GOAL, Door, Taken, by_turns, sections_of
from bench.http import get
from bench.report import AT_MOST, Chapter, Figure
from bench.stage import Stage
from domain.catalog.traits import Traits
from domain.pricing.ask import Ask
from domain.pricing.book import PriceBook, PriceType
from domain.pricing.effect import Effect, EffectKind
from domain.pricing.quote import quoted
from domain.pricing.rules import Rule, RuleBook, Which
from domain.pricing.terms import Terms
from domain.pricing.trail import RULE
from domain.shared.ids import (
    CategoryId,
    ContractId,
    CounterpartyId,
    HoldingId,
    OrganizationId,
    PackagingId,
    PriceTypeId,
    ProductId,
    VariantId,
)
from domain.shared.money import Currency

LINE_GOAL, RULED_QUOTE_GOAL, RULED_PAGE_GOAL = 20.0, 1.5, 1.15
FEW, MANY, TURNS = 10, 1_000, 30
DAY = date(2026, 11, 23)
KOPECK = Decimal("0.01")
TYPE = PriceTypeId(1)


def measure(stage: Stage) -> list[Chapter]:
    return [Chapter("What a price costs", [*quoting(stage), *pages(stage)], NOTES)]


NOTES = [
    f"A line is quoted with its trail (listed price, amount, VAT); its cost is the slope between {FEW} and {MANY}"
    f" lines, beside `(price * quantity).quantize(0.01)` over the same decimals. CPU of one process, medians of"
    f" {TURNS} turns.",
    "",
    f"The {rules.COUNT} rules speak of sections, makers, property values, and one of a hundred of everything. What is"
    " found for a product is remembered: the figure is of a book that has answered before.",
    "",
    "How much rules cost follows from how many change a line, which is a choice of this bench. With denser rules the"
    " quote of 1,000 lines took 2.1 times as long as without any at 3.3 rules a line, and 4.5 to 5.7 times at 15.3.",
]


def quoting(stage: Stage) -> list[Figure]:
    book, asks = a_book(MANY), questions(MANY)
    pairs = [(book.listed[ask.variant][TYPE, PackagingId(0)][0], ask.quantity) for ask in asks]
    ruled = evolve(book, rules=RuleBook(many_rules(), DAY))
    gc.collect()
    gc.freeze()
    few, many, bare_few, bare_many, with_rules = [], [], [], [], []
    for _ in range(TURNS):
        few.append(seconds(lambda: quoted(book, asks[:FEW])))
        many.append(seconds(lambda: quoted(book, asks)))
        bare_few.append(seconds(lambda: bare(pairs[:FEW])))
        bare_many.append(seconds(lambda: bare(pairs)))
        with_rules.append(seconds(lambda: quoted(ruled, asks)))
    per_line = (median(many) - median(few)) / (MANY - FEW) * 1e6
    limit = (median(bare_many) - median(bare_few)) / (MANY - FEW) * 1e6
    ratio = median(with_rules) / median(many)
    applied = sum(step[0] == RULE for line in quoted(ruled, asks) for step in line.trail) / MANY
    return [
        Figure("an explained line", f"{MANY} lines", per_line, "µs", limit, per_line / limit, LINE_GOAL, AT_MOST),
        Figure(f"quote of {MANY} lines, {rules.COUNT} rules beside none", stage.size, median(with_rules) * 1000, "ms",
               median(many) * 1000, ratio, RULED_QUOTE_GOAL, AT_MOST),
        Figure("rules that changed a line", f"{MANY} lines", applied, "a line"),
    ]  # fmt: skip


def bare(pairs: Sequence[tuple[Decimal, Decimal]]) -> list[Decimal]:
    return [(price * quantity).quantize(KOPECK, ROUND_HALF_UP) for price, quantity in pairs]


def seconds(work: Callable[[], object]) -> float:
    """CPU of one call, over as many as last a measurable while."""
    times, began = 0, process_time()
    while times < 3 or process_time() - began < 0.02:
        work()
        times += 1
    return (process_time() - began) / times


def a_book(count: int) -> PriceBook:
    random = Random(rules.SEED)
    listed = {
        VariantId(n): {(TYPE, PackagingId(0)): (Decimal(random.randrange(100, 10**6)).scaleb(-2), Currency.RUB)}
        for n in range(count)
    }
    return PriceBook(1, DAY, {TYPE: PriceType(TYPE, "Опт", Currency.RUB)}, listed)


def questions(count: int) -> list[Ask]:
    """Goods in 500 sections of 24 roots, of 60 makers: as the generated catalogue has them."""
    whose = Terms(
        OrganizationId(UUID(int=1)), "ТД", ContractId(UUID(int=2)), "1", CounterpartyId(UUID(int=3)),
        HoldingId(UUID(int=4)), TYPE,
    )  # fmt: skip
    return [
        Ask(VariantId(n), whose, Decimal(n % 97 + 1), reached=Decimal(n % 97 + 1), traits=Traits(
            ProductId(n), {CategoryId(n % 500), CategoryId(1000 + n % 24)}, f"завод {n % 60}"
        ))
        for n in range(count)
    ]  # fmt: skip


def many_rules() -> tuple[Rule, ...]:
    random = Random(rules.SEED)
    found = []
    for number in range(rules.COUNT):
        section = {CategoryId(random.randrange(500))}
        which = Which(categories=section)
        if number % 100 == 0:
            which = Which()
        elif number % 5 in (2, 3):
            which = Which(manufacturers={f"завод {random.randrange(60)}"}, categories=section)
        minimum = Decimal(100) if number % 200 == 0 else Decimal(0)
        kind, value = random.choice([(EffectKind.PERCENT, -3), (EffectKind.PERCENT, 2), (EffectKind.FLOOR, 1)])
        effect = Effect(kind, Decimal(value), None if kind is EffectKind.PERCENT else Currency.RUB)
        found.append(Rule(UUID(int=number + 1), f"Правило {number}", number % 50, effect, which, minimum=minimum))
    return tuple(found)


def pages(stage: Stage) -> list[Figure]:
    """The page without rules and with them, by turns with the limit; a page knows of no rule but those of its goods."""
    stage.goods()
    portal = stage.portal
    with portal.connected() as connection:
        buyers = people.sign_up(connection, range(min(BUYERS, stage.dataset.size.companies)))
        sections = sections_of(connection)
        asked = [(buyers[n % len(buyers)], sections[n % len(sections)]) for n in range(3 * BUYERS)]
        environ = {"BENCH_DATABASE_URL": portal.settings.database_url}
        with portal.web() as web, portal.limit("bench.limits.page", environ) as (bare_pid, address):
            limit = Door("limit", (bare_pid,), address, [get(address, f"/{buyer.user}/{s}") for buyer, s in asked])
            page = Door("page", (web,), portal.address, [
                get(portal.address, f"/api/v1/products?category={s}&limit={PAGE}", buyer.headers) for buyer, s in asked
            ])  # fmt: skip
            plain = taken(stage, [limit, page])
            rules.add(connection)
            try:
                ruled = taken(stage, [limit, page])
            finally:
                rules.remove(connection)
    # Each beside the limit of its own rounds: what the machine did meanwhile is in both.
    cost = _share(ruled) / _share(plain)
    own, bare_page = median(ruled["page"].both), median(ruled["limit"].both)
    return [
        Figure(f"page with {rules.COUNT} rules beside none", stage.size, own, "CPU ms a request",
               median(plain["page"].both), cost, RULED_PAGE_GOAL, AT_MOST),
        Figure(f"page, JSON, {rules.COUNT} rules", stage.size, own, "CPU ms a request", bare_page, bare_page / own,
               WITH_RULES_GOAL),
    ]  # fmt: skip


def taken(stage: Stage, doors: Sequence[Door]) -> dict[str, Taken]:
    for door in doors:
        http.in_turn(door.address, door.requests, WARM_UP)
    return by_turns(stage, doors)


def _share(found: dict[str, Taken]) -> float:
    return median(own / limit for own, limit in zip(found["page"].both, found["limit"].both, strict=True))
