"""What every page of the staff works with, and who may open one."""

from collections.abc import Callable, Mapping

import falcon
from attrs import frozen

from application.access.context import Visit
from application.queries.rates import RateAlarm
from domain.access.permission import Permission
from domain.shared.errors import NotAllowed
from entrypoints.http.visits import check_csrf, visit_of
from entrypoints.pages.forms import form_of
from entrypoints.pages.rendering import Edition, Pages
from entrypoints.use_cases import PeopleUseCases


def no_news(visit: Visit) -> int:
    return 0


@frozen
class StaffDesk:
    """rate_alarms, new_groups: what the head of every page warns of."""

    use_cases: PeopleUseCases
    pages: Pages
    rate_alarms: Callable[[Visit], tuple[RateAlarm, ...]]
    new_groups: Callable[[Visit], int] = no_news

    def visit(self, req: falcon.Request) -> Visit:
        """Raises NotSignedIn; NotAllowed for a buyer: the use cases would answer him by his own orders."""
        visit = visit_of(req)
        if not visit.authority.is_staff:
            raise NotAllowed(Permission.SEE_OWN_CLIENTS)
        return visit

    def form(self, req: falcon.Request, visit: Visit) -> Mapping[str, str]:
        """The fields of a form of ours. Raises CsrfMismatch."""
        form = form_of(req)
        check_csrf(req, visit, form.get("csrf", ""))
        return form

    def edition(self, visit: Visit, req: falcon.Request) -> Edition:
        return self.pages.edition(visit, req)

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        template: str,
        visit: Visit,
        here: str,
        /,
        **facts: object,
    ) -> None:
        alarms = {"rate_alarms": self.rate_alarms(visit), "new_groups": self.new_groups(visit)}
        self.pages.show(req, resp, template, visit, here, **alarms, **facts)
