"""Roles of the company, and whether duties are kept apart."""

from uuid import UUID, uuid4

import falcon
from attrs import frozen

from application.company.roles import SaveRole
from domain.access.company_roles import duties_together
from domain.access.permission import COMPANY_PERMISSIONS, Permission
from domain.shared.errors import DomainError, NotAllowed, NotFound
from entrypoints.company.desk import NOTHING_SENT, CompanyDesk, Sent, sent
from entrypoints.http.sentences.access import right
from entrypoints.pages.forms import uuid_of
from entrypoints.pages.rendering import see_other

PATH = "/company/roles"
# How the rights stand on the page: by what they are about.
GROUPS: tuple[tuple[str, tuple[Permission, ...]], ...] = (
    ("goods", (Permission.SEE_CATALOGUE, Permission.SEE_PRICES)),
    (
        "orders",
        (
            Permission.CHANGE_CART,
            Permission.PLACE_ORDER,
            Permission.SEE_ORDERS,
            Permission.SEE_ALL_ORDERS,
            Permission.CORRECT_ORDERS,
            Permission.APPROVE_ORDERS,
        ),
    ),
    ("money", (Permission.SEE_DOCUMENTS, Permission.SEE_DEBT, Permission.SEE_HOLDING)),
    (
        "company",
        (Permission.MANAGE_PEOPLE, Permission.SET_APPROVAL, Permission.SEE_AUDIT, Permission.MAKE_FEED_KEYS),
    ),
)


@frozen
class CompanyRoles:
    """/company/roles; `?from=code` begins a new role as a copy of that one, `?role=code` changes one."""

    desk: CompanyDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.show(req, resp, NOTHING_SENT, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        form = sent(req, visit)
        id = uuid_of(form.one.get("id", ""), "role")
        known = frozenset(p for p in form.many("permission") if p in set(Permission))
        try:
            self.desk.company.roles.save(visit, SaveRole(id, form.one.get("name", ""), known))
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            self.show(req, resp, form, refusal)
            return
        see_other(resp, f"{PATH}?done=saved")

    def show(self, req: falcon.Request, resp: falcon.Response, form: Sent, refusal: DomainError | None) -> None:
        visit = self.desk.visit(req)
        page = self.desk.company.roles.page(visit)
        language = self.desk.desk.edition(visit, req).language.code
        code = str(req.params.get("role", "") or req.params.get("from", ""))
        begun = next((role for role in page.people.roles if role.code == code), None)
        is_change = begun is not None and begun.company is not None and "role" in req.params
        name, ticked = (form.one.get("name", ""), form.many("permission")) if refusal else ("", ())
        if begun is not None and not refusal:
            name, ticked = begun.name if is_change else "", tuple(begun.permissions)
        self.desk.show(
            req, resp, "company_roles.html", visit, "roles", refusal,
            page=page, groups=GROUPS, rights={p: capital(right(p).said(language)) for p in COMPANY_PERMISSIONS},
            name=name, ticked=ticked, is_open=refusal is not None or begun is not None or "new" in req.params,
            id=form.one.get("id") or (code if is_change else str(uuid4())), is_change=is_change,
            together={role.code: duties_together(role.permissions) for role in page.people.roles},
            done=str(req.params.get("done", "")),
        )  # fmt: skip


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@frozen
class OneRole:
    """/company/roles/{role}: takes it away."""

    desk: CompanyDesk
    roles: CompanyRoles

    def on_post(self, req: falcon.Request, resp: falcon.Response, role: UUID) -> None:
        visit = self.desk.visit(req)
        sent(req, visit)
        try:
            self.desk.company.roles.retire(visit, role)
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            self.roles.show(req, resp, NOTHING_SENT, refusal)
            return
        see_other(resp, f"{PATH}?done=retired")


@frozen
class Duties:
    """/company/duties"""

    desk: CompanyDesk
    roles: CompanyRoles

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        form = sent(req, visit)
        try:
            self.desk.company.roles.separate_duties(visit, form.one.get("apart") == "yes")
        except NotAllowed:
            raise
        except DomainError as refusal:
            self.roles.show(req, resp, NOTHING_SENT, refusal)
            return
        see_other(resp, f"{PATH}?done=duties")
