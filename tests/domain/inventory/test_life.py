"""How long a reserve lives: the closest policy counts, and a warning comes before the end."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.inventory.life import FOR_EVER, LONGEST, Policies, PolicyUnfit, ReservePolicy
from tests.builders import NOON
from tests.capabilities import shows

pytestmark = shows("M077")

STATUSES, TERMS = ["new", "awaiting_payment"], ["prepayment", "limited"]
policies = st.builds(
    ReservePolicy,
    st.sampled_from([None, *STATUSES]),
    st.sampled_from([None, *TERMS]),
    st.none() | st.integers(-1, LONGEST + 1),
    st.integers(-1, 80),
)


@given(
    st.lists(policies, unique_by=lambda one: (one.status, one.terms)), st.sampled_from(STATUSES), st.sampled_from(TERMS)
)
def test_the_closest_policy_counts(every: list[ReservePolicy], status: str, terms: str) -> None:
    kept = {(one.status, one.terms): one for one in every}
    wanted = ((status, terms), (status, None), (None, terms), (None, None))
    expected = next((kept[key] for key in wanted if key in kept), FOR_EVER)
    assert Policies(every).of(status, terms) == expected


@given(policies)
def test_a_policy_that_passes_warns_before_the_end_and_not_before_its_beginning(policy: ReservePolicy) -> None:
    try:
        life = policy.checked().life(NOON)
    except PolicyUnfit:
        return
    assert (life.until is None) == (policy.hours is None)
    if life.until is not None:
        assert life.until - NOON == timedelta(hours=policy.hours or 0)
        assert life.warn_at is None or NOON < life.warn_at < life.until


@pytest.mark.parametrize(("hours", "warn"), [(0, 0), (LONGEST + 1, 0), (24, 24), (24, -1)])
def test_a_policy_out_of_range_is_refused(hours: int, warn: int) -> None:
    with pytest.raises(PolicyUnfit):
        ReservePolicy(None, None, hours, warn).checked()
