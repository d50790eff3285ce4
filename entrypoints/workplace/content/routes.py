"""Documents of goods, on the editor's pages and at the card."""

from typing import Any

import falcon

from entrypoints.storefront.content.papers import GoodsPaper
from entrypoints.workplace.content.papers import PATH, Paper, Papers, PaperVersion
from entrypoints.workplace.content.use_cases import PaperUseCases
from entrypoints.workplace.desk import StaffDesk


def paper_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, papers: PaperUseCases) -> None:
    app.add_route(PATH, Papers(staff, papers))
    app.add_route(f"{PATH}/{{document:uuid}}", Paper(staff, papers))
    app.add_route(f"{PATH}/{{document:uuid}}/versions/{{version:int(min=1)}}", PaperVersion(staff, papers))
    app.add_route("/goods/{product:int(min=1)}/documents/{paper:uuid}", GoodsPaper(papers.of_goods))
