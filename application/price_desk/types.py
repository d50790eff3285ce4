"""Price types: what the ERP tells of them, the two facts that the portal sets, the prices in each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from attrs import evolve, frozen

from application.access.context import Visit
from application.price_desk.rows import Source, staff_readers
from application.price_desk.work import Act, PriceWorks
from application.queries.orders import Readers
from domain.access.permission import Permission
from domain.pricing.book import PriceType, Threshold
from domain.pricing.price_types import check_fallback, scale_of
from domain.shared.errors import NotFound
from domain.shared.ids import PriceTypeId, VariantId

SET = "price-type.set"


@frozen
class TypeRow:
    """contracts: of the clients whom the asker sees.

    changed_at: when a price or a setting of it was written last; None where it has never held a price.
    """

    id: PriceTypeId
    name: str
    currency: str
    vat_included: bool
    scale: int
    fallback: PriceTypeId | None
    fallback_name: str
    base: str
    set_here: bool
    prices: int
    contracts: int
    changed_at: datetime | None


@frozen
class TypeChange:
    """One setting of a type by a person: names and scales before and after."""

    at: datetime
    who: str
    fallback_before: str
    fallback_after: str
    scale_before: int
    scale_after: int


@frozen
class TypePrice:
    variant: VariantId
    packaging: int
    sku: str
    goods: str
    unit: str
    amount: Decimal
    currency: str
    told: Source


@frozen
class TypePrices:
    """next: (variant, packaging) after which the next page begins."""

    rows: tuple[TypePrice, ...]
    next: tuple[int, int] | None


@frozen
class FormerListed:
    """A price that stood in a type between two messages; replaced is None for what stands now."""

    unit: str
    amount: Decimal
    currency: str
    told: Source
    replaced: Source | None


@frozen
class GoodsHistory:
    sku: str
    goods: str
    formers: tuple[FormerListed, ...]


class PriceTypes(Protocol):
    def all(self, whose: Readers) -> Sequence[TypeRow]:
        """Told and not deleted, by name. The types are everybody's, the contracts counted are the readers' (A1)."""

    def changes(self, id: PriceTypeId) -> Sequence[TypeChange]: ...

    def steps(self, id: PriceTypeId) -> Sequence[Threshold]:
        """By the cart's total, ascending."""

    def prices(self, id: PriceTypeId, text: str, after: tuple[int, int], limit: int) -> TypePrices:
        """`text`: a piece of an article, or words of a name."""

    def history(self, id: PriceTypeId, variant: VariantId) -> GoodsHistory:
        """Raises NotFound for goods that are not there."""


@frozen
class TypesQuery:
    types: PriceTypes

    def __call__(self, visit: Visit) -> Sequence[TypeRow]:
        return self.types.all(staff_readers(visit))


@frozen
class TypeView:
    row: TypeRow
    others: tuple[TypeRow, ...]
    changes: tuple[TypeChange, ...]
    prices: TypePrices
    steps: tuple[Threshold, ...]


@frozen
class TypeQuery:
    types: PriceTypes

    def __call__(
        self, visit: Visit, id: PriceTypeId, text: str = "", after: tuple[int, int] = (0, -1), limit: int = 50
    ) -> TypeView:
        """Raises NotFound."""
        rows = self.types.all(staff_readers(visit))
        row = named(rows, id)
        others = tuple(other for other in rows if other.id != id)
        changes, prices = tuple(self.types.changes(id)), self.types.prices(id, text, after, limit)
        return TypeView(row, others, changes, prices, tuple(self.types.steps(id)))


def named(rows: Sequence[TypeRow], id: PriceTypeId) -> TypeRow:
    found = next((row for row in rows if row.id == id), None)
    if found is None:
        raise NotFound("price-type", str(id))
    return found


@frozen
class GoodsHistoryQuery:
    types: PriceTypes

    def __call__(self, visit: Visit, id: PriceTypeId, variant: VariantId) -> tuple[TypeRow, GoodsHistory]:
        return named(self.types.all(staff_readers(visit)), id), self.types.history(id, variant)


@frozen
class SetPriceType:
    """scale as typed."""

    id: PriceTypeId
    fallback: PriceTypeId | None
    scale: str


@frozen
class SetPriceTypeHandler:
    works: PriceWorks

    def __call__(self, visit: Visit, command: SetPriceType) -> None:
        """Raises NotFound, ScaleInvalid, FallbackLoops."""
        visit.authority.need(Permission.SET_PRICE_TYPES)
        scale = scale_of(command.scale)
        with self.works.begin() as work:
            types = work.types()
            for id in (command.id, *([command.fallback] if command.fallback is not None else [])):
                if id not in types:
                    raise NotFound("price-type", str(id))
            check_fallback(types, command.id, command.fallback)
            former = types[command.id]
            changed = evolve(former, fallback=command.fallback, scale=scale)
            if changed == former:
                return
            before, after = _settings(former, types), _settings(changed, types)
            facts = {"name": former.name, "before": before, "after": after}
            work.set_type(work.record(Act(visit.authority.user, SET, str(command.id), facts)), changed)


def _settings(kind: PriceType, types: Mapping[PriceTypeId, PriceType]) -> Mapping[str, object]:
    """With the name that the fallback has now: the log is read when it may have another."""
    fallback = types.get(kind.fallback) if kind.fallback is not None else None
    return {"fallback": kind.fallback, "fallback_name": fallback.name if fallback else "", "scale": kind.scale}
