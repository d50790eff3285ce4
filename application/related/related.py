"""Goods linked to goods: recommended ones (M010) and substitutes (N26), for one client.

A port for whoever meets goods that are not there: the card, the cart, favourites, the report of an Excel order, a
repeated order.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from application.pricing.goods import Reading, circumstances
from application.queries.offers import Card, Offer, offer
from domain.access.permission import Permission
from domain.shared.ids import ProductId

MOST_SHOWN = 10
# What is hidden or not there is skipped, so that more are looked at than are shown.
MOST_CANDIDATES = 40
MOST_ASKED = 50


class LinkKind(StrEnum):
    RECOMMENDED = "recommended"
    SUBSTITUTE = "substitute"


class Links(Protocol):
    """What the seller's people have linked: by hand, and then by rules of sections and properties."""

    def of(
        self, kinds: Sequence[LinkKind], products: Sequence[ProductId], most: int
    ) -> Mapping[LinkKind, Mapping[ProductId, Sequence[ProductId]]]:
        """Candidates on sale, best first: as they were listed, then by rating and name. One statement."""


@frozen
class RelatedQuery:
    links: Links
    reading: Reading

    def __call__(
        self, visit: Visit, kind: LinkKind, products: Collection[ProductId], most: int = MOST_SHOWN
    ) -> Mapping[ProductId, tuple[Card, ...]]:
        """For each, those that this client may buy now; goods without any are left out."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        asked = list(dict.fromkeys(products))[:MOST_ASKED]
        candidates = self.links.of([kind], asked, MOST_CANDIDATES)[kind] if asked else {}
        cards = buyable(self._cards(visit, {id for found in candidates.values() for id in found}))
        found = {product: tuple(cards[id] for id in ids if id in cards)[:most] for product, ids in candidates.items()}
        return {product: shown for product, shown in found.items() if shown}

    def of_card(
        self, visit: Visit, product: ProductId, kinds: Sequence[LinkKind]
    ) -> Mapping[LinkKind, tuple[Card, ...]]:
        """Of one good, of several kinds at once. Only for a card that the asker was given before."""
        found = self.links.of(kinds, [product], MOST_CANDIDATES)
        ids = {kind: found[kind].get(product, ()) for kind in kinds}
        cards = buyable(self._cards(visit, {id for listed in ids.values() for id in listed}))
        return {kind: tuple(cards[id] for id in ids[kind] if id in cards)[:MOST_SHOWN] for kind in kinds}

    def _cards(self, visit: Visit, ids: Collection[ProductId]) -> tuple[Card, ...]:
        return cards_of(self.reading, visit, sorted(ids))


def cards_of(reading: Reading, visit: Visit, ids: Sequence[ProductId]) -> tuple[Card, ...]:
    """In the order of the ids; what the client does not have is left out. One statement."""
    if not ids:
        return ()
    context = visit.buyer()
    board, facts = reading.products(ids, context, visit.pricing_version)
    under = circumstances(context, facts, board)
    by_product: dict[ProductId, list[Offer]] = {}
    for row in board.rows:
        by_product.setdefault(row.goods.product, []).append(offer(row, under))
    return tuple(Card(id, tuple(by_product[id])) for id in ids if id in by_product)


def buyable(cards: Iterable[Card]) -> dict[ProductId, Card]:
    """With the offers that can be had alone, so that the first one is what is shown."""
    found = {}
    for card in cards:
        offers = tuple(each for each in card.offers if is_buyable(each))
        if offers:
            found[card.product] = Card(card.product, offers)
    return found


def is_buyable(shown: Offer) -> bool:
    """It has a price for this client, and something of it is there."""
    return shown.price is not None and shown.price.refusal is None and shown.available > 0
