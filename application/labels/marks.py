"""Marks of goods that are shown beside no list: read by themselves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from application.queries.marks import true_marks
from application.queries.offers import Card
from domain.catalog.mark import Mark
from domain.shared.ids import ProductId, UserId


class Marks(Protocol):
    def of(self, user: UserId, products: Sequence[ProductId], day: date) -> Mapping[ProductId, Mark]:
        """One statement. Every label that is bound on the day, whatever it claims; goods without marks are left out."""


@frozen
class MarksQuery:
    marks: Marks

    def __call__(self, visit: Visit, cards: Iterable[Card]) -> Mapping[ProductId, Mark]:
        """Labels that claim a lower price stand only where this client's price is lower."""
        shown = {card.product: card.offers for card in cards}
        if not shown:
            return {}
        found = self.marks.of(visit.authority.user, list(shown), visit.buyer().day)
        return true_marks(found, shown)
