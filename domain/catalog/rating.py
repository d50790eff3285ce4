"""The rating of a good: a mean of votes, smoothed so that few votes say little (M015, ADR 0039)."""

from decimal import Decimal

from attrs import frozen

# What is believed of a good that nobody has judged yet, and how many votes that belief is worth.
PRIOR_MEAN = Decimal("3.5")
PRIOR_VOTES = 10
PLACES = Decimal("0.0001")


@frozen
class Votes:
    """stars: the sum of all votes, each of one to five."""

    count: int
    stars: int

    @property
    def score(self) -> Decimal:
        """(prior mean × prior votes + stars) / (prior votes + votes), to four places."""
        return ((PRIOR_MEAN * PRIOR_VOTES + self.stars) / (PRIOR_VOTES + self.count)).quantize(PLACES)
