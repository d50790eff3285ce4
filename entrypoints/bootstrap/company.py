"""Inside a client's company."""

from adapters.postgres.company.acting import PostgresActing
from adapters.postgres.company.joining import PostgresJoining
from adapters.postgres.company.journal import PostgresJournal
from adapters.postgres.company.people import PostgresPeopleDesk
from adapters.postgres.company.requests import PostgresRequests
from adapters.postgres.company.settings import PostgresSettings
from adapters.redis.limits import RedisLimits
from adapters.system.passwords import Argon2Passwords
from application.approvals.decide import ExpireRequests
from application.approvals.settings import ApprovalSettingsDesk
from application.company.acting import ActingDesk
from application.company.joining import JoinCompany
from application.company.journal import JournalQuery
from application.company.people import PeopleDesk
from application.company.roles import RoleDesk
from entrypoints.bootstrap.parts import Parts
from entrypoints.company.use_cases import CompanyUseCases
from entrypoints.use_cases import PeopleUseCases


def company_use_cases(parts: Parts, buying: PeopleUseCases) -> CompanyUseCases:
    """`buying`: what quotes and places carts; an approved request goes the same way."""
    database, ids, clock = parts.database, parts.ids, parts.clock
    people = PostgresPeopleDesk(database, ids)
    settings = PostgresSettings(database, ids, clock)
    return CompanyUseCases(
        PeopleDesk(people.begin, people.people, clock),
        RoleDesk(people.begin, people.people),
        JoinCompany(PostgresJoining(database, ids), Argon2Passwords(), RedisLimits.at(parts.settings.redis_url)),
        buying.approvals,
        ApprovalSettingsDesk(settings.begin, settings.settings, clock),
        ActingDesk(PostgresActing(database)),
        JournalQuery(PostgresJournal(database), parts.zone),
    )


def expire_requests(parts: Parts) -> ExpireRequests:
    requests = PostgresRequests(parts.database, parts.zone, parts.ids, parts.clock)
    return ExpireRequests(requests, requests.begin, parts.clock)
