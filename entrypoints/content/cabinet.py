"""The buyer's cabinet of files: advertising, and what he asked for from the cards."""

from uuid import UUID, uuid4

import falcon
from attrs import frozen

from application.content.requests import LONGEST, AskContent, Wanted
from domain.shared.ids import ProductId
from entrypoints.content.use_cases import MaterialUseCases, RequestUseCases
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import operation_of
from entrypoints.pages.giving import give
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.desk import Desk, trusted_form


@frozen
class Materials:
    """/materials"""

    desk: Desk
    materials: MaterialUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        rows = self.materials.own(visit)
        self.desk.show(req, resp, "materials.html", visit, "materials", rows=rows)


@frozen
class MaterialFile:
    """/materials/{material}"""

    materials: MaterialUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, material: UUID) -> None:
        give(resp, self.materials.own_file(visit_of(req), material))


@frozen
class Requests:
    """/content-requests"""

    desk: Desk
    requests: RequestUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        rows = self.requests.own(visit)
        self.desk.show(req, resp, "content_requests.html", visit, "materials", rows=rows)


@frozen
class RequestFile:
    """/content-requests/{request}/file"""

    requests: RequestUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, request: UUID) -> None:
        give(resp, self.requests.own_file(visit_of(req), request))


@frozen
class AskForContent:
    """/goods/{product}/content-request"""

    requests: RequestUseCases

    def on_post(self, req: falcon.Request, resp: falcon.Response, product: int) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        what = next((one for one in Wanted if one.value == form.get("what")), Wanted.OTHER)
        id = operation_of(form) or uuid4()
        comment = form.get("comment", "").replace("\0", "").strip()[:LONGEST]
        self.requests.ask(visit, AskContent(id, ProductId(product), what, comment))
        see_other(resp, "/content-requests?asked=1")
