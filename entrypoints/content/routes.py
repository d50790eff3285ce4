"""Documents of goods, advertising, requests for content: on the staff's pages, at the card, and in the cabinet."""

from typing import Any

import falcon

from entrypoints.content import materials as advertising
from entrypoints.content import requests as asked
from entrypoints.content.cabinet import AskForContent, MaterialFile, Materials, RequestFile, Requests
from entrypoints.content.goods_papers import GoodsPaper
from entrypoints.content.papers import PATH, Paper, Papers, PaperVersion
from entrypoints.content.use_cases import MaterialUseCases, PaperUseCases, RequestUseCases
from entrypoints.storefront.desk import Desk
from entrypoints.workplace.desk import StaffDesk


def paper_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, papers: PaperUseCases) -> None:
    app.add_route(PATH, Papers(staff, papers))
    app.add_route(f"{PATH}/{{document:uuid}}", Paper(staff, papers))
    app.add_route(f"{PATH}/{{document:uuid}}/versions/{{version:int(min=1)}}", PaperVersion(staff, papers))
    app.add_route("/goods/{product:int(min=1)}/documents/{paper:uuid}", GoodsPaper(papers.of_goods))


def material_routes(
    app: "falcon.App[Any, Any]", desk: Desk, staff: StaffDesk, materials: MaterialUseCases
) -> None:
    app.add_route("/materials", Materials(desk, materials))
    app.add_route("/materials/{material:uuid}", MaterialFile(materials))
    app.add_route(advertising.PATH, advertising.AllMaterials(staff, materials))
    app.add_route(f"{advertising.PATH}/{{material:uuid}}", advertising.OneMaterial(staff, materials))


def request_routes(app: "falcon.App[Any, Any]", desk: Desk, staff: StaffDesk, requests: RequestUseCases) -> None:
    every = asked.AllRequests(staff, requests)
    app.add_route("/goods/{product:int(min=1)}/content-request", AskForContent(requests))
    app.add_route("/content-requests", Requests(desk, requests))
    app.add_route("/content-requests/{request:uuid}/file", RequestFile(requests))
    app.add_route(asked.PATH, every)
    app.add_route(f"{asked.PATH}/{{request:uuid}}", asked.OneRequest(every))
