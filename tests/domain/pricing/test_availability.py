"""What rules leave of a catalogue and of a stock: laws on random rules, then what people argue about."""

from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalog.goods import Goods
from domain.pricing.assortment import Sellers, visible, without_stock
from domain.pricing.availability import AS_IT_IS, Client, Reach, Reaches, Shown, Stranger
from domain.pricing.effect import Effect, EffectKind, RuleNotSound
from domain.pricing.quote import quote_line
from domain.pricing.rules import Rule, RuleBook, Rules, Which, Whom
from domain.shared.ids import CategoryId, ContractId, CounterpartyId, OrganizationId, ProductId, WarehouseId
from domain.shared.money import Currency
from tests.builders import COUNTERPARTY, SELLER, TODAY, an_id, terms
from tests.builders import goods as some_goods
from tests.domain.pricing.books import (
    GOODS,
    PLACES,
    SECOND,
    asks,
    availability_lists,
    books,
    clients,
    rule_lists,
    told,
    traits_of,
)

ONE, TWO = WarehouseId(1), WarehouseId(2)
HIM = Client(Stranger(COUNTERPARTY), {SELLER: terms()}, ((ONE, SELLER), (TWO, SELLER)))
FREE = {ONE: Decimal(30), TWO: Decimal(50)}
HIDE, SHOW, ONLY, ON_ORDER, CAP, LEAST, MULTIPLE = (
    EffectKind(kind) for kind in ("hide", "show", "only", "on-order", "cap", "least", "multiple")
)
SELLERS: tuple[OrganizationId | None, ...] = (None, SELLER, SECOND)


def good(number: int, organization: OrganizationId | None = None) -> Goods:
    return evolve(some_goods(number), traits=traits_of(number), organization=organization)


def rule(number: int, kind: EffectKind, value: int = 0, place: WarehouseId | None = None, **facts: object) -> Rule:
    priority = facts.pop("priority", number)
    effect = Effect(kind, Decimal(value), None, place)
    return Rule(UUID(int=number), f"Правило {number}", priority, effect, **facts)  # type: ignore[arg-type]  # by name


def shown(*rules: Rule, number: int = 1, client: Client = HIM) -> Shown | None:
    """As a book of these rules has it, whatever order they are told in."""
    return Reach(RuleBook(rules, TODAY).availability, client).of(good(number))


def stock(*rules: Rule, number: int = 1) -> dict[WarehouseId, Decimal]:
    found = shown(*rules, number=number)
    assert found is not None
    return found.stock(FREE, [ONE, TWO])


def universe(organization: OrganizationId | None) -> int:
    """Products of one seller as a mask: the traits go by the number modulo three."""
    return sum(1 << number for number in numbers(organization))


def numbers(organization: OrganizationId | None) -> list[int]:
    return [number + 3 * SELLERS.index(organization) for number in GOODS]


