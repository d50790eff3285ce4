"""Organizations, regions, holdings, counterparties, contracts as the ERP tells them (semantics 1)."""

from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.client_regions import follow_erp
from adapters.postgres.database import Driver
from adapters.postgres.exchange.packets.references import References
from adapters.postgres.exchange.packets.upserts import put
from application.exchange.packets import commands as told
from application.exchange.packets.commands import UNTOLD
from application.shared.ports import Ids
from domain.parties.level import Level

CREDIT_LINE = "INSERT INTO credit_line (level, owner_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"
OF_COUNTERPARTY = """
SELECT k.holding_id, h.implicit FROM counterparty k JOIN holding h ON h.id = k.holding_id
WHERE k.connection_id = %s AND k.erp_id = %s FOR UPDATE OF k
"""
MEMBERS = "SELECT id, erp_id, name FROM counterparty WHERE holding_id = %s ORDER BY id"
IMPLICIT = "INSERT INTO holding (id, connection_id, name, implicit) VALUES (%s, %s, %s, true)"
MOVE = "UPDATE counterparty SET holding_id = %s WHERE id = %s AND holding_id <> %s RETURNING id"
LOCK_LINES = "SELECT FROM credit_line WHERE level = 2 AND owner_id = ANY(%s) ORDER BY owner_id FOR UPDATE"
MOVE_HOLDS = "UPDATE credit_hold SET holding_id = %s WHERE counterparty_id = %s AND uncontained > 0"
CONSIGNEE = """
INSERT INTO consignee (id, connection_id, erp_id, counterparty_id, name, address) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (connection_id, erp_id, counterparty_id)
DO UPDATE SET name = excluded.name, address = excluded.address, deleted = false
"""
DROP_CONSIGNEES = """
UPDATE consignee SET deleted = true WHERE counterparty_id = %s AND erp_id IS NOT NULL AND erp_id <> ALL(%s)
"""
LIMIT = """
INSERT INTO credit_limit (owner_id, currency, amount, message_id) VALUES (%s, %s, %s, %s)
ON CONFLICT (owner_id) DO UPDATE
SET currency = excluded.currency, amount = excluded.amount, message_id = excluded.message_id
"""
NO_LIMIT = "DELETE FROM credit_limit WHERE owner_id = %s"


