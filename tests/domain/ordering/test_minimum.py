"""The least sum of an order: the nearest agreement wins, and what is missing is exactly what makes it pass."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.ordering.minimum import EVERYBODY, Minimum, Ordered, below_minimums, nearest
from domain.pricing.book import Rate
from domain.shared.ids import ContractId, CounterpartyId, HoldingId
from domain.shared.money import Currency, Money
from tests.builders import TODAY, an_id, rub
from tests.capabilities import shows

FIRST, SECOND = ContractId(an_id("first")), ContractId(an_id("second"))
CLIENT, HOLDING = CounterpartyId(an_id("client")), HoldingId(an_id("holding"))
CHAIN = (FIRST, CLIENT, HOLDING, EVERYBODY)
sums = st.decimals(min_value=0, max_value=10_000, places=2).map(rub)
agreed = st.dictionaries(st.integers(0, 3), st.tuples(sums, st.booleans()))


@shows("N21")
@given(agreed=agreed, other=sums)
def test_the_nearest_agreement_wins_and_a_strangers_counts_for_nothing(
    agreed: dict[int, tuple[Money, bool]], other: Money
) -> None:
    rows = [Minimum(level, CHAIN[level], amount, whole) for level, (amount, whole) in agreed.items()]
    rows.append(Minimum(0, SECOND, other))
    found = nearest(rows, FIRST, CLIENT, HOLDING)
    assert found == next((row for row in sorted(rows, key=lambda r: r.level) if row.owner != SECOND), None)


@shows("N21", "A09")
@given(first=sums, second=sums, minimum=sums, whole=st.booleans())
def test_adding_what_is_missing_makes_it_pass(first: Money, second: Money, minimum: Money, whole: bool) -> None:
    bound = {contract: Minimum(1, CLIENT, minimum, whole) for contract in (FIRST, SECOND)}
    cart = {FIRST: first, SECOND: second}

    def refused() -> tuple[tuple[str, Money], ...]:
        ordered = [Ordered(contract, "1" if contract == FIRST else "2", total) for contract, total in cart.items()]
        return tuple((one.contract_number, one.missing) for one in below_minimums(ordered, bound, {}))

    for number, missing in refused():
        assert missing.is_positive
        if number == "":
            cart[FIRST] += missing - rub("0.01")
            assert refused() == (("", rub("0.01")),)
            cart[FIRST] += rub("0.01")
        else:
            cart[FIRST if number == "1" else SECOND] += missing
    assert refused() == ()


@shows("N21")
def test_a_sum_in_another_currency_goes_by_the_rate_and_is_not_judged_without() -> None:
    ordered = [Ordered(FIRST, "1", Money(Decimal("100.00"), Currency.USD))]
    bound = {FIRST: Minimum(0, FIRST, rub("9000.01"))}
    rates = {Currency.USD: Rate(Currency.USD, TODAY, Decimal(90))}
    [refused] = below_minimums(ordered, bound, rates)
    assert (refused.total, refused.missing) == (rub("9000.00"), rub("0.01"))
    assert below_minimums(ordered, bound, {}) == ()
