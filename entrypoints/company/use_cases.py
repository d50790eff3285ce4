"""What the doors of a client's company may ask for."""

from attrs import frozen

from application.approvals.settings import ApprovalSettingsDesk
from application.company.acting import ActingDesk
from application.company.joining import JoinCompany
from application.company.journal import JournalQuery
from application.company.people import PeopleDesk
from application.company.roles import RoleDesk
from entrypoints.approving import ApprovalUseCases


@frozen
class CompanyUseCases:
    people: PeopleDesk
    roles: RoleDesk
    join: JoinCompany
    approvals: ApprovalUseCases
    settings: ApprovalSettingsDesk
    acting: ActingDesk
    journal: JournalQuery