def kind_of(number: int) -> Goods:
    organization = SELLERS[(number - 1) // 3]
    traits = evolve(traits_of((number - 1) % 3 + 1), product=ProductId((number - 1) % 3 + 1))
    return evolve(some_goods(number), traits=traits, organization=organization)


def goods_of(which: Which) -> int:
    return sum(1 << number for number in range(1, 10) if which.has(kind_of(number).traits))


@given(rules=availability_lists, client=clients())
def test_all_goods_at_once_are_those_that_one_by_one_are_had(rules: list[Rule], client: Client) -> None:
    reach = Reach(RuleBook(tuple(rules), TODAY).availability, client)
    sellers: Sellers = {organization: universe(organization) for organization in SELLERS}
    one_by_one = [number for number in range(1, 10) if reach.of(kind_of(number)) is not None]
    mask = visible(reach, sellers, goods_of)
    assert [number for number in range(1, 10) if mask >> number & 1] == one_by_one


@given(rules=availability_lists, client=clients())
def test_goods_without_stock_at_a_warehouse_are_those_that_have_none_there(rules: list[Rule], client: Client) -> None:
    reach = Reach(RuleBook(tuple(rules), TODAY).availability, client)
    sellers: Sellers = {organization: universe(organization) for organization in SELLERS}
    blind = without_stock(reach, sellers, goods_of)
    for number in range(1, 10):
        found = reach.of(kind_of(number))
        for place, _ in client.places:
            # Alone, so that a limit shared with others does not take it all.
            left = found.stock({place: Decimal(1000)}, [place]) if found is not None else {}
            assert bool(blind.get(place, 0) >> number & 1) == (not left.get(place)), (number, place)


@given(rules=availability_lists, client=clients(), extra=availability_lists)
def test_rules_for_others_change_nothing(rules: list[Rule], client: Client, extra: list[Rule]) -> None:
    """P5: with the rules of strangers and without them a client has the same."""
    stranger = Whom(counterparties={CounterpartyId(an_id("a stranger's company"))})
    theirs = [evolve(each, id=UUID(int=each.id.int + 10**7), whom=stranger) for each in extra]
    alone = Reach(RuleBook(tuple(rules), TODAY).availability, client)
    beside = Reach(RuleBook((*rules, *theirs), TODAY).availability, client)
    assert alone.key == beside.key
    for number in range(1, 10):
        assert alone.of(kind_of(number)) == beside.of(kind_of(number))


@given(rules=availability_lists, one=clients(), other=clients())
def test_clients_of_one_key_have_one_catalogue(rules: list[Rule], one: Client, other: Client) -> None:
    found = [Reach(RuleBook(tuple(rules), TODAY).availability, client) for client in (one, other)]
    sellers: Sellers = {organization: universe(organization) for organization in SELLERS}
    if found[0].key == found[1].key:
        assert visible(found[0], sellers, goods_of) == visible(found[1], sellers, goods_of)


@given(rules=availability_lists, client=clients(), free=st.lists(st.integers(-5, 300), min_size=3, max_size=3))
def test_a_rule_never_tells_of_more_than_there_is(rules: list[Rule], client: Client, free: list[int]) -> None:
    reach = Reach(RuleBook(tuple(rules), TODAY).availability, client)
    there = {place: Decimal(quantity) for place, quantity in zip(PLACES, free, strict=True)}
    for number in range(1, 10):
        found = reach.of(kind_of(number))
        if found is None:
            continue
        left = found.stock(there, [place for place, _ in client.places])
        assert all(quantity <= there[place] for place, quantity in left.items())
        assert not left.keys() & found.closed
        for group, most in found.limits:
            assert sum(max(left.get(place, Decimal(0)), Decimal(0)) for place in group) <= most


@settings(max_examples=40)
@given(prices=rule_lists, rules=availability_lists, data=st.data())
def test_rules_of_availability_change_no_price(prices: list[Rule], rules: list[Rule], data: st.DataObject) -> None:
    book, ask = data.draw(books(ruled=False)), data.draw(asks())
    beside = [evolve(each, id=UUID(int=each.id.int + 10**7)) for each in rules]
    alone = evolve(book, rules=RuleBook(tuple(prices), TODAY))
    both = evolve(book, rules=RuleBook((*prices, *beside), TODAY))
    assert told(quote_line(alone, ask)) == told(quote_line(both, ask))


def test_without_rules_there_is_nothing_to_say() -> None:
    assert Reaches(()).of(HIM) is None
    assert Reaches((rule(1, HIDE, whom=Whom(counterparties={CounterpartyId(an_id("x"))})),)).of(HIM) is None
    assert shown(rule(1, HIDE, which=Which(products={ProductId(2)}))) is AS_IT_IS


def test_what_is_hidden_is_not_there_and_the_rest_is_as_it_was() -> None:
    hidden = rule(1, HIDE, which=Which(categories={CategoryId(11)}))
    assert shown(hidden, number=1) is None
    assert shown(hidden, number=2) is AS_IT_IS


def test_of_a_list_one_has_what_any_list_names_and_nothing_else() -> None:
    lists = (rule(1, ONLY, which=Which(products={ProductId(1)})), rule(2, ONLY, which=Which(products={ProductId(2)})))
    assert [shown(*lists, number=number) is not None for number in GOODS] == [True, True, False]


def test_hiding_takes_from_a_list_and_showing_does_not_add_to_it() -> None:
    lists = rule(1, ONLY, which=Which(products={ProductId(1)}))
    assert shown(lists, rule(2, HIDE)) is None
    assert shown(lists, rule(2, SHOW), number=2) is None


def test_a_later_rule_replaces_an_earlier_one() -> None:
    hide, show = rule(1, HIDE), rule(2, SHOW, whom=Whom(counterparties={COUNTERPARTY}))
    assert shown(hide, show) is not None
    assert shown(evolve(hide, priority=5), show) is None
    assert shown(evolve(hide, stops=True), show) is None


def test_a_price_rule_that_stops_does_not_stop_hiding() -> None:
    price = Rule(UUID(int=1), "Цена", 0, Effect(EffectKind.FIXED, Decimal(5), Currency.RUB), stops=True)
    assert shown(price, rule(2, HIDE)) is None


def test_a_warehouse_that_is_closed_serves_nothing_and_the_others_do() -> None:
    found = shown(rule(1, HIDE, place=ONE))
    assert found is not None
    assert found.closed == {ONE}
    assert found.stock(FREE, [ONE, TWO]) == {TWO: Decimal(50)}
    assert shown(rule(1, HIDE, place=ONE), rule(2, HIDE, place=TWO)) is None


def test_a_cap_is_for_all_warehouses_together_or_for_the_one_that_is_named() -> None:
    assert stock(rule(1, CAP, 40)) == {ONE: Decimal(30), TWO: Decimal(10)}
    assert stock(rule(1, CAP, 10, TWO)) == {ONE: Decimal(30), TWO: Decimal(10)}
    assert stock(rule(1, CAP, 100)) == FREE
    assert stock(rule(1, CAP, 0)) == {ONE: Decimal(0), TWO: Decimal(0)}
    assert stock(rule(1, CAP, 100), rule(2, CAP, 35)) == {ONE: Decimal(30), TWO: Decimal(5)}


def test_the_narrowest_cap_comes_first_and_leaves_to_others_what_it_forbids_one() -> None:
    """Forty of two warehouses together, of which one may give but ten: thirty are left for the other."""
    three = WarehouseId(3)
    client = Client(Stranger(COUNTERPARTY), {SELLER: terms()}, ((ONE, SELLER), (TWO, SELLER), (three, SECOND)))
    caps = rule(1, CAP, 40, whom=Whom(contracts={terms().contract})), rule(2, CAP, 5, three), rule(3, CAP, 10, ONE)
    found = shown(*caps, client=client)
    assert found is not None
    assert found.limits == (
        (frozenset({three}), Decimal(5)), (frozenset({ONE}), Decimal(10)), (frozenset({ONE, TWO}), Decimal(40)),
    )  # fmt: skip
    free = {**FREE, three: Decimal(9)}
    assert found.stock(free, [ONE, TWO, three]) == {ONE: Decimal(10), TWO: Decimal(30), three: Decimal(5)}


def test_a_cap_for_everybody_is_one_over_two_sellers() -> None:
    both = Client(Stranger(COUNTERPARTY), {SELLER: terms(), SECOND: terms()}, ((ONE, SELLER), (TWO, SECOND)))
    found = shown(rule(1, CAP, 40), client=both)
    assert found is not None
    assert sum(found.stock(FREE, [ONE, TWO]).values()) == 40


def test_the_last_promise_holds_and_the_soonest_warehouse_is_named() -> None:
    found = shown(rule(1, ON_ORDER, 5), rule(2, ON_ORDER, 2, TWO))
    assert found is not None
    assert found.promise([ONE, TWO]) == (TWO, 2)
    again = shown(rule(1, ON_ORDER, 5), rule(2, ON_ORDER, 9))
    assert again is not None
    assert again.promise([ONE, TWO]) == (ONE, 9)


def test_a_contract_with_one_seller_hides_the_goods_of_that_seller_alone() -> None:
    mine = Whom(price_types={terms().price_type} - {None})
    hide: Rules = (rule(1, HIDE, whom=mine),)
    reach = Reach(hide, Client(Stranger(COUNTERPARTY), {SELLER: terms()}, ((ONE, SELLER), (TWO, SECOND))))
    assert reach.of(good(1, SELLER)) is None
    assert reach.of(good(1, SECOND)) is AS_IT_IS
    found = reach.of(good(1))
    assert found is not None
    assert found.closed == {ONE}


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Effect(HIDE, Decimal(1)), "value"),
        (lambda: Effect(ON_ORDER, Decimal(0)), "value"),
        (lambda: Effect(ON_ORDER, Decimal("1.5")), "value"),
        (lambda: Effect(ON_ORDER, Decimal(366)), "value"),
        (lambda: Effect(CAP, Decimal(-1)), "value"),
        (lambda: Effect(CAP, Decimal("1e12")), "value"),
        (lambda: Effect(CAP, Decimal(1), Currency.RUB), "currency"),
        (lambda: Effect(ONLY, Decimal(0), None, ONE), "warehouse"),
        (lambda: Effect(EffectKind.PERCENT, Decimal(1), None, ONE), "warehouse"),
        (lambda: rule(1, HIDE, minimum=Decimal(1)), "minimum"),
        (lambda: rule(1, HIDE, touches_agreed=True), "touches_agreed"),
        (lambda: rule(1, ONLY, stops=True), "stops"),
    ],
)
def test_what_means_nothing_is_refused(make: object, field: str) -> None:
    with pytest.raises(RuleNotSound) as refused:
        make()  # type: ignore[operator]  # one of the above
    assert refused.value.field == field