@frozen
class Parties:
    connection: Driver
    base: int
    ids: Ids
    refs: References

    def organization(self, message: told.PutOrganization) -> None:
        facts = told.told(message, "erp_id", "account") | {"deleted": False}
        if message.account is not UNTOLD:
            account = message.account or told.BankAccount("", "", "", "")
            facts |= told.told(account)
        put(self.connection, "seller_organization", self.base, message.erp_id, facts, {"id": self.ids.new()})

    def region(self, message: told.ServedRegion) -> UUID:
        facts = {"name": message.name}
        found: UUID = put(self.connection, "region", self.base, message.erp_id, facts, {"id": self.ids.new()})
        return found

    def holding(self, message: told.PutHolding) -> str | None:
        """Members that have not come yet are looked for again; those who are named no more stand alone again."""
        facts = {"name": message.name, "told": True, "implicit": False}
        holding: UUID = put(self.connection, "holding", self.base, message.erp_id, facts, {"id": self.ids.new()})
        self.connection.execute(CREDIT_LINE, [Level.HOLDING, holding])
        if message.members is UNTOLD:
            return None
        for id, erp_id, name in self.connection.execute(MEMBERS, [holding]).fetchall():
            if erp_id not in message.members:
                self._move(id, self._alone(name))
        found = {member: self.refs.find("counterparty", member) for member in message.members}
        for id in found.values():
            if id is not None:
                self._move(id, holding)
        return next((f"counterparty:{member}" for member, id in found.items() if id is None), None)

    def counterparty(self, message: told.PutCounterparty) -> None:
        facts = told.told(message, "erp_id", "holding", "default_region", "manager", "consignees")
        if message.default_region is not UNTOLD:
            region = message.default_region
            facts["erp_region_id"] = self.refs.get("region", region) if region else None
        if message.manager is not UNTOLD:
            facts["manager_id"] = self._manager(message.manager) if message.manager else None
        holding = self._holding(message)
        made = {"id": self.ids.new(), "holding_id": holding}
        id: UUID = put(self.connection, "counterparty", self.base, message.erp_id, facts | {"deleted": False}, made)
        if message.default_region is not UNTOLD:
            follow_erp(self.connection, id)
        self._move(id, holding)
        for level, owner in ((Level.COUNTERPARTY, id), (Level.HOLDING, holding)):
            self.connection.execute(CREDIT_LINE, [level, owner])
        if isinstance(message.consignees, tuple):
            self._consignees(id, message.consignees)

    def _holding(self, message: told.PutCounterparty) -> UUID:
        """The told one, promised when it has not come yet; the one it has; one of its own."""
        row = self.connection.execute(OF_COUNTERPARTY, [self.base, message.erp_id]).fetchone()
        if isinstance(message.holding, str):
            found = self.refs.find("holding", message.holding)
            if found is not None:
                return UUID(str(found))
            made = {"id": self.ids.new(), "name": message.name, "told": False}
            promised: UUID = put(self.connection, "holding", self.base, message.holding, {}, made)
            return promised
        if row is not None and (message.holding is UNTOLD or row[1]):
            return UUID(str(row[0]))
        return self._alone(message.name)

    def _alone(self, name: str) -> UUID:
        id = self.ids.new()
        self.connection.execute(IMPLICIT, [id, self.base, name])
        self.connection.execute(CREDIT_LINE, [Level.HOLDING, id])
        return id

    def _move(self, counterparty: UUID, holding: UUID) -> None:
        """It moves alone; its orders keep their history, its open holds count against the new holding's limit."""
        before = self.connection.execute("SELECT holding_id FROM counterparty WHERE id = %s", [counterparty]).fetchone()
        if before is None or before[0] == holding:
            return
        self.connection.execute(CREDIT_LINE, [Level.HOLDING, holding])
        self.connection.execute(LOCK_LINES, [[before[0], holding]])
        self.connection.execute(MOVE, [holding, counterparty, holding])
        self.connection.execute(MOVE_HOLDS, [holding, counterparty])

    def _manager(self, message: told.Manager) -> Any:
        facts = told.told(message, "erp_id")
        return put(self.connection, "manager", self.base, message.erp_id, facts, {"id": self.ids.new()})

    def _consignees(self, counterparty: UUID, rows: tuple[told.ConsigneeTold, ...]) -> None:
        self.connection.execute(DROP_CONSIGNEES, [counterparty, [row.erp_id for row in rows]])
        for row in rows:
            address = row.address if isinstance(row.address, str) else ""
            self.connection.execute(CONSIGNEE, [self.ids.new(), self.base, row.erp_id, counterparty, row.name, address])

    def contract(self, message: told.PutContract, message_id: int) -> None:
        facts = told.told(message, "erp_id", "organization", "counterparty", "price_type", "credit")
        facts |= {
            "organization_id": self.refs.get("organization", message.organization),
            "counterparty_id": self.refs.get("counterparty", message.counterparty),
            "deleted": False,
        }
        if message.price_type is not UNTOLD:
            facts["price_type_id"] = self.refs.get("price_type", message.price_type) if message.price_type else None
        credit = told.Credit(None, None, None, None) if message.credit is None else message.credit
        if credit is not UNTOLD:
            facts |= told.told(credit, "limit")
        id: UUID = put(self.connection, "contract", self.base, message.erp_id, facts, {"id": self.ids.new()})
        self.connection.execute(CREDIT_LINE, [Level.CONTRACT, id])
        if credit is not UNTOLD and credit.limit is not UNTOLD:
            set_limit(self.connection, id, message.currency, credit.limit, message_id)


def set_limit(connection: Driver, owner: UUID, currency: str, amount: Any | None, message_id: int) -> None:
    """None: the owner has no limit; zero is one."""
    if amount is None:
        connection.execute(NO_LIMIT, [owner])
    else:
        connection.execute(LIMIT, [owner, currency, amount, message_id])
