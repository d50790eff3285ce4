"""Inside a client's company."""

from adapters.postgres.company.joining import PostgresJoining
from adapters.postgres.company.people import PostgresPeopleDesk
from adapters.redis.limits import RedisLimits
from adapters.system.passwords import Argon2Passwords
from application.company.joining import JoinCompany
from application.company.people import PeopleDesk
from application.company.roles import RoleDesk
from entrypoints.bootstrap.parts import Parts
from entrypoints.company.use_cases import CompanyUseCases


def company_use_cases(parts: Parts) -> CompanyUseCases:
    database = parts.database
    people = PostgresPeopleDesk(database, parts.ids)
    return CompanyUseCases(
        PeopleDesk(people.begin, people.people, parts.clock),
        RoleDesk(people.begin, people.people),
        JoinCompany(PostgresJoining(database, parts.ids), Argon2Passwords(), RedisLimits.at(parts.settings.redis_url)),
    )
