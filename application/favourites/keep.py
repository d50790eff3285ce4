"""Keep a good, keep it no longer, say how many are usually taken."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from attrs import frozen

from application.access.context import Visit
from application.favourites.ports import MOST, Favourites, TooManyFavourites
from application.pricing.goods import Reading
from domain.access.permission import Permission
from domain.ordering.cart import LineKey
from domain.pricing.ask import BASE
from domain.shared.errors import NotFound
from domain.shared.ids import PackagingId, VariantId
from domain.shared.quantity import quantity_of


@frozen
class KeepFavourite:
    favourites: Favourites
    reading: Reading

    def __call__(self, visit: Visit, variant: VariantId, packaging: PackagingId = BASE) -> None:
        """What was withdrawn may be kept again, or removing it could not be undone.

        Raises NotFound for what this client does not have, TooManyFavourites.
        """
        visit.authority.himself()
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        board, _ = self.reading.variants([variant], context, visit.pricing_version)
        row = board.rows[0] if board.rows else None
        if row is None or row.packaging(packaging) is None:
            raise NotFound("variant", str(variant))
        if not self.favourites.add(visit.authority.user, variant, packaging, Decimal(0), MOST):
            raise TooManyFavourites


@frozen
class RemoveFavourites:
    favourites: Favourites

    def __call__(self, visit: Visit, variants: Collection[VariantId]) -> int:
        visit.authority.himself()
        visit.authority.need(Permission.SEE_CATALOGUE, visit.buyer().party.id)
        return self.favourites.remove(visit.authority.user, variants)


@frozen
class ChangeFavourites:
    favourites: Favourites

    def __call__(self, visit: Visit, quantities: Mapping[LineKey, str]) -> None:
        """An empty quantity says nothing. Raises QuantityInvalid with nothing changed."""
        visit.authority.himself()
        visit.authority.need(Permission.SEE_CATALOGUE, visit.buyer().party.id)
        read = [
            (key.variant, key.packaging, quantity_of(text) if text.strip() else Decimal(0))
            for key, text in quantities.items()
        ]
        self.favourites.change(visit.authority.user, read)
