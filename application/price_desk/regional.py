"""In which region another price type comes first, where it has a price: set by a person, kept with who and when."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar, Protocol

from attrs import frozen

from application.access.context import Visit
from application.price_desk.work import Act
from domain.access.permission import Permission
from domain.pricing.book import PriceType
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import PriceTypeId, RegionId

SET_REGIONAL = "price-type.set-regional"


@frozen
class VariantOfItself(DomainError):
    """The type would stand before itself."""

    code: ClassVar[str] = "price-type.variant-of-itself"
    name: str
    region: str


class RegionalWork(Protocol):
    def types(self) -> Mapping[PriceTypeId, PriceType]: ...

    def region_names(self) -> dict[RegionId, str]: ...

    def regional(self, kind: PriceTypeId) -> dict[RegionId, PriceTypeId]: ...

    def record(self, act: Act) -> int: ...

    def set_regional(self, act: int, kind: PriceTypeId, variants: dict[RegionId, PriceTypeId]) -> None:
        """In place of those that stand. Raises the pricing version."""


class RegionalWorks(Protocol):
    def begin(self) -> AbstractContextManager[RegionalWork]: ...


class Regional(Protocol):
    def regional(self, kind: PriceTypeId) -> Sequence[tuple[RegionId, str, PriceTypeId | None]]:
        """All regions by name, each with the variant of the type there."""


@frozen
class RegionalQuery:
    regions: Regional

    def __call__(self, visit: Visit, kind: PriceTypeId) -> Sequence[tuple[RegionId, str, PriceTypeId | None]]:
        visit.authority.need(Permission.SEE_OWN_CLIENTS)
        return self.regions.regional(kind)


@frozen
class SetRegional:
    """Regions that are not named have no variant."""

    id: PriceTypeId
    variants: Mapping[RegionId, PriceTypeId]


@frozen
class SetRegionalHandler:
    works: RegionalWorks

    def __call__(self, visit: Visit, command: SetRegional) -> None:
        """Raises NotAllowed, NotFound, VariantOfItself."""
        visit.authority.need(Permission.SET_PRICE_TYPES)
        with self.works.begin() as work:
            types, regions = work.types(), work.region_names()
            if command.id not in types:
                raise NotFound("price-type", str(command.id))
            for region, variant in command.variants.items():
                if region not in regions:
                    raise NotFound("region", str(region))
                if variant not in types:
                    raise NotFound("price-type", str(variant))
                if variant == command.id:
                    raise VariantOfItself(types[variant].name, regions[region])
            wanted, former = dict(command.variants), work.regional(command.id)
            if wanted == former:
                return

            def told(kept: Mapping[RegionId, PriceTypeId]) -> list[dict[str, object]]:
                return [{"region": str(id), "region_name": regions.get(id, ""), "type": kind,
                         "name": types[kind].name if kind in types else ""} for id, kind in kept.items()]  # fmt: skip

            facts = {"name": types[command.id].name, "before": told(former), "after": told(wanted)}
            act = work.record(Act(visit.authority.user, SET_REGIONAL, str(command.id), facts))
            work.set_regional(act, command.id, wanted)
