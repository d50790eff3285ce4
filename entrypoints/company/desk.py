"""What every page of the company works with: who may open which, and how a refusal comes back with what was typed."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qsl

import falcon
from attrs import frozen

from application.access.context import Visit
from domain.access.permission import Permission
from domain.shared.errors import DomainError
from entrypoints.company.use_cases import CompanyUseCases
from entrypoints.http.faults import BodyTooLarge, BodyUnreadable
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import check_csrf, visit_of
from entrypoints.pages.forms import MOST_BYTES, MOST_FIELDS
from entrypoints.storefront.desk import Desk

# (what the tab is called, its address, the right that opens it; None for everybody)
TABS: tuple[tuple[str, str, Permission | None], ...] = (
    ("approvals", "/approvals", Permission.SEE_ORDERS),
    ("people", "/company/people", Permission.MANAGE_PEOPLE),
    ("roles", "/company/roles", Permission.MANAGE_PEOPLE),
    ("rules", "/company/approval", Permission.SET_APPROVAL),
    ("budgets", "/company/budgets", Permission.SET_APPROVAL),
    ("journal", "/company/journal", Permission.SEE_AUDIT),
)


@frozen
class CompanyDesk:
    desk: Desk
    company: CompanyUseCases

    def visit(self, req: falcon.Request) -> Visit:
        return visit_of(req)

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        template: str,
        visit: Visit,
        here: str,
        refusal: DomainError | None = None,
        **facts: object,
    ) -> None:
        held = visit.buyer().party.permissions
        tabs = [(name, path) for name, path, right in TABS if right is None or right in held]
        language = self.desk.edition(visit, req).language.code
        told = sentence(refusal, language) if refusal is not None else ""
        if refusal is not None:
            resp.status = status(refusal)
        self.desk.show(
            req, resp, template, visit, "company", tabs=tabs, tab=here, refusal=told, csrf=visit.authority.csrf, **facts
        )


@frozen
class Sent:
    """A form whose boxes may repeat."""

    one: Mapping[str, str]
    all: Mapping[str, tuple[str, ...]]

    def many(self, name: str) -> tuple[str, ...]:
        return self.all.get(name, ())

    def day(self, name: str) -> date | None:
        """None for nothing and for what is no day."""
        try:
            return date.fromisoformat(self.one.get(name, ""))
        except ValueError:
            return None


NOTHING_SENT = Sent({}, {})


def sent(req: falcon.Request, visit: Visit) -> Sent:
    """Raises: CsrfMismatch, BodyTooLarge, BodyUnreadable."""
    raw = req.bounded_stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BodyTooLarge(MOST_BYTES)
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise BodyUnreadable from None
    every: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        every[name] = (*every.get(name, ()), value.replace("\0", ""))
    form = Sent({name: values[-1] for name, values in every.items()}, every)
    check_csrf(req, visit, form.one.get("csrf", ""))
    return form
