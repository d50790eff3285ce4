"""P1 to P5 over everything that a price may be made of."""

from decimal import Decimal

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.pricing.ask import Ask
from domain.pricing.book import PriceBook
from domain.pricing.rules import ClientRules, Rule, RuleBook
from domain.pricing.trail import explained, replayed
from domain.shared.ids import ContractId
from tests.builders import TODAY, an_id
from tests.domain.pricing.books import (
    GOODS,
    asked_of,
    asks,
    books,
    carts,
    quote_cart,
    quote_line,
    quoted,
    rule_lists,
    told,
    traits_of,
)


@given(books(), asks())
def test_p1_the_steps_give_the_line_again(book: PriceBook, ask: Ask) -> None:
    line = quote_line(book, ask)
    if line.refusal is None:
        assert replayed(line.trail) == (line.price, line.amount, line.gross)
    assert len(explained(line.trail)) == len(line.trail)


@given(books(), carts())
def test_p1_holds_for_every_line_of_a_cart(book: PriceBook, asked: list[Ask]) -> None:
    for line in quote_cart(book, asked).lines:
        if line.refusal is None:
            assert replayed(line.trail) == (line.price, line.amount, line.gross)


@given(books(), asks())
def test_p2_nothing_is_negative_and_nothing_is_for_nothing(book: PriceBook, ask: Ask) -> None:
    line = quote_line(book, ask)
    assert min(line.price, line.amount, line.vat, line.gross) >= 0
    assert (line.price == 0) == (line.refusal is not None)


@given(books(), carts(), st.randoms())
def test_p3_the_order_of_lines_changes_nothing(book: PriceBook, asked: list[Ask], random: object) -> None:
    shuffled = list(enumerate(asked))
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    lines = dict(zip([n for n, _ in shuffled], quote_cart(book, [ask for _, ask in shuffled]).lines, strict=True))
    assert told(*(lines[n] for n in range(len(asked)))) == told(*quote_cart(book, asked).lines)


@given(rule_lists, st.randoms())
def test_p3_the_order_in_which_rules_are_kept_changes_nothing(kept: list[Rule], random: object) -> None:
    shuffled = list(kept)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert RuleBook(tuple(kept), TODAY).rules == RuleBook(tuple(shuffled), TODAY).rules


@given(books(), carts())
def test_the_bulk_form_is_the_one_function(book: PriceBook, asked: list[Ask]) -> None:
    assert told(*quoted(book, asked)) == told(*(quote_line(book, ask) for ask in asked))


@given(books(), asks())
def test_a_cart_of_one_line_below_every_threshold_is_that_line(book: PriceBook, ask: Ask) -> None:
    cart = quote_cart(book, [ask])
    if not cart.reached:
        assert told(*cart.lines) == told(quote_line(book, ask))


@given(rule_lists)
def test_rules_found_by_index_are_those_found_by_looking_at_each(kept: list[Rule]) -> None:
    index = ClientRules(tuple(kept))
    for good in GOODS:
        traits = traits_of(good)
        looked = sorted((rule for rule in kept if rule.which.has(traits)), key=lambda rule: rule.place)
        assert index.on(traits) == tuple(looked)
        assert index.on(traits) == tuple(looked), "remembered as it was found"


@given(books(), asks())
def test_p5_rules_of_another_client_leave_no_trace(book: PriceBook, ask: Ask) -> None:
    """With every rule that does not name this client taken away, the answer is the same to the last step."""
    assert book.rules is not None
    whose = asked_of(book, ask).terms
    mine = tuple(rule for rule in book.rules.rules if rule.whom.has(whose))
    assert told(quote_line(evolve(book, rules=RuleBook(mine, TODAY)), ask)) == told(quote_line(book, ask))


@given(books(), asks())
def test_p5_one_book_asked_by_two_clients_answers_each_alone(book: PriceBook, ask: Ask) -> None:
    """What is remembered for one client is not given to another: the same book, asked in both orders."""
    other = evolve(ask, terms=evolve(ask.terms, contract=ContractId(an_id("another client's contract"))))
    assert book.rules is not None

    def fresh() -> PriceBook:
        assert book.rules is not None
        return evolve(book, rules=RuleBook(book.rules.rules, TODAY))

    shared = fresh()
    first, second = quote_line(shared, ask), quote_line(shared, other)
    assert told(first) == told(quote_line(fresh(), ask))
    assert told(second) == told(quote_line(fresh(), other))


@given(books(), asks())
def test_a_price_without_rules_is_what_switching_them_all_off_gives_back(book: PriceBook, ask: Ask) -> None:
    none, off = (quote_line(evolve(book, rules=rules), ask) for rules in (None, RuleBook((), TODAY)))
    assert told(none) == told(off)


@given(books(), carts())
def test_the_total_of_a_threshold_does_not_depend_on_the_prices_it_leads_to(book: PriceBook, asked: list[Ask]) -> None:
    """So that no cart goes to and fro between two types."""
    cart = quote_cart(book, asked)
    plain = evolve(book, rules=None)
    for contract, reached in cart.reached.items():
        total = sum((quote_line(plain, ask).gross for ask in asked if ask.terms.contract == contract), Decimal("0.00"))
        assert reached.total == total >= reached.threshold.total
