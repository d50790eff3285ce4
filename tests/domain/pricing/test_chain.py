"""Whose price type it is: the nearest assignment, its regional variant, its fallbacks; and nobody else's (P5)."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.parties.level import Level
from domain.pricing.agreed import Validity
from domain.pricing.ask import Ask
from domain.pricing.assigning import (
    Assignee,
    Assignment,
    AssignmentKeptByErp,
    AssignmentsOverlap,
    PriorityInvalid,
    SegmentNameless,
    check_overlap,
    names_of,
)
from domain.pricing.book import PriceBook, PriceType, Threshold
from domain.pricing.chain import Considered, TypeChains, WhyPassed
from domain.pricing.rules import Which
from domain.pricing.terms import Terms
from domain.pricing.trail import ASSIGNED, INDIVIDUAL, LISTED, PASSED, Trail, explained, fingerprint, restored
from domain.shared.ids import CategoryId, ContractId, HoldingId, PackagingId, PriceTypeId, RegionId, VariantId
from domain.shared.money import Currency
from tests.builders import CONTRACT, COUNTERPARTY, HOLDING, TODAY, a_book, an_id, an_individual_price, terms
from tests.capabilities import shows
from tests.domain.pricing.books import (
    GROUPS,
    OTHERS,
    OWNERS,
    REGIONS,
    all_terms,
    asked_of,
    asks,
    assignment_lists,
    books,
    carts,
    quote_cart,
    quote_line,
    told,
    traits_of,
)

URAL = REGIONS[0]
SEGMENT = Which(categories={CategoryId(11)})
NAMES = {Assignee(name): owners[0] for name, owners in OWNERS.items()}


def kind(id: int, fallback: int | None = None, regional: dict[RegionId, int] | None = None) -> PriceType:
    variants = tuple((region, PriceTypeId(variant)) for region, variant in (regional or {}).items())
    back = None if fallback is None else PriceTypeId(fallback)
    return PriceType(PriceTypeId(id), f"Вид {id}", Currency.RUB, fallback=back, regional=variants)


ALL = Which()


def given_to(assignee: Assignee, price_type: int, which: Which = ALL, **more: Any) -> Assignment:
    name = f"{assignee} {price_type} {which}"
    segment = "Отрезки" if which != ALL else ""
    return Assignment(an_id(name), assignee, NAMES[assignee], PriceTypeId(price_type), which, segment, **more)


def priced(prices: dict[int, str], kinds: tuple[PriceType, ...], *given: Assignment) -> PriceBook:
    """One good, priced in each type."""
    rows = {(PriceTypeId(id), PackagingId(0)): (Decimal(amount), Currency.RUB) for id, amount in prices.items()}
    book = a_book({}, kinds)
    return evolve(book, listed={VariantId(1): rows}, chains=TypeChains.on(TODAY, book.types, given))


def asked(**more: Any) -> Ask:
    whose = evolve(evolve(terms(None), region=URAL, groups=GROUPS[:1]), **more)
    return Ask(VariantId(1), whose, traits=traits_of(1))


def found(trail: Trail) -> tuple[object, ...]:
    """Who gave the type, and the type that had the price."""
    assigned = [step[1] for step in trail if step[0] == ASSIGNED]
    listed = [(step[1], step[3]) for step in trail if step[0] == LISTED]
    return *assigned, *listed


@shows("M019")
@given(st.sets(st.sampled_from(Assignee), min_size=1), st.none() | st.just(PriceTypeId(7)))
def test_the_nearest_of_any_assignments_gives_the_type(given: set[Assignee], own: PriceTypeId | None) -> None:
    numbers = {assignee: number for number, assignee in enumerate(Assignee, 1)}
    kinds = tuple(kind(number) for number in range(1, 8))
    each = [given_to(assignee, numbers[assignee]) for assignee in given]
    line = quote_line(priced({n: f"{n}0" for n in range(1, 8)}, kinds, *each), asked(price_type=own))
    nearest = min(given, key=list(Assignee).index)
    if own is not None and nearest is not Assignee.CONTRACT:
        assert found(line.trail) == ((7, "contract"),)
    else:
        assert found(line.trail) == (nearest.value, (numbers[nearest], nearest.value))


@given(st.sampled_from(Assignee), st.sampled_from(Assignee))
def test_a_segment_of_goods_comes_before_whatever_is_for_all_goods(far: Assignee, near: Assignee) -> None:
    book = priced({1: "10", 2: "20"}, (kind(1), kind(2)), given_to(far, 2, SEGMENT), given_to(near, 1))
    line = quote_line(book, asked())
    assert found(line.trail) == (far.value, (2, far.value))
    other = quote_line(book, evolve(asked(), traits=traits_of(2)))
    assert found(other.trail) == (near.value, (1, near.value))


def test_of_two_segments_of_one_owner_the_lesser_priority_comes_first() -> None:
    wide = given_to(Assignee.HOLDING, 1, Which(categories={CategoryId(10)}), priority=50)
    narrow = given_to(Assignee.HOLDING, 2, SEGMENT, priority=60)
    book = priced({1: "10", 2: "20"}, (kind(1), kind(2)), narrow, wide)
    assert found(quote_line(book, asked()).trail) == ("holding", (1, "holding"))


@shows("M113")
def test_a_variant_of_the_region_wins_where_it_has_a_row() -> None:
    kinds = (kind(1, regional={URAL: 2}), kind(2))
    assert found(quote_line(priced({1: "10", 2: "12"}, kinds), asked(price_type=PriceTypeId(1))).trail) == (
        (2, "regional"),
    )
    without = quote_line(priced({1: "10"}, kinds), asked(price_type=PriceTypeId(1)))
    assert [step[0] for step in without.trail][:2] == [PASSED, LISTED]
    assert found(without.trail) == ((1, "contract"),)
    elsewhere = asked(price_type=PriceTypeId(1), region=REGIONS[1])
    assert found(quote_line(priced({1: "10", 2: "12"}, kinds), elsewhere).trail) == ((1, "contract"),)


def test_a_fallback_has_its_variant_for_the_region_too() -> None:
    kinds = (kind(1, fallback=2), kind(2, regional={URAL: 3}), kind(3))
    line = quote_line(priced({2: "20", 3: "30"}, kinds), asked(price_type=PriceTypeId(1)))
    assert found(line.trail) == ((3, "regional"),)


def test_the_type_of_a_segment_has_its_variant_for_the_region_too() -> None:
    kinds = (kind(1, regional={URAL: 2}), kind(2))
    book = priced({1: "10", 2: "12"}, kinds, given_to(Assignee.HOLDING, 1, SEGMENT))
    assert found(quote_line(book, asked()).trail) == ("holding", (2, "regional"))
    assert found(quote_line(book, asked(region=REGIONS[1])).trail) == ("holding", (1, "holding"))


def test_a_step_by_total_leads_to_the_variant_of_the_region_and_it_is_read() -> None:
    stepped = evolve(kind(1), thresholds=(Threshold(Decimal(100), PriceTypeId(2)),))
    kinds = (stepped, kind(2, regional={URAL: 3}), kind(3))
    book = priced({1: "60", 2: "50", 3: "40"}, kinds)
    own = evolve(terms(1), region=URAL)
    assert set(book.chains.everything(own)) == {PriceTypeId(1), PriceTypeId(2), PriceTypeId(3)}
    line = quote_cart(book, [Ask(VariantId(1), own, Decimal(2), reached=Decimal(2))]).lines[0]
    assert line.price == Decimal("40.00")
    elsewhere = evolve(own, region=REGIONS[1])
    assert set(book.chains.everything(elsewhere)) == {PriceTypeId(1), PriceTypeId(2)}
    assert quote_cart(book, [Ask(VariantId(1), elsewhere, Decimal(2), reached=Decimal(2))]).lines[0].price == Decimal(
        50
    )
    assert book.chains.everything(evolve(own, price_type=None)) == ()


def test_a_circle_of_fallbacks_and_variants_ends() -> None:
    kinds = (kind(1, fallback=2, regional={URAL: 3}), kind(2, fallback=1), kind(3, fallback=1, regional={URAL: 2}))
    line = quote_line(priced({}, kinds), asked(price_type=PriceTypeId(1)))
    assert line.refusal is not None
    assert line.refusal.why == "no-price"
    assert [step[1] for step in line.trail] == [3, 1, 2]


def test_an_assigned_type_without_a_price_is_no_reason_to_go_on_to_the_next_owner() -> None:
    """Only a fallback that the type names stands in: a price by default would be a silent one (M018)."""
    book = priced({2: "20"}, (kind(1), kind(2)), given_to(Assignee.HOLDING, 1), given_to(Assignee.PLATFORM, 2))
    line = quote_line(book, asked())
    assert line.refusal is not None
    assert line.refusal.why == "no-price"


def test_a_client_whose_only_type_is_that_of_a_segment_has_a_type_though_it_has_no_price() -> None:
    line = quote_line(priced({}, (kind(1),), given_to(Assignee.HOLDING, 1, SEGMENT)), asked())
    assert line.refusal is not None
    assert line.refusal.why == "no-price"
    elsewhere = quote_line(
        priced({}, (kind(1),), given_to(Assignee.HOLDING, 1, SEGMENT)), evolve(asked(), traits=traits_of(2))
    )
    assert elsewhere.refusal is not None
    assert elsewhere.refusal.why == "no-price-type"


def test_out_of_its_days_an_assignment_is_not_there() -> None:
    day_before = TODAY.replace(day=TODAY.day - 1)
    over = given_to(Assignee.CONTRACT, 1, validity=Validity(None, day_before))
    book = priced({1: "10", 2: "20"}, (kind(1), kind(2)), over, given_to(Assignee.PLATFORM, 2))
    assert found(quote_line(book, asked()).trail) == ("platform", (2, "platform"))


@shows("M021")
@pytest.mark.parametrize("level", Level)
def test_individual_prices_are_those_of_contract_counterparty_holding_in_this_order(level: Level) -> None:
    """Each of the three, with every farther one there as well, before any listed price."""
    agreed = tuple((1, an_individual_price(f"{each}5", each)) for each in Level if each >= level)
    book = evolve(priced({1: "10"}, (kind(1),)), individual=a_book(individual=agreed).individual)
    line = quote_line(book, asked(price_type=PriceTypeId(1)))
    assert [step[1:3] for step in line.trail if step[0] == INDIVIDUAL] == [
        (level.name.lower(), (CONTRACT, COUNTERPARTY, HOLDING)[level])
    ]
    assert not found(line.trail)


def by_looking(book: PriceBook, ask: Ask, chains: list[Assignment]) -> tuple[object, ...]:
    """The same by nothing but the rule as it is written, with no index and nothing kept."""
    mine = [each for each in chains if (each.assignee, each.owner) in names_of(ask.terms) and each.in_force(TODAY)]
    mine.sort(key=lambda each: (list(Assignee).index(each.assignee), each.priority, each.id))
    segment = next((each for each in mine if each.is_of_segment and each.which.has(ask.traits)), None)
    plain = next((each for each in mine if not each.is_of_segment), None)
    start = segment or (plain if plain and plain.assignee is Assignee.CONTRACT else None)
    start = start or (None if ask.terms.price_type is not None else plain)
    here = start.price_type if start else ask.terms.price_type
    walked: list[PriceTypeId] = []
    while here is not None and here in book.types and here not in walked:
        walked.append(here)
        variants = dict(book.types[here].regional)
        variant = variants.get(ask.terms.region) if ask.terms.region is not None else None
        for each in (variant, here):
            rows = book.listed.get(ask.variant, {})
            if each is not None and any(rows.get((each, PackagingId(pack))) for pack in {0, ask.packaging.id}):
                return (start.id if start else None), each
        here = book.types[here].fallback
    return (start.id if start else None), None


@shows("M019")
@given(books(ruled=False), asks(), assignment_lists)
def test_the_chain_is_what_looking_at_everything_finds(book: PriceBook, ask: Ask, chains: list[Assignment]) -> None:
    book = evolve(book, individual={}, chains=TypeChains.on(TODAY, book.types, chains))
    trail = quote_line(book, ask).trail
    assigned = next((step[3] for step in trail if step[0] == ASSIGNED), None)
    listed = next((step[1] for step in trail if step[0] == LISTED), None)
    assert (assigned, listed) == by_looking(book, ask, chains)


@given(books(), carts())
def test_all_types_that_a_cart_looks_at_are_those_that_are_read(book: PriceBook, asked: list[Ask]) -> None:
    """Else a row would be missing from the slice that is loaded, and a price from the page."""
    for line in quote_cart(book, asked).lines:
        read = book.chains.everything(line.ask.terms)
        assert {step[1] for step in line.trail if step[0] in (LISTED, PASSED)} <= set(read)
        assert len(set(read)) == len(read)


@shows("A10")
@given(books(), asks(), st.lists(all_terms(), min_size=1, max_size=4), st.randoms())
def test_p5_chains_kept_for_others_are_never_given_to_a_client(
    book: PriceBook, ask: Ask, others: list[Terms], random: object
) -> None:
    """Clients that differ by region, group, contract or their contract's type ask one book by turns."""
    contract, holding = ContractId(OTHERS), HoldingId(an_id("another holding"))
    strangers = [evolve(one, contract=contract, holding=holding) for one in others]
    turns = [evolve(ask, terms=one) for one in (*others, *strangers, ask.terms)] * 2
    random.shuffle(turns)  # type: ignore[attr-defined]  # a random.Random
    for each in turns:
        alone = evolve(book, chains=TypeChains(book.types, book.chains.assignments.values()))
        assert told(quote_line(book, each)) == told(quote_line(alone, each))


