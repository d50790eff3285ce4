"""Novelties (M009): at most ten goods labelled new that this client may buy now."""

from attrs import frozen

from application.access.context import Visit
from application.labels.filtering import LabelFilter
from application.pricing.goods import Reading
from application.queries.assortment import Assortments
from application.queries.offers import Card
from application.related.related import MOST_SHOWN, buyable, cards_of
from domain.access.permission import Permission
from domain.catalog.label import Label

# Goods are looked at sixty at a time until there are ten that can be bought, at most so often.
AT_ONCE = 60
MOST_LOOKS = 5


@frozen
class NoveltiesQuery:
    labels: LabelFilter
    reading: Reading
    assortments: Assortments

    def __call__(self, visit: Visit) -> tuple[Card, ...]:
        """The latest of the catalogue first; empty where there is none, and the block is then not shown."""
        held = visit.buyer().party.permissions
        if Permission.SEE_CATALOGUE not in held or Permission.SEE_PRICES not in held:
            return ()
        labelled = self.labels.sets.of(visit.catalogue_version, visit.buyer().day)
        new = sorted(labelled.get(Label.NEW, ()), reverse=True)
        own = self.assortments.of(visit)
        ids = new if own is None else own.only(new)
        shown: list[Card] = []
        for look in range(MOST_LOOKS):
            piece = ids[look * AT_ONCE : (look + 1) * AT_ONCE]
            if not piece or len(shown) >= MOST_SHOWN:
                break
            shown += buyable(cards_of(self.reading, visit, piece)).values()
        return tuple(shown[:MOST_SHOWN])
