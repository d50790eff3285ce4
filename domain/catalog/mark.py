"""What stands beside a good, whatever it costs: labels, rating, whether the person keeps or compares it."""

from decimal import Decimal

from attrs import frozen

from domain.catalog.label import Label
from domain.shared.ids import VariantId


@frozen
class Mark:
    """score: the smoothed rating; None where nobody has voted. kept: variants among the person's favourites."""

    labels: tuple[Label, ...] = ()
    kept: frozenset[VariantId] = frozenset()
    is_compared: bool = False
    votes: int = 0
    stars: int = 0
    score: Decimal | None = None

    @property
    def mean(self) -> Decimal:
        return Decimal(self.stars) / self.votes if self.votes else Decimal(0)


UNMARKED = Mark()