@shows("A10")
@given(books(), asks())
def test_p5_assignments_to_others_leave_no_trace(book: PriceBook, ask: Ask) -> None:
    mine = [each for each in book.chains.assignments.values() if (each.assignee, each.owner) in names_of(ask.terms)]
    alone = evolve(book, chains=TypeChains(book.types, mine))
    assert told(quote_line(alone, ask)) == told(quote_line(book, ask))


@given(books(), asks())
def test_whoever_was_considered_is_told_and_one_of_them_gave_the_type(book: PriceBook, ask: Ask) -> None:
    book = evolve(book, individual={})
    whose = asked_of(book, ask).terms
    considered = book.chains.considered(whose, ask.traits)
    used = [each for each in considered if each.why is None]
    if whose.price_type is None and not used:
        assert all(each.why is WhyPassed.OTHER_GOODS for each in considered)
        return
    assert len(used) == 1
    steps = [step[3] for step in quote_line(book, ask).trail if step[0] == ASSIGNED]
    assert steps == ([used[0].assignment.id] if used[0].assignment is not None else [])
    agreed = book.chains.considered(whose, ask.traits, agreed=True)
    assert {each.why for each in agreed} <= {WhyPassed.AGREED, WhyPassed.OTHER_GOODS}


HERS, EVERYBODYS = given_to(Assignee.HOLDING, 2, SEGMENT), given_to(Assignee.REGION, 3)
OF_SEGMENT = (HERS, Assignee.HOLDING, PriceTypeId(2))
OWN = (None, Assignee.CONTRACT, PriceTypeId(1))
OF_REGION = (EVERYBODYS, Assignee.REGION, PriceTypeId(3))
NEARER, OTHER_GOODS, AGREED = WhyPassed


