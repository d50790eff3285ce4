"""The region of a client: as the ERP tells it, as it was set here, what follows from it."""

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.client_region.set_region import ClientRegion
from domain.access.permission import Permission
from domain.shared.errors import NotFound
from domain.shared.ids import RegionId
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.desk import trusted_form
from entrypoints.workplace.desk import StaffDesk


class SetRegion(Protocol):
    def __call__(self, visit: Visit, client: UUID, region: RegionId | None) -> None: ...


@frozen
class ClientRegionUseCases:
    one: Callable[[Visit, UUID], ClientRegion]
    set: SetRegion


@frozen
class ClientRegionPage:
    """/manage/clients/{client}/region"""

    desk: StaffDesk
    regions: ClientRegionUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        view = self.regions.one(visit, client)
        self.desk.show(
            req,
            resp,
            "client_region.html",
            visit,
            "clients",
            view=view,
            erp=view.region(view.erp),
            now=view.region(view.now) or (view.regions[0] if view.regions else None),
            may_change=Permission.SET_CLIENT_REGION in visit.authority.staff_permissions,
            saved=str(req.params.get("saved", "")) == "1",
            csrf=visit.authority.csrf,
        )

    def on_post(self, req: falcon.Request, resp: falcon.Response, client: UUID) -> None:
        visit = self.desk.visit(req)
        told = trusted_form(req, visit).get("region", "")
        try:
            region = RegionId(UUID(told)) if told else None
        except ValueError:
            raise NotFound("region", told[:40]) from None
        self.regions.set(visit, client, region)
        see_other(resp, f"/manage/clients/{client}/region?saved=1")


def client_region_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, regions: ClientRegionUseCases) -> None:
    app.add_route("/manage/clients/{client:uuid}/region", ClientRegionPage(staff, regions))
