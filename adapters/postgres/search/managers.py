"""The manager of a client."""

from attrs import frozen

from adapters.postgres.database import Database
from application.queries.own_manager import OwnManager
from domain.shared.ids import CounterpartyId

MANAGER = """
SELECT m.name, m.email, m.phone FROM counterparty k JOIN manager m ON m.id = k.manager_id WHERE k.id = %s
"""


@frozen
class PostgresManagers:
    database: Database

    def of(self, client: CounterpartyId) -> OwnManager | None:
        with self.database.driver() as connection:
            row = connection.execute(MANAGER, [client]).fetchone()
        return OwnManager(*row) if row else None