@pytest.mark.parametrize(
    ("good", "agreed", "told"),
    [
        (1, False, [(*OF_SEGMENT, None), (*OWN, NEARER), (*OF_REGION, NEARER)]),
        (2, False, [(*OF_SEGMENT, OTHER_GOODS), (*OWN, None), (*OF_REGION, NEARER)]),
        (1, True, [(*OF_SEGMENT, AGREED), (*OWN, AGREED), (*OF_REGION, AGREED)]),
        (2, True, [(*OF_SEGMENT, OTHER_GOODS), (*OWN, AGREED), (*OF_REGION, AGREED)]),
    ],
)
def test_who_had_a_say_is_told_the_nearest_first(good: int, agreed: bool, told: list[Any]) -> None:
    chains = TypeChains(a_book({}, (kind(1), kind(2), kind(3))).types, (EVERYBODYS, HERS))
    whose = asked(price_type=PriceTypeId(1)).terms
    assert chains.considered(whose, traits_of(good), agreed=agreed) == tuple(Considered(*each) for each in told)


def test_the_contract_is_told_of_only_where_the_type_is_its_own() -> None:
    types = a_book({}, (kind(1), kind(2), kind(3))).types
    chains, nobody = TypeChains(types, (EVERYBODYS, HERS)), TypeChains(types)
    without = asked().terms
    assert chains.considered(chains.assigned(without), traits_of(2)) == (
        Considered(*OF_SEGMENT, OTHER_GOODS), Considered(*OF_REGION, None),
    )  # fmt: skip
    assert chains.considered(without, traits_of(2))[1:] == (Considered(*OF_REGION, None),)
    assert nobody.considered(without, traits_of(1)) == ()
    assert nobody.considered(evolve(without, price_type=PriceTypeId(1)), traits_of(1)) == (Considered(*OWN, None),)


