"""Favourites as their page shows them, under the active context.

What rules hide from the client of the context is left out, and comes back under another one; what was withdrawn from
sale stays, greyed, with what may take its place.
"""

from collections.abc import Mapping

from attrs import frozen

from application.access.context import Visit
from application.favourites.ports import Favourite, Favourites
from application.pricing.goods import OfferRow, Reading, circumstances
from application.queries.offers import Card, Offer, offer
from application.queries.units import UnitOffer, Wish, unit_offer
from application.related.related import LinkKind, RelatedQuery
from domain.access.permission import Permission
from domain.ordering.circumstances import Circumstances
from domain.shared.ids import ProductId


@frozen
class FavouriteRow:
    """`offer` in the unit that is kept; None for what was withdrawn. instead: what may be had in its place."""

    favourite: Favourite
    row: OfferRow
    offer: UnitOffer | None
    instead: tuple[Card, ...] = ()

    @property
    def is_there(self) -> bool:
        return self.offer is not None and self.offer.available > 0


@frozen
class FavouritesQuery:
    favourites: Favourites
    reading: Reading
    related: RelatedQuery

    def __call__(self, visit: Visit) -> tuple[FavouriteRow, ...]:
        """A constant number of statements, however many there are."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        kept = self.favourites.of(visit.authority.user)
        if not kept:
            return ()
        board, facts = self.reading.variants([one.variant for one in kept], context, visit.pricing_version)
        under = circumstances(context, facts, board)
        rows = {row.goods.variant: row for row in board.rows}
        shown = [_shown(one, rows[one.variant], under) for one in kept if one.variant in rows]
        missing = [one.row.goods.product for one in shown if not one.is_there]
        instead = self.related(visit, LinkKind.SUBSTITUTE, missing, 3) if missing else {}
        return tuple(_with(one, instead) for one in shown)


def _shown(one: Favourite, row: OfferRow, under: Circumstances) -> FavouriteRow:
    if not row.goods.sellable:
        return FavouriteRow(one, row, None)
    text = f"{one.quantity:f}" if one.quantity else ""
    found: Offer = offer(row, under)
    return FavouriteRow(one, row, unit_offer(found, under, Wish(one.packaging, text)))


def _with(one: FavouriteRow, instead: Mapping[ProductId, tuple[Card, ...]]) -> FavouriteRow:
    if one.is_there:
        return one
    return FavouriteRow(one.favourite, one.row, one.offer, instead.get(one.row.goods.product, ()))
