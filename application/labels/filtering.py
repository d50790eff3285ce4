"""Goods of a list by their labels: how many there are of each for this client, and those of one."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Protocol

from attrs import field, frozen

from application.access.context import Visit
from application.pricing.goods import Reading
from application.pricing.price_order import PriceIdentity
from application.queries.facets import Goods
from application.queries.marks import is_below_base
from application.related.related import cards_of
from domain.catalog.label import Label
from domain.shared.ids import ProductId

# Whether a label that claims a lower price is true is asked of the client's own prices, a thousand at a time. Where
# more goods have it than this, it is no filter: it still stands beside each of them that it is true of.
MOST_CLAIMED = 10_000
AT_ONCE = 1000
KEPT = 64

Labelled = Mapping[Label, frozenset[ProductId]]


class LabelSets(Protocol):
    def of(self, version: int, day: date) -> Labelled:
        """Goods on sale by label, whatever it claims; kept by catalogue version and day."""


@frozen
class LabelFilter:
    sets: LabelSets
    reading: Reading
    kept: "OrderedDict[object, Labelled]" = field(factory=OrderedDict, eq=False)
    lock: Lock = field(factory=Lock, eq=False)

    def labelled(self, visit: Visit) -> Labelled:
        """As this client may be told them; only goods that he has."""
        context = visit.buyer()
        found = self.sets.of(visit.catalogue_version, context.day)
        if not any(label.claims_lower_price for label in found):
            return found
        key = PriceIdentity.of(visit, context)
        with self.lock:
            kept = self.kept.get(key)
        if kept is not None:
            return kept
        told = {label: goods for label, goods in found.items() if not label.claims_lower_price}
        for label in set(found) - set(told):
            if len(found[label]) <= MOST_CLAIMED:
                told[label] = self._true(visit, sorted(found[label]))
        with self.lock:
            self.kept[key] = told
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return told

    def _true(self, visit: Visit, goods: Sequence[ProductId]) -> frozenset[ProductId]:
        pieces = (goods[start : start + AT_ONCE] for start in range(0, len(goods), AT_ONCE))
        cards = (card for piece in pieces for card in cards_of(self.reading, visit, piece))
        return frozenset(card.product for card in cards if any(map(is_below_base, card.offers)))

    def narrowed(
        self, visit: Visit, ids: Sequence[ProductId], among: Goods | None, label: Label | None
    ) -> tuple[Sequence[ProductId], Mapping[Label, int]]:
        """The ids under the label, all of them where none is asked for; how many of all of them each label has.

        The labelled goods are looked for in the list, not the list in them: of a long list few have a label.
        """
        labelled = self.labelled(visit)
        if not labelled:
            return ([] if label is not None else ids), {}
        members = set(ids) if among is None else among
        counts = {each: sum(1 for id in labelled[each] if id in members) for each in Label if each in labelled}
        shown = {each: count for each, count in counts.items() if count}
        if label is None:
            return ids, shown
        chosen = labelled.get(label, frozenset())
        return [id for id in ids if id in chosen], shown
