"""The region that a client begins in: told by the ERP, or set instead of it by the seller's people."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.queries.orders import Readers, readers
from domain.access.permission import Permission
from domain.shared.ids import RegionId, UserId


@frozen
class ServedRegion:
    """warehouses: whose stock its clients see, in the order in which they serve."""

    id: RegionId
    name: str
    warehouses: tuple[str, ...]


@frozen
class RegionChange:
    """before, after: names, empty for none. is_own: set instead of the ERP's; else given back to it."""

    at: datetime
    by: str
    before: str
    after: str
    is_own: bool


@frozen
class ClientRegion:
    """now: in force, None for the first by name. erp: as the ERP tells it."""

    client: UUID
    name: str
    now: RegionId | None
    erp: RegionId | None
    is_own: bool
    regions: tuple[ServedRegion, ...]
    changes: tuple[RegionChange, ...]

    def region(self, id: RegionId | None) -> ServedRegion | None:
        return next((one for one in self.regions if one.id == id), None)


class ClientRegions(Protocol):
    """Both raise NotFound for a client that is not the asker's."""

    def one(self, whose: Readers, client: UUID) -> ClientRegion: ...

    def set(self, whose: Readers, client: UUID, region: RegionId | None, by: UserId) -> None:
        """None gives the word back to the ERP. Written to the audit; carts that stand in the former region follow.

        Raises NotFound for a region that is not there, too.
        """


@frozen
class ClientRegionQuery:
    regions: ClientRegions

    def __call__(self, visit: Visit, client: UUID) -> ClientRegion:
        visit.authority.need(Permission.SEE_OWN_CLIENTS)
        return self.regions.one(readers(visit), client)


@frozen
class SetClientRegion:
    regions: ClientRegions

    def __call__(self, visit: Visit, client: UUID, region: RegionId | None) -> None:
        visit.authority.need(Permission.SET_CLIENT_REGION)
        self.regions.set(readers(visit), client, region, visit.authority.user)