def test_a_good_that_moves_to_another_section_is_hidden_though_the_book_stays() -> None:
    """What was found for it is remembered by what it was then."""
    elsewhere = rule(1, HIDE, which=Which(categories={CategoryId(99)}))
    reach, before = Reach(RuleBook((elsewhere,), TODAY).availability, HIM), good(1)
    moved = evolve(before, traits=evolve(before.traits, categories={CategoryId(99)}))
    assert [reach.of(each) is None for each in (before, moved, before)] == [False, True, False]


def test_each_client_has_his_own_reach_and_those_whom_the_same_rules_concern_share_one() -> None:
    """By turns, from one book: what is kept of one is given to no other (P5)."""
    her = CounterpartyId(an_id("another company"))
    his, hers = (
        rule(number, HIDE, which=Which(products={ProductId(number)}), whom=Whom(counterparties={whose}))
        for number, whose in ((1, COUNTERPARTY), (2, her))
    )
    reaches = Reaches((his, hers))
    clients = (HIM, Client(Stranger(her)), Client(Stranger(COUNTERPARTY)))
    hidden = ([1], [2], [1])
    for client, numbers in 2 * tuple(zip(clients, hidden, strict=True)):
        reach = reaches.of(client)
        assert reach is not None
        assert [number for number in GOODS if reach.of(good(number)) is None] == numbers
    assert reaches.of(Client()) is None
    twin = Client(Stranger(COUNTERPARTY), {SELLER: terms(contract=ContractId(an_id("a second contract")))}, HIM.places)
    assert reaches.of(twin) is reaches.of(HIM) is reaches.of(HIM)