def test_whatever_the_goods_each_segment_has_a_say_and_one_of_those_for_all_goods() -> None:
    chains = TypeChains(a_book({}, (kind(1), kind(2), kind(3))).types, (EVERYBODYS, HERS))
    assert chains.say_of(asked(price_type=PriceTypeId(1)).terms) == (
        Considered(*OF_SEGMENT, None), Considered(*OWN, None), Considered(*OF_REGION, NEARER),
    )  # fmt: skip
    assert chains.say_of(chains.assigned(asked().terms)) == (
        Considered(*OF_SEGMENT, None), Considered(*OF_REGION, None),
    )  # fmt: skip


@shows("A01")
@given(st.sampled_from(Assignee), st.booleans())
def test_the_hash_of_an_explanation_tells_who_gave_the_type(assignee: Assignee, of_segment: bool) -> None:
    which = SEGMENT if of_segment else Which()
    book = priced({1: "10"}, (kind(1),), given_to(assignee, 1, which))
    trail = quote_line(book, asked()).trail
    step = explained(trail)[0]
    assert (step.step, step.facts["assignee"], step.facts["owner"]) == (ASSIGNED, assignee.value, NAMES[assignee])
    assert step.facts["segment"] == ("Отрезки" if of_segment else "")
    kept = [[str(fact) if isinstance(fact, UUID | Decimal) else fact for fact in step] for step in trail]
    assert fingerprint(restored(kept)) == fingerprint(trail)
    for place in range(1, len(trail[0])):
        other = (*trail[0][:place], "other", *trail[0][place + 1 :])
        assert fingerprint((other, *trail[1:])) != fingerprint(trail)


