"""What a company asks of its own people's orders."""

from adapters.postgres.company.rules import PostgresCompanyRules
from adapters.postgres.database import Database
from application.ordering.oversight import Oversight


def oversight(database: Database) -> Oversight:
    return Oversight(PostgresCompanyRules(database))
