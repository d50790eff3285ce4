"""GET /search/suggest: the list below the search field while somebody types."""

import falcon
from attrs import frozen

from domain.catalog.asked import cleaned
from entrypoints.http.visits import visit_of
from entrypoints.pages.rendering import html
from entrypoints.storefront.desk import Desk


@frozen
class SuggestPart:
    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        found = self.desk.use_cases.suggest(visit, str(req.params.get("q", "")))
        template = self.desk.edition(visit, req).environment.get_template("part_suggestions.html")
        html(resp, template.render(found=found, text=cleaned(str(req.params.get("q", "")))))
