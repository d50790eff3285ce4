"""The pages of a client's company."""

from typing import Any

import falcon

from entrypoints.company.approvals import Approvals, OneApproval
from entrypoints.company.desk import CompanyDesk
from entrypoints.company.journal import CompanyJournal, StaffJournal
from entrypoints.company.people import CompanyPeople, JoinByLink, OneEmployee, OneInvitation
from entrypoints.company.roles import CompanyRoles, Duties, OneRole
from entrypoints.company.settings import ApprovalSettingsPage, BudgetsPage
from entrypoints.company.staff import ClientPeoplePage, StopActing
from entrypoints.company.use_cases import CompanyUseCases
from entrypoints.storefront.desk import Desk
from entrypoints.workplace.desk import StaffDesk


def company_routes(app: "falcon.App[Any, Any]", desk: Desk, company: CompanyUseCases) -> None:
    at = CompanyDesk(desk, company)
    app.add_route("/company/people", CompanyPeople(at))
    app.add_route("/company/people/{user:uuid}", OneEmployee(at))
    app.add_route("/company/invitations/{invitation:uuid}", OneInvitation(at))
    roles = CompanyRoles(at)
    app.add_route("/company/roles", roles)
    app.add_route("/company/roles/{role:uuid}", OneRole(at, roles))
    app.add_route("/company/duties", Duties(at, roles))
    app.add_route("/join/{token}", JoinByLink(at))
    app.add_route("/approvals", Approvals(at))
    app.add_route("/approvals/{request:uuid}", OneApproval(at))
    app.add_route("/company/journal", CompanyJournal(at))
    app.add_route("/company/approval", ApprovalSettingsPage(at))
    app.add_route("/company/budgets", BudgetsPage(at))


def company_staff_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, company: CompanyUseCases) -> None:
    app.add_route("/manage/clients/{client:uuid}/people", ClientPeoplePage(staff, company.acting))
    app.add_route("/acting/end", StopActing(company.acting))
    app.add_route("/manage/journal", StaffJournal(staff, company.journal))
