"""Services of bases, the latest questions to them, and the policies of contracts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database
from application.ordering.refinement_ports import BaseId
from application.queries.orders import Readers
from application.refinement_desk.ports import AskingView, ContractPolicy, ServiceView, SetService
from domain.pricing.refinement import RefinementPolicy
from domain.shared.errors import NotFound

SERVICES = """
SELECT id, name, quote_url, quote_login, quote_password <> '', quote_patience FROM connection
WHERE NOT disabled ORDER BY id
"""
SET_SERVICE = """
UPDATE connection SET quote_url = %(url)s, quote_login = %(login)s, quote_patience = %(patience)s,
    quote_password = CASE WHEN %(login)s = '' THEN '' WHEN %(password)s = '' THEN quote_password ELSE %(password)s END
WHERE id = %(base)s
"""
BASE_OF = "SELECT id FROM connection WHERE login = %s"
ASKINGS = """
SELECT r.id, r.base, k.name, u.name, r.asked_at, r.valid_until, jsonb_array_length(r.prices),
       jsonb_array_length(r.not_taken), r.unanswered
FROM price_refinement r JOIN counterparty k ON k.id = r.counterparty_id JOIN app_user u ON u.id = r.user_id
ORDER BY r.id DESC LIMIT %s
"""
THEIRS = """
k.id = c.counterparty_id AND NOT k.deleted AND (%(manager)s::uuid IS NULL OR k.manager_id = %(manager)s)
  AND (%(parties)s::uuid[] IS NULL OR k.id = ANY(%(parties)s))
"""
CLIENT = f"SELECT 1 FROM counterparty k, (SELECT %(counterparty)s::uuid AS counterparty_id) AS c WHERE {THEIRS}"
CONTRACTS = """
SELECT c.id, c.number, o.name, c.refinement, coalesce(n.quote_url, '') <> '' AND NOT n.disabled
FROM contract c JOIN seller_organization o ON o.id = c.organization_id
LEFT JOIN connection n ON n.id = c.connection_id
WHERE c.counterparty_id = %(counterparty)s AND NOT c.deleted ORDER BY o.name, c.number, c.id
"""
SET_POLICY = f"""
UPDATE contract c SET refinement = %(policy)s FROM counterparty k
WHERE c.id = %(contract)s AND c.counterparty_id = %(counterparty)s AND NOT c.deleted AND {THEIRS}
"""


@frozen
class PostgresRefinementBooks:
    database: Database

    def services(self) -> Sequence[ServiceView]:
        with self.database.driver() as connection:
            return [ServiceView(*row) for row in connection.execute(SERVICES)]

    def set_service(self, command: SetService) -> None:
        facts = {
            "base": command.base,
            "url": command.url,
            "login": command.login,
            "password": command.password,
            "patience": command.patience,
        }
        with self.database.driver() as connection:
            if connection.execute(SET_SERVICE, facts).rowcount != 1:
                raise NotFound("connection", str(command.base))

    def base_of(self, login: str) -> BaseId:
        with self.database.driver() as connection:
            row = connection.execute(BASE_OF, (login,)).fetchone()
        if row is None:
            raise NotFound("connection", login)
        return BaseId(row[0])

    def askings(self, most: int) -> Sequence[AskingView]:
        with self.database.driver() as connection:
            return [AskingView(*row) for row in connection.execute(ASKINGS, (most,))]

    def contracts(self, whose: Readers, counterparty: UUID) -> Sequence[ContractPolicy]:
        facts = {**_theirs(whose), "counterparty": counterparty}
        with self.database.driver() as connection:
            if connection.execute(CLIENT.encode(), facts).fetchone() is None:
                raise NotFound("counterparty", str(counterparty))
            rows = connection.execute(CONTRACTS, facts).fetchall()
        return [_policy(row) for row in rows]

    def set_policy(self, whose: Readers, counterparty: UUID, contract: UUID, policy: RefinementPolicy | None) -> None:
        told = policy.value if policy else None
        facts = {**_theirs(whose), "counterparty": counterparty, "contract": contract, "policy": told}
        with self.database.driver() as connection:
            if connection.execute(SET_POLICY.encode(), facts).rowcount != 1:
                raise NotFound("contract", str(contract))


def _theirs(whose: Readers) -> dict[str, Any]:
    parties = None if whose.counterparties is None else list(whose.counterparties)
    return {"manager": whose.manager, "parties": parties}


def _policy(row: tuple[Any, ...]) -> ContractPolicy:
    contract, number, organization, policy, is_asked = row
    return ContractPolicy(contract, number, organization, RefinementPolicy(policy) if policy else None, bool(is_asked))
