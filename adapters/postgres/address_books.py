"""Address books of companies; every change leaves its trace in the audit."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import asdict, frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from application.fulfilment.address_book import KeptAddress, TypedAddress
from domain.shared.ids import CounterpartyId, UserId

OF = """
SELECT a.id, a.name, a.postcode, a.city, a.street, a.contact, a.phone, a.note, a.archived_at IS NOT NULL,
       (SELECT count(*) FROM order_delivery d WHERE d.address_id = a.id), a.route_id, coalesce(r.name, '')
FROM delivery_address a LEFT JOIN delivery_route r ON r.id = a.route_id
WHERE a.counterparty_id = %s ORDER BY a.archived_at IS NOT NULL, a.name, a.id
"""
# One row of the company is locked, so that two tabs do not step over the most that a book may hold.
COUNT = """
SELECT (SELECT count(*) FROM delivery_address a WHERE a.counterparty_id = k.id AND a.archived_at IS NULL)
FROM counterparty k WHERE k.id = %s FOR NO KEY UPDATE
"""
ADD = """
INSERT INTO delivery_address (id, counterparty_id, name, postcode, city, street, contact, phone, note)
VALUES (%(id)s, %(company)s, %(name)s, %(postcode)s, %(city)s, %(street)s, %(contact)s, %(phone)s, %(note)s)
"""
CHANGE = """
UPDATE delivery_address SET name = %(name)s, postcode = %(postcode)s, city = %(city)s, street = %(street)s,
    contact = %(contact)s, phone = %(phone)s, note = %(note)s, version = version + 1
WHERE id = %(id)s AND counterparty_id = %(company)s
"""
ARCHIVE = """
UPDATE delivery_address SET archived_at = CASE WHEN %(archived)s THEN coalesce(archived_at, now()) END,
    version = version + 1
WHERE id = %(id)s AND counterparty_id = %(company)s
"""
AUDIT = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, %s, %s, %s::jsonb)"


@frozen
class PostgresAddressWork:
    connection: Driver

    def count(self, company: CounterpartyId) -> int:
        row = self.connection.execute(COUNT, (company,)).fetchone()
        return 0 if row is None else int(row[0])

    def add(self, by: UserId, company: CounterpartyId, id: UUID, address: TypedAddress) -> None:
        self.connection.execute(ADD, {"id": id, "company": company, **asdict(address)})
        self._record(by, "address.added", id, asdict(address))

    def change(self, by: UserId, company: CounterpartyId, id: UUID, address: TypedAddress) -> bool:
        changed = self.connection.execute(CHANGE, {"id": id, "company": company, **asdict(address)})
        if changed.rowcount:
            self._record(by, "address.changed", id, asdict(address))
        return changed.rowcount == 1

    def archive(self, by: UserId, company: CounterpartyId, id: UUID, *, archived: bool) -> bool:
        changed = self.connection.execute(ARCHIVE, {"id": id, "company": company, "archived": archived})
        if changed.rowcount:
            self._record(by, "address.archived" if archived else "address.returned", id, {})
        return changed.rowcount == 1

    def _record(self, by: UserId, action: str, id: UUID, facts: Mapping[str, Any]) -> None:
        self.connection.execute(AUDIT, (by, action, str(id), json_text(dict(facts))))


@frozen
class PostgresAddressBooks:
    database: Database

    def of(self, company: CounterpartyId) -> Sequence[KeptAddress]:
        with self.database.driver() as connection:
            rows = connection.execute(OF, (company,)).fetchall()
        return [KeptAddress(row[0], TypedAddress(*row[1:8]), *row[8:]) for row in rows]

    @contextmanager
    def begin(self) -> Iterator[PostgresAddressWork]:
        with self.database.transaction() as connection:
            yield PostgresAddressWork(driver(connection))
