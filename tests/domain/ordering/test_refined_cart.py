"""Step 6: what the ERP says of a cart replaces the prices of the lines it names, and of no other cart."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.ordering.circumstances import Circumstances
from domain.ordering.drafting import Wanted
from domain.ordering.order import OrderDetails
from domain.ordering.placing import place
from domain.ordering.quoted_cart import QuotedCart, quoted_cart
from domain.ordering.splitting import parts
from domain.pricing.ask import PriceOnRequest
from domain.pricing.promo import Promo
from domain.pricing.refinement import (
    Asking,
    DearerByErp,
    LineRef,
    NotConfirmedByErp,
    NotTaken,
    RefinedPrice,
    Refinement,
    RefinementPolicy,
    Unanswered,
    cart_hash,
)
from domain.pricing.refining import is_due
from domain.pricing.trail import REFINED, fingerprint, replayed
from domain.shared.ids import ContractId, PackagingId, RegionId, UserId, VariantId
from domain.shared.money import Currency
from domain.shared.quantity import Packaging
from tests.builders import (
    CONTRACT,
    NOON,
    a_book,
    a_warehouse,
    an_id,
    circumstances,
    locked_for,
    names,
    rub,
    wanted,
)
from tests.capabilities import shows
from tests.domain.pricing.promos import a_code

pytestmark = shows("M024")

TWO = (a_warehouse(1), a_warehouse(2))
DOZEN = Packaging(9, "778", "упак", Decimal(12), Decimal(1))
PRICES: dict[int, str | Decimal] = {1: "10", 2: "20", 3: "30"}
FREE = {(good, place): "100" for good in PRICES for place in (1, 2)}
refined_prices = st.integers(1, 10**8).map(lambda n: Decimal(n).scaleb(-5))
orders_of = st.lists(st.sampled_from([(1, 0), (2, 0), (3, 0), (1, 9), (2, 9)]), min_size=1, max_size=5, unique=True)


def ref(variant: int, packaging: int = 0, contract: UUID = CONTRACT) -> LineRef:
    return LineRef(ContractId(contract), VariantId(variant), PackagingId(packaging))


def under(
    policy: RefinementPolicy = RefinementPolicy.CONFIRM, *askings: Asking, prices: dict[int, str | Decimal] = PRICES
) -> Circumstances:
    plain = circumstances(a_book(prices), FREE, TWO)
    return evolve(plain, policies={CONTRACT: policy}, askings=askings, at=NOON)


def lines(*goods: tuple[int, int], quantity: str = "2") -> list[Wanted]:
    return [wanted(good, quantity, DOZEN if packaging else Packaging()) for good, packaging in goods]


def hash_of(asked: list[Wanted]) -> str:
    cart = quoted_cart(1, asked, under())
    assert cart.refinement is not None
    return cart.refinement.hash


def answered(
    hash: str, prices: dict[LineRef, str | Decimal], minutes: int = 15, accepted: bool = True, **more: object
) -> Asking:
    told = {line: RefinedPrice(Decimal(amount), Currency.RUB, True) for line, amount in prices.items()}
    answer = Refinement(an_id("answer"), hash, NOON + timedelta(minutes=minutes), told, accepted)
    facts = {"asked_at": NOON - timedelta(minutes=1), **more}
    return Asking(answer.id, "УТ", hash, frozenset({CONTRACT}), answer=answer, **facts)  # type: ignore[arg-type]


def failed(hash: str, why: Unanswered = Unanswered.TIMEOUT, seconds: int = 1) -> Asking:
    at = NOON - timedelta(seconds=seconds)
    return Asking(an_id(f"failed {seconds}"), "УТ", hash, frozenset({CONTRACT}), at, unanswered=why)


def gross(cart: QuotedCart) -> dict[tuple[int, int], Decimal]:
    return {(int(line.wanted.key.variant), int(line.wanted.key.packaging)): line.gross for line in cart.lines}


def refused(cart: QuotedCart) -> list[str]:
    return [refusal.code for refusal in cart.refusals]


@given(orders_of, st.dictionaries(st.integers(1, 3), refined_prices), st.data())
def test_p1_every_refined_line_replays_and_its_hash_covers_the_answer(
    goods: list[tuple[int, int]], told: dict[int, Decimal], data: st.DataObject
) -> None:
    asked = lines(*goods)
    asking = answered(hash_of(asked), {ref(good): amount for good, amount in told.items()})
    for line in quoted_cart(1, asked, under(RefinementPolicy.CONFIRM, asking)).lines:
        for share in line.shares:
            quoted = share.quoted
            assert quoted.refusal is not None or replayed(quoted.trail) == (quoted.price, quoted.amount, quoted.gross)
            steps = [step for step in quoted.trail if step[0] == REFINED]
            is_named = int(line.wanted.key.variant) in told and not line.wanted.key.packaging
            assert len(steps) == is_named
            if not steps:
                continue
            assert (steps[0][1], steps[0][3]) == (asking.id, told[int(line.wanted.key.variant)])
            place_, value = quoted.trail.index(steps[0]), data.draw(st.sampled_from([1, 3, 5]))
            tampered = list(steps[0])
            tampered[value] = {1: an_id("another answer"), 3: steps[0][3] + 1, 5: "2030-01-01"}[value]
            forged = (*quoted.trail[:place_], tuple(tampered), *quoted.trail[place_ + 1 :])
            assert fingerprint(forged, "line") != fingerprint(quoted.trail, "line")


@given(orders_of, st.dictionaries(st.integers(1, 3), refined_prices), st.randoms())
def test_p3_the_order_of_lines_changes_neither_the_question_nor_its_effect(
    goods: list[tuple[int, int]], told: dict[int, Decimal], random: object
) -> None:
    shuffled = list(goods)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert hash_of(lines(*goods)) == hash_of(lines(*shuffled))
    asking = answered(hash_of(lines(*goods)), {ref(good): amount for good, amount in told.items()})
    one, other = (quoted_cart(1, lines(*g), under(RefinementPolicy.CONFIRM, asking)) for g in (goods, shuffled))
    assert gross(one) == gross(other)
    assert one.totals == other.totals


@given(orders_of, orders_of, st.integers(1, 5), st.integers(1, 5))
def test_an_answer_for_another_cart_is_never_used(
    goods: list[tuple[int, int]], others: list[tuple[int, int]], quantity: int, of_others: int
) -> None:
    mine, theirs = lines(*goods, quantity=str(quantity)), lines(*others, quantity=str(of_others))
    asking = answered(hash_of(theirs), {ref(good): "7" for good in PRICES})
    cart = quoted_cart(1, mine, under(RefinementPolicy.CONFIRM, asking))
    is_same = set(goods) == set(others) and quantity == of_others
    assert (hash_of(mine) == hash_of(theirs)) == is_same
    if not is_same:
        assert gross(cart) == gross(quoted_cart(1, mine, under()))
        assert not any(step[0] == REFINED for line in cart.lines for s in line.shares for step in s.quoted.trail)


@given(st.integers(-30, 30))
def test_an_answer_holds_until_it_expires_and_not_a_moment_longer(minutes: int) -> None:
    asked = lines((1, 0))
    cart = quoted_cart(1, asked, under(RefinementPolicy.WAIT, answered(hash_of(asked), {ref(1): "7"}, minutes)))
    assert gross(cart) == {(1, 0): Decimal("14.00") if minutes > 0 else Decimal("20.00")}
    assert refused(cart) == ([] if minutes > 0 else ["price.not-confirmed"])


def test_strangers_never_have_one_hash_and_another_region_is_another_question() -> None:
    quantities = {ref(1): Decimal(2)}
    region = RegionId(an_id("region"))
    assert cart_hash(None, quantities) != cart_hash(None, {ref(1, contract=an_id("stranger")): Decimal(2)})
    assert cart_hash(region, quantities) != cart_hash(None, quantities)
    assert cart_hash(region, {ref(1): Decimal("2.000")}) == cart_hash(region, quantities)


def test_a_line_of_two_warehouses_is_one_line_to_the_erp() -> None:
    asked = lines((1, 0), quantity="150")
    asking = answered(hash_of(asked), {ref(1): "7"})
    cart = quoted_cart(1, asked, under(RefinementPolicy.WAIT, asking))
    assert len(cart.lines[0].shares) == 2
    assert cart.totals == (rub("1050.00"),) and not cart.refusals
    elsewhere = evolve(under(), stock={(VariantId(1), a_warehouse(2).id): Decimal(500)})
    moved = quoted_cart(1, asked, elsewhere)
    assert moved.refinement is not None and moved.refinement.hash == asking.cart_hash, "stock is no part of the cart"


def test_a_price_that_the_portal_does_not_know_comes_from_the_erp_alone() -> None:
    asked = lines((1, 0), (2, 0))
    known: dict[int, str | Decimal] = {1: "10"}
    bare = quoted_cart(1, asked, under(prices=known))
    assert [type(refusal) for refusal in bare.refusals] == [PriceOnRequest]
    asking = answered(hash_of(asked), {ref(2): "5.1275"}, accepted=False)
    cart = quoted_cart(1, asked, under(RefinementPolicy.CONFIRM, asking, prices=known))
    assert not cart.refusals, "nothing became dearer: there was no price"
    assert cart.lines[1].price is not None and cart.lines[1].price.price == Decimal("5.1275"), "as told, not rounded"


def test_one_dearer_line_needs_a_yes_though_the_total_is_lower() -> None:
    asked = lines((1, 0), (2, 0))
    asking = answered(hash_of(asked), {ref(1): "11", ref(2): "15"}, accepted=False)
    cart = quoted_cart(1, asked, under(RefinementPolicy.CONFIRM, asking))
    assert cart.totals == (rub("52.00"),), "60 before"
    [refusal] = cart.refusals
    assert isinstance(refusal, DearerByErp)
    assert [(int(line.variant_id), line.more) for line in refusal.lines] == [(1, rub("2.00"))]
    assert refusal.refinements == (asking.id,)
    assert asking.answer is not None
    said_yes = evolve(asking, answer=evolve(asking.answer, accepted=True))
    assert not quoted_cart(1, asked, under(RefinementPolicy.CONFIRM, said_yes)).refusals


def test_only_cheaper_lines_need_no_yes() -> None:
    asked = lines((1, 0), (2, 0))
    asking = answered(hash_of(asked), {ref(1): "9", ref(2): "20"}, accepted=False)
    assert not quoted_cart(1, asked, under(RefinementPolicy.WAIT, asking)).refusals


def test_a_partial_answer_confirms_what_it_names() -> None:
    asked = lines((1, 0), (2, 0))
    asking = answered(hash_of(asked), {ref(1): "9"}, not_taken={ref(2): NotTaken.ZERO})
    cart = quoted_cart(1, asked, under(RefinementPolicy.WAIT, asking))
    [refusal] = cart.refusals
    assert isinstance(refusal, NotConfirmedByErp)
    assert (refusal.lines, refusal.why) == (1, "partial")
    assert gross(cart) == {(1, 0): Decimal("18.00"), (2, 0): Decimal("40.00")}, "our own price, and nothing guessed"


def test_an_answer_without_a_usable_price_is_no_unasked_question() -> None:
    asked = lines((1, 0))
    hash_ = hash_of(asked)
    for asking, why in (
        (answered(hash_, {}, not_taken={ref(1): NotTaken.ZERO}), "partial"),
        (answered(hash_, {ref(1): "9"}, minutes=0), "expired"),
        (failed(hash_, Unanswered.BUSY), "busy"),
    ):
        [refusal] = quoted_cart(1, asked, under(RefinementPolicy.WAIT, asking)).refusals
        assert isinstance(refusal, NotConfirmedByErp)
        assert refusal.why == why


def test_a_newer_failure_does_not_take_a_standing_answer_away() -> None:
    asked = lines((1, 0))
    hash_ = hash_of(asked)
    cart = quoted_cart(1, asked, under(RefinementPolicy.WAIT, answered(hash_, {ref(1): "9"}), failed(hash_)))
    assert gross(cart) == {(1, 0): Decimal("18.00")} and not cart.refusals


def test_orders_carry_the_question_they_stand_on() -> None:
    asked = lines((1, 0))
    hash_ = hash_of(asked)
    cases = [
        (answered(hash_, {ref(1): "9"}), an_id("answer"), False),
        (failed(hash_), an_id("failed 1"), True),
    ]
    for asking, basis, to_confirm in cases:
        cart = quoted_cart(1, asked, under(RefinementPolicy.CONFIRM, asking))
        [order] = place(cart, locked_for(cart), OrderDetails(UserId(an_id("b"))), names(len(parts(cart))), NOON)
        assert (order.refinement, order.to_confirm) == (basis, to_confirm)
    plain = quoted_cart(1, asked, circumstances(a_book(PRICES), FREE, TWO))
    [order] = place(plain, locked_for(plain), OrderDetails(UserId(an_id("b"))), names(1), NOON)
    assert plain.refinement is None and (order.refinement, order.to_confirm) == (None, False)


def test_a_contract_that_wants_no_refinement_uses_no_answer() -> None:
    asked = lines((1, 0))
    cart = quoted_cart(1, asked, under(RefinementPolicy.NONE, answered(hash_of(asked), {ref(1): "9"})))
    assert cart.refinement is None and gross(cart) == {(1, 0): Decimal("20.00")}


def test_a_promo_code_takes_from_what_the_erp_left() -> None:
    asked = lines((1, 0))
    asking = answered(hash_of(asked), {ref(1): "9"})
    cart = quoted_cart(1, asked, evolve(under(RefinementPolicy.WAIT, asking), promo=Promo(a_code("10"))))
    assert cart.totals == (rub("16.20"),) and not cart.refusals, "naming a code is no other cart"


def test_placing_asks_once_a_minute_about_one_cart() -> None:
    hash_ = "a"
    contracts = {CONTRACT: None}
    assert is_due(contracts, [], hash_, NOON)
    assert not is_due(contracts, [failed(hash_, seconds=59)], hash_, NOON)
    assert is_due(contracts, [failed(hash_, seconds=61)], hash_, NOON)
    assert is_due(contracts, [failed("b")], hash_, NOON), "about another cart nobody has asked"
    assert not is_due(contracts, [answered(hash_, {}, asked_at=NOON - timedelta(hours=1))], hash_, NOON)
    assert is_due(contracts, [answered(hash_, {}, minutes=0)], hash_, NOON), "it has expired"
