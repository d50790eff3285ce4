"""The smoothed rating: few votes say little, and more of the same say more."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.catalog.rating import PRIOR_MEAN, Votes
from tests.capabilities import shows

votes = st.lists(st.integers(min_value=1, max_value=5), min_size=1, max_size=60)


def of(given_stars: list[int]) -> Votes:
    return Votes(len(given_stars), sum(given_stars))


@shows("M015")
def test_one_five_star_vote_does_not_outrank_fifty_at_four_point_eight() -> None:
    assert of([5]).score < Votes(50, 240).score
    assert of([5, 5, 5]).score < Votes(50, 240).score


@shows("M015")
def test_the_worked_example_of_the_decision() -> None:
    assert of([5]).score == Decimal("3.6364")
    assert Votes(50, 240).score == Decimal("4.5833")


@given(votes)
def test_a_score_lies_between_the_belief_and_the_mean(stars: list[int]) -> None:
    mean = Decimal(sum(stars)) / len(stars)
    low, high = sorted((PRIOR_MEAN, mean))
    assert low - Decimal("0.0001") <= of(stars).score <= high + Decimal("0.0001")


@given(votes, st.integers(min_value=1, max_value=4))
def test_a_better_vote_never_lowers_a_score(stars: list[int], vote: int) -> None:
    assert of([*stars, vote]).score <= of([*stars, vote + 1]).score


@given(votes, st.integers(min_value=2, max_value=20))
def test_more_of_the_same_goes_further_from_the_belief(stars: list[int], times: int) -> None:
    few, many = of(stars).score, of(stars * times).score
    assert abs(few - PRIOR_MEAN) <= abs(many - PRIOR_MEAN) + Decimal("0.0001")