@pytest.mark.parametrize(
    ("validity", "holds"),
    [
        (Validity(), True), (Validity(TODAY, TODAY), True), (Validity(TODAY), True), (Validity(None, TODAY), True),
        (Validity(TODAY.replace(day=TODAY.day + 1)), False), (Validity(None, TODAY.replace(day=TODAY.day - 1)), False),
    ],
)  # fmt: skip
def test_the_days_of_an_assignment_are_inclusive(validity: Validity, holds: bool) -> None:
    assert given_to(Assignee.PLATFORM, 1, validity=validity).in_force(TODAY) is holds


def test_the_trail_names_who_gave_the_type_and_the_type() -> None:
    """So that what it was called then is read in it, though it is called otherwise later, or gone."""
    hers = given_to(Assignee.HOLDING, 2, SEGMENT)
    step = (ASSIGNED, "holding", HOLDING, hers.id, PriceTypeId(2))
    assert quote_line(priced({2: "20"}, (kind(2),), hers), asked()).trail[0] == (*step, "Вид 2", "Отрезки")
    gone = quote_line(priced({1: "10"}, (kind(1),), hers), asked(price_type=PriceTypeId(1)))
    assert gone.trail == ((*step, "", "Отрезки"),)
    assert gone.refusal is not None
    assert gone.refusal.why == "no-price"