def test_what_hides_goods_is_named_and_the_lists_that_they_stand_in_none_of() -> None:
    lists = rule(1, ONLY, which=Which(products={ProductId(1), ProductId(2)}))
    hide, here = rule(2, HIDE, which=Which(products={ProductId(2), ProductId(3)})), rule(3, HIDE, place=ONE)
    reach = Reach((lists, hide, here, rule(4, CAP, 5)), HIM)
    assert [[each.id.int for each in reach.hiding(good(number))] for number in GOODS] == [[3], [2, 3], [1, 2, 3]]
    mine = evolve(hide, which=Which(), whom=Whom(contracts={terms().contract}))
    both = Client(Stranger(COUNTERPARTY), {SELLER: terms()}, ((ONE, SELLER), (TWO, SECOND)))
    two = Reach((mine, rule(5, HIDE)), both)
    assert [[each.id.int for each in two.hiding(good(1, seller))] for seller in (None, SELLER, SECOND)] == [
        [2, 5], [2, 5], [5],
    ]  # fmt: skip
    assert Reach((), HIM).hiding(good(1)) == ()


def test_a_seller_without_a_contract_meets_a_stranger() -> None:
    assert [HIM.side(seller) for seller in (None, SECOND)] == [HIM.stranger, HIM.stranger]
    assert HIM.side(SELLER) is HIM.terms[SELLER]


def test_whoever_is_served_by_no_warehouse_goes_by_the_sellers_rules_all_the_same() -> None:
    mine = rule(1, HIDE, whom=Whom(contracts={terms().contract}))
    reach = Reach((mine,), Client(Stranger(COUNTERPARTY), {SELLER: terms()}))
    assert [reach.of(good(1, seller)) is None for seller in (None, SELLER, SECOND)] == [False, True, False]


def test_a_contract_with_another_seller_is_another_reach_though_the_rules_are_the_same() -> None:
    """The rule is for whoever has that price type, whichever of the sellers gives it (P5)."""
    of_type = rule(1, HIDE, whom=Whom(price_types={terms().price_type} - {None}))
    reaches, places = Reaches((of_type,)), ((ONE, SELLER), (TWO, SECOND))
    for seller in (SELLER, SECOND, SELLER):
        reach = reaches.of(Client(Stranger(), {seller: terms(organization=seller)}, places))
        assert reach is not None
        assert [reach.of(good(1, whose)) is None for whose in (SELLER, SECOND)] == [seller is SELLER, seller is SECOND]


