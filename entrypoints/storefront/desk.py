"""What every page of the buyer works with."""

import falcon
from attrs import field, frozen

from application.access.context import Visit
from entrypoints.http.visits import check_csrf
from entrypoints.pages.forms import form_of
from entrypoints.pages.rendering import Edition, Pages
from entrypoints.pages.shell import Shell
from entrypoints.storefront.faceting import PanelShelf
from entrypoints.storefront.tree import TreeShelf
from entrypoints.use_cases import PeopleUseCases


@frozen
class Desk:
    use_cases: PeopleUseCases
    pages: Pages
    trees: TreeShelf = field(factory=TreeShelf)
    panels: PanelShelf = field(factory=PanelShelf)

    def edition(self, visit: Visit, req: falcon.Request) -> Edition:
        return self.pages.edition(visit, req)

    def shell(self, visit: Visit, here: str, edition: Edition) -> Shell:
        """What the frame of the page tells: also which doors this person is shown."""
        return self.pages.frames.of(visit, here, edition.environment).shell

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        template: str,
        visit: Visit,
        here: str = "",
        /,
        **facts: object,
    ) -> None:
        self.pages.show(req, resp, template, visit, here, **facts)


def trusted_form(req: falcon.Request, visit: Visit) -> dict[str, str]:
    """The fields of a form of ours. Raises CsrfMismatch."""
    form = dict(form_of(req))
    check_csrf(req, visit, form.get("csrf", ""))
    return form
