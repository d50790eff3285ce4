"""Sessions of the staff in a buyer's place, and companies that are shut out."""

from uuid import UUID

from attrs import frozen

from adapters.postgres.company.audit import record_act
from adapters.postgres.database import Database, driver
from application.company.acting import ClientPeople, ClientPerson
from application.company.acts import Act
from application.queries.orders import Readers
from domain.shared.errors import NotFound
from domain.shared.ids import CounterpartyId, UserId

CLIENT = """
SELECT id, name, access_closed_at IS NOT NULL FROM counterparty
WHERE id = %(client)s AND NOT deleted AND (%(manager)s::uuid IS NULL OR manager_id = %(manager)s)
  AND (%(parties)s::uuid[] IS NULL OR id = ANY(%(parties)s))
"""
PEOPLE = """
SELECT u.id, u.name, u.login, array_agg(DISTINCT r.name), bool_or('order.place' = ANY(r.permissions))
FROM membership m JOIN role r ON r.code = m.role AND r.retired_at IS NULL
JOIN app_user u ON u.id = m.user_id AND u.kind = 'buyer' AND NOT u.disabled
WHERE m.revoked_at IS NULL AND coalesce(m.valid_to >= now()::date, true)
  AND (m.counterparty_id = %(client)s
    OR m.holding_id = (SELECT holding_id FROM counterparty WHERE id = %(client)s))
GROUP BY u.id ORDER BY u.name, u.id
"""
MAKE_CART = """
INSERT INTO cart (id, user_id, counterparty_id, region_id)
SELECT gen_random_uuid(), %(user)s, k.id,
       coalesce(k.default_region_id, (SELECT id FROM region ORDER BY name, id LIMIT 1))
FROM counterparty k WHERE k.id = %(client)s ON CONFLICT (user_id) WHERE active DO NOTHING
"""
# An empty cart goes over to this client; one with goods stays where its owner left it.
TO_CLIENT = """
UPDATE cart c SET counterparty_id = k.id, region_id = coalesce(k.default_region_id, c.region_id), contracts = '{}',
    version = c.version + 1, totals = '[]'
FROM counterparty k WHERE k.id = %(client)s AND c.user_id = %(user)s AND c.active AND c.lines = 0
    AND c.counterparty_id <> k.id
"""
BEGIN = "UPDATE session SET acting_for = %s WHERE token_hash = %s"
CLOSE = """
UPDATE counterparty SET access_closed_at = CASE WHEN %s THEN now() END
WHERE id = %s AND (access_closed_at IS NOT NULL) <> %s
"""


@frozen
class PostgresActing:
    database: Database

    def people(self, whose: Readers, client: UUID) -> ClientPeople:
        parties = None if whose.counterparties is None else list(whose.counterparties)
        asked = {"client": client, "manager": whose.manager, "parties": parties}
        with self.database.driver() as connection:
            row = connection.execute(CLIENT, asked).fetchone()
            if row is None:
                raise NotFound("counterparty", str(client))
            found = [
                ClientPerson(UserId(id), name, login, tuple(roles), can_order)
                for id, name, login, roles, can_order in connection.execute(PEOPLE, asked)
            ]
        return ClientPeople(CounterpartyId(row[0]), row[1], found, row[2])

    def begin(self, session: bytes, user: UserId, client: CounterpartyId, act: Act) -> None:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            if all(row[0] != user for row in connection.execute(PEOPLE, {"client": client})):
                raise NotFound("employee", str(user))
            for statement in (MAKE_CART, TO_CLIENT):
                connection.execute(statement, {"user": user, "client": client})
            connection.execute(BEGIN, [user, session])
            record_act(connection, act)

    def end(self, session: bytes, act: Act) -> None:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            connection.execute(BEGIN, [None, session])
            record_act(connection, act)

    def close(self, client: CounterpartyId, closed: bool, act: Act) -> bool:
        with self.database.transaction() as transaction:
            connection = driver(transaction)
            is_changed = connection.execute(CLOSE, [closed, client, closed]).rowcount == 1
            if is_changed:
                record_act(connection, act)
        return is_changed