def test_a_cap_asks_only_for_stock_that_is_there() -> None:
    found = shown(rule(1, CAP, 40))
    assert found is not None
    assert found.stock({TWO: Decimal(50)}, [ONE, TWO]) == {TWO: Decimal(40)}
    assert found.stock({ONE: Decimal(0), TWO: Decimal(50)}, [ONE, TWO]) == {ONE: Decimal(0), TWO: Decimal(40)}
    assert found.stock({ONE: Decimal(-5), TWO: Decimal(50)}, [ONE, TWO]) == {ONE: Decimal(-5), TWO: Decimal(40)}
    nothing = shown(rule(1, CAP, 0))
    assert nothing is not None
    for piece in ("0.001", "1"):
        assert nothing.stock({ONE: Decimal(piece)}, [ONE]) == {ONE: Decimal(0)}


def test_a_promise_for_all_takes_back_those_for_one_and_not_the_other_way_about() -> None:
    first, second = rule(1, ON_ORDER, 5, TWO), rule(2, ON_ORDER, 9)
    found = shown(first, second)
    assert found is not None
    assert {place: (said.days, said.rule) for place, said in found.promises.items()} == {
        ONE: (9, second), TWO: (9, second),
    }  # fmt: skip
    narrower = shown(rule(1, ON_ORDER, 5), rule(2, ON_ORDER, 9, TWO))
    assert narrower is not None
    assert {place: said.days for place, said in narrower.promises.items()} == {ONE: 5, TWO: 9}


def test_without_a_promise_nothing_is_promised() -> None:
    assert AS_IT_IS.promise([ONE, TWO]) is None
    elsewhere = shown(rule(1, ON_ORDER, 5, TWO))
    assert elsewhere is not None
    assert (elsewhere.promise([ONE]), elsewhere.promise([ONE, TWO])) == (None, (TWO, 5))


def steps(*rules: Rule, client: Client = HIM) -> tuple[Decimal | int, Decimal | int]:
    """Of a good of which the ERP told a minimum of 5 and a multiple of 5."""
    found = shown(*rules, client=client)
    assert found is not None
    goods = found.stepped(evolve(good(1), minimum=Decimal(5), multiple=Decimal(5)))
    return goods.minimum, goods.multiple


def test_a_step_takes_the_place_of_what_the_erp_told_and_the_later_rule_that_of_the_earlier() -> None:
    assert steps() == (5, 5)
    assert steps(rule(1, LEAST, 20)) == (20, 5)
    assert steps(rule(1, MULTIPLE, 0)) == (5, 0)
    assert steps(rule(1, LEAST, 20), rule(2, LEAST, 0), rule(3, MULTIPLE, 10)) == (0, 10)
    assert steps(evolve(rule(1, LEAST, 20), priority=9), rule(2, LEAST, 0)) == (20, 5)
    assert steps(evolve(rule(1, LEAST, 20), stops=True), rule(2, LEAST, 0)) == (20, 5)


def test_of_two_sellers_the_one_whose_warehouse_serves_first_says_the_step() -> None:
    hers = terms(organization=SECOND, contract=ContractId(an_id("her contract")))
    both = Client(Stranger(COUNTERPARTY), {SELLER: terms(), SECOND: hers}, ((ONE, SELLER), (TWO, SECOND)))
    his = rule(1, LEAST, 20, whom=Whom(contracts={terms().contract}))
    told = (his, rule(2, LEAST, 7, whom=Whom(contracts={hers.contract})))
    assert steps(*told, client=both) == (20, 5)
    assert steps(*told, rule(3, HIDE, place=ONE), client=both) == (7, 5)


@given(rules=availability_lists, client=clients())
def test_a_step_is_what_a_rule_of_his_says_and_some_rule_says_it(rules: list[Rule], client: Client) -> None:
    reach = Reach(RuleBook(tuple(rules), TODAY).availability, client)
    for number in range(1, 10):
        found = reach.of(kind_of(number))
        if found is None:
            continue
        for kind, value in ((LEAST, found.least), (MULTIPLE, found.multiple)):
            said = {each.effect.value for each in found.rules if each.effect.kind is kind}
            if value is not None:
                assert value in said
            elif len(client.places) < 2:
                assert not said
