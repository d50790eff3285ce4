"""Groups of users with their members, as the desk reads them."""

from collections.abc import Sequence

from attrs import frozen

from adapters.postgres.database import Database
from application.price_desk.groups import GroupRow
from domain.shared.ids import UserGroupId

ALL = """
SELECT g.id, g.name,
       (SELECT jsonb_agg(jsonb_build_array(u.login, u.name, coalesce(k.name, '')) ORDER BY u.login)
          FROM user_group_member m JOIN app_user u ON u.id = m.user_id
          LEFT JOIN counterparty k ON k.id = u.default_counterparty_id WHERE m.group_id = g.id),
       (SELECT array_agg(DISTINCT t.name ORDER BY t.name) FROM price_assignment a
          JOIN price_type t ON t.id = a.price_type_id WHERE a.assignee = 'group' AND a.owner_id = g.id)
FROM user_group g ORDER BY g.name, g.id
"""


@frozen
class PostgresGroups:
    database: Database

    def all(self) -> Sequence[GroupRow]:
        with self.database.driver() as connection:
            rows = connection.execute(ALL).fetchall()
        return [
            GroupRow(UserGroupId(id), name, tuple((m[0], m[1], m[2]) for m in members or ()), tuple(assigned or ()))
            for id, name, members, assigned in rows
        ]
