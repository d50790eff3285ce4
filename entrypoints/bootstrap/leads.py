"""What leads are asked and answered with."""

from adapters.postgres.leads import PostgresLeads
from adapters.redis.limits import RedisLimits
from adapters.system.system import SystemTokens
from application.leads.ask import AskLeadHandler, FormMarks
from application.leads.desk import LeadDesk
from entrypoints.bootstrap.parts import Parts


def ask_lead(parts: Parts) -> AskLeadHandler:
    marks = FormMarks(parts.settings.secret.encode())
    limits = RedisLimits.at(parts.settings.redis_url)
    return AskLeadHandler(PostgresLeads(parts.database), marks, limits, SystemTokens(), parts.clock, parts.ids)


def lead_desk(parts: Parts) -> LeadDesk:
    return LeadDesk(PostgresLeads(parts.database))
