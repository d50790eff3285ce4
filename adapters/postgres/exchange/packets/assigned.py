"""Assignments of price types as the ERP tells them: the ERP is the source of its own, the portal's give way to them."""

from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Driver, json_text
from adapters.postgres.exchange.packets.references import References
from adapters.postgres.prices.turns import beside_others
from application.exchange.packets import commands as told
from application.exchange.packets.packet import MessageRefused
from application.pricing.rule_content import told_which
from application.shared.ports import Ids
from domain.catalog.traits import folded
from domain.pricing.assigning import Assignee
from domain.pricing.rules import Which

TOLD = "assignee, owner_id, price_type_id, segment, which, priority, valid_from, valid_to"
_SAME = """
assignee = %(assignee)s AND owner_id IS NOT DISTINCT FROM %(owner)s::uuid AND which = %(which)s::jsonb
    AND coalesce(valid_from <= valid_to, true)
    AND daterange(valid_from, valid_to, '[]') && daterange(%(start)s::date, %(end)s::date, '[]')
"""
OTHER = f"""
SELECT key FROM price_assignment WHERE connection_id IS NOT NULL AND (connection_id, key) <> (%(base)s, %(key)s)
    AND {_SAME} ORDER BY key LIMIT 1
"""
# Their history stays in `pricing_fact`, and what they were taken away by is the message.
RETIRE = f"DELETE FROM price_assignment WHERE connection_id IS NULL AND {_SAME}"
PUT = f"""
INSERT INTO price_assignment AS a (id, connection_id, key, {TOLD}, message_id)
VALUES (%(id)s, %(base)s, %(key)s, %(assignee)s, %(owner)s, %(kind)s, %(segment)s, %(which)s::jsonb, %(priority)s,
        %(start)s, %(end)s, %(message)s)
ON CONFLICT (connection_id, key) DO UPDATE SET ({TOLD}, message_id, recorded_at) = (excluded.assignee,
    excluded.owner_id, excluded.price_type_id, excluded.segment, excluded.which, excluded.priority,
    excluded.valid_from, excluded.valid_to, excluded.message_id, excluded.recorded_at)
WHERE (a.assignee, a.owner_id, a.price_type_id, a.segment, a.which, a.priority, a.valid_from, a.valid_to)
   IS DISTINCT FROM (excluded.assignee, excluded.owner_id, excluded.price_type_id, excluded.segment, excluded.which,
                     excluded.priority, excluded.valid_from, excluded.valid_to)
"""
FORGET = "DELETE FROM price_assignment WHERE connection_id = %s AND key = %s"


@frozen
class Assigned:
    connection: Driver
    base: int
    ids: Ids
    refs: References

    def put(self, message: told.PutPriceAssignment, message_id: int) -> None:
        """The same again changes nothing. Raises Waits, MessageRefused."""
        facts: dict[str, Any] = {
            "assignee": message.assignee.value, "owner": self._owner(message),
            "kind": self.refs.get("price_type", message.price_type), "segment": message.segment,
            "which": json_text(told_which(self._which(message))), "priority": message.priority,
            "start": message.valid_from, "end": message.valid_to, "base": self.base, "key": message.key,
            "message": message_id, "id": self.ids.new(),
        }  # fmt: skip
        beside_others(self.connection)
        other = self.connection.execute(OTHER.encode(), facts).fetchone()
        if other is not None:
            text = f"На эти дни тем же товарам вид цен уже назначен сообщением с ключом {other[0]}"
            raise MessageRefused("conflict", text, "valid_from")
        self.connection.execute(RETIRE.encode(), facts)
        self.connection.execute(PUT.encode(), facts)

    def _owner(self, message: told.PutPriceAssignment) -> UUID | None:
        if message.assignee is Assignee.PLATFORM:
            return None
        if message.assignee is Assignee.GROUP:
            return self.refs.group(message.owner)
        found: UUID = self.refs.get(message.assignee.value, message.owner)
        return found

    def _which(self, message: told.PutPriceAssignment) -> Which:
        return Which(
            [self.refs.get("product", item) for item in message.items],
            [self.refs.get("category", category) for category in message.categories],
            [folded(name) for name in message.manufacturers],
        )

    def forget(self, key: str) -> None:
        self.connection.execute(FORGET, [self.base, key])
