"""In whose name a buyer may act, by which contracts and in which region; and the switch from one to another."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen

from adapters.postgres.access import MEMBERSHIPS
from adapters.postgres.database import Database
from application.access.ports import Choice, ContractChoice, RegionChoice, Switch
from domain.shared.errors import NotFound
from domain.shared.ids import ContractId, RegionId, UserId

CHOICES = f"""
SELECT mine.id, mine.name, mine.inn, k.default_region_id,
       (SELECT jsonb_agg(jsonb_build_array(
                   ct.id, ct.number, o.id, o.name, coalesce(pt.name, ''), ct.currency,
                   CASE WHEN ct.valid_from > today.day THEN 'not-yet'
                        WHEN ct.valid_to < today.day THEN 'expired' ELSE 'in-force' END,
                   ct.valid_to) ORDER BY o.name, ct.number)
          FROM contract ct JOIN seller_organization o ON o.id = ct.organization_id
          LEFT JOIN price_type pt ON pt.id = ct.price_type_id
         WHERE ct.counterparty_id = mine.id AND NOT ct.deleted),
       (SELECT jsonb_agg(jsonb_build_array(id, name) ORDER BY name) FROM region)
FROM app_user u
CROSS JOIN (SELECT (now() AT TIME ZONE %(zone)s)::date AS day) AS today
CROSS JOIN LATERAL ({MEMBERSHIPS}) AS mine
JOIN counterparty k ON k.id = mine.id
WHERE u.id = %(user)s
ORDER BY mine.name, mine.id
"""

# The contract goes under its seller; a change of counterparty forgets the choices made for the former one.
SWITCH = """
UPDATE cart SET
    contracts = CASE WHEN counterparty_id = %(counterparty)s THEN contracts ELSE '{}' END
                || coalesce((SELECT jsonb_build_object(organization_id, id) FROM contract WHERE id = %(contract)s),
                            '{}'),
    region_id = coalesce(%(region)s,
        CASE WHEN counterparty_id = %(counterparty)s THEN region_id
             ELSE coalesce((SELECT default_region_id FROM counterparty WHERE id = %(counterparty)s), region_id) END),
    counterparty_id = %(counterparty)s,
    version = version + 1,
    totals = '[]',
    updated_at = now()
WHERE user_id = %(user)s AND active
"""


@frozen
class PostgresContexts:
    database: Database
    zone: ZoneInfo

    def choices(self, user: UserId) -> Sequence[Choice]:
        with self.database.driver() as connection:
            rows = connection.execute(CHOICES, {"user": user, "zone": self.zone.key}).fetchall()
        return [_choice(row) for row in rows]

    def switch(self, user: UserId, to: Switch) -> None:
        facts = {"user": user, "counterparty": to.counterparty, "region": to.region, "contract": to.contract}
        with self.database.driver() as connection:
            if connection.execute(SWITCH, facts).rowcount != 1:
                raise NotFound("cart", str(user))


def _choice(row: tuple[Any, ...]) -> Choice:
    id, name, inn, region, contracts, regions = row
    return Choice(
        id,
        name,
        inn,
        region,
        tuple(ContractChoice(ContractId(UUID(c[0])), c[1], UUID(c[2]), *c[3:]) for c in contracts or ()),
        tuple(RegionChoice(RegionId(UUID(r[0])), r[1]) for r in regions or ()),
    )