def test_a_client_without_a_region_is_in_no_region() -> None:
    nowhere = evolve(given_to(Assignee.REGION, 1), owner=None)
    assert TypeChains.on(TODAY, {}, (nowhere,)).naming(asked(region=None).terms) == ()


def test_a_step_that_leads_to_a_type_that_is_gone_breaks_nothing() -> None:
    stepped = evolve(kind(1), thresholds=(Threshold(Decimal(100), PriceTypeId(99)),))
    book = priced({1: "60"}, (stepped,))
    own = evolve(terms(1), region=URAL)
    assert book.chains.everything(own) == (PriceTypeId(1), PriceTypeId(99))
    cart = quote_cart(book, [Ask(VariantId(1), own, Decimal(2), reached=Decimal(2))])
    assert (cart.lines[0].price, cart.reached, cart.next) == (Decimal("60.00"), {}, {})


def test_two_types_for_the_same_on_a_common_day_are_refused() -> None:
    names = {PriceTypeId(1): "Опт", PriceTypeId(2): "Розница"}
    start, end = TODAY, TODAY.replace(day=30)
    standing = given_to(Assignee.REGION, 1, validity=Validity(start, end))
    wanted = given_to(Assignee.REGION, 2, validity=Validity(end, None))
    with pytest.raises(AssignmentsOverlap) as caught:
        check_overlap(wanted, [(standing, False)], names)
    assert (caught.value.name, caught.value.valid_from, caught.value.valid_to) == ("Опт", start, end)
    with pytest.raises(AssignmentKeptByErp) as kept:
        check_overlap(wanted, [(standing, True)], {})
    assert (kept.value.name, kept.value.valid_from, kept.value.valid_to) == ("", start, end), "of a type not named"
    other_goods, elsewhere = evolve(wanted, which=SEGMENT, segment="Отрезки"), evolve(wanted, owner=REGIONS[1])
    later = evolve(wanted, validity=Validity(TODAY.replace(month=12), None))
    for free in (other_goods, elsewhere, later, evolve(wanted, id=standing.id)):
        check_overlap(free, [(standing, True)], names)


def test_a_segment_has_a_name_and_a_priority_has_bounds() -> None:
    with pytest.raises(SegmentNameless):
        Assignment(an_id("x"), Assignee.PLATFORM, None, PriceTypeId(1), SEGMENT)
    for priority in (-1, 10_000):
        with pytest.raises(PriorityInvalid) as refused:
            Assignment(an_id("x"), Assignee.PLATFORM, None, PriceTypeId(1), priority=priority)
        assert (refused.value.value, refused.value.most) == (str(priority), 9_999)
    for priority in (0, 9_999):
        Assignment(an_id("x"), Assignee.PLATFORM, None, PriceTypeId(1), priority=priority)
