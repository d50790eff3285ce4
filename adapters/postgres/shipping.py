"""Shipment requests, read and put as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import define, frozen

from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.outbox import record
from application.shared.outbox import ORDER_DIVIDED, of_order
from domain.fulfilment.requests import ShipmentRequest
from domain.ordering.status import Phase
from domain.shared.errors import NotFound
from domain.shared.ids import OrderId

REQUESTS = """
SELECT r.number, r.ship_on, r.address, r.comment,
    (SELECT jsonb_object_agg(l.line, l.quantity::text) FROM shipment_request_line l
      WHERE l.order_id = r.order_id AND l.number = r.number)
FROM shipment_request r WHERE r.order_id = %s ORDER BY r.number
"""
ADDRESSES = """
SELECT DISTINCT concat_ws(', ', name, nullif(address, '')) FROM consignee
WHERE counterparty_id = %s AND NOT deleted ORDER BY 1
"""
LOCK = "SELECT number, phase FROM sales_order WHERE id = %s FOR UPDATE"
WANTED = "SELECT line, ordered - cancelled FROM order_line WHERE order_id = %s"
CLEAR = (
    "DELETE FROM shipment_request_line WHERE order_id = %s",
    "DELETE FROM shipment_request WHERE order_id = %s",
)
ADD = """
INSERT INTO shipment_request (order_id, number, ship_on, address, comment, user_id) VALUES (%s, %s, %s, %s, %s, %s)
"""
ADD_LINES = """
INSERT INTO shipment_request_line (order_id, number, line, quantity)
SELECT %s, * FROM unnest(%s::smallint[], %s::smallint[], %s::numeric[])
"""
EVENT = "INSERT INTO order_event (order_id, kind, user_id, facts) VALUES (%s, 'shipments', %s, %s::jsonb)"
# What the ERP has in its own books it no longer takes from the portal: then a person is told.
OFFER_AGAIN = """
UPDATE order_offer SET version = version + 1, state = 'pending', queries = 0, error = ''
WHERE order_id = %(order)s AND EXISTS (SELECT FROM sales_order WHERE id = %(order)s AND erp_accepted_at IS NULL)
"""
RAISE = "UPDATE sales_order SET version = version + 1 WHERE id = %(order)s"


@define
class PostgresShipmentWork:
    connection: Driver
    order: OrderId
    number: str
    phase: Phase

    @property
    def wanted(self) -> Mapping[int, Decimal]:
        rows = self.connection.execute(WANTED, [self.order]).fetchall()
        return dict(rows)

    def requests(self) -> Sequence[ShipmentRequest]:
        return read(self.connection, self.order)

    def put(self, requests: Sequence[ShipmentRequest], by: UUID) -> None:
        before = len(self.requests())
        for statement in CLEAR:
            self.connection.execute(statement, [self.order])
        for one in requests:
            self.connection.execute(ADD, [self.order, one.number, one.ship_on, one.address, one.comment, by])
        rows = [(one.number, line, quantity) for one in requests for line, quantity in one.quantities.items()]
        self.connection.execute(ADD_LINES, [self.order, *([row[n] for row in rows] for n in range(3))])
        self.connection.execute(EVENT, [self.order, by, json_text({"before": before, "after": len(requests)})])
        for statement in (OFFER_AGAIN, RAISE):
            self.connection.execute(statement, {"order": self.order})
        record(self.connection, [of_order(ORDER_DIVIDED, self.order)])


def read(connection: Driver, order: OrderId) -> list[ShipmentRequest]:
    return [_request(row) for row in connection.execute(REQUESTS, [order]).fetchall()]


def _request(row: tuple[Any, ...]) -> ShipmentRequest:
    number, ship_on, address, comment, lines = row
    quantities = {int(line): Decimal(quantity) for line, quantity in (lines or {}).items()}
    return ShipmentRequest(number, ship_on, address, quantities, comment)


@frozen
class PostgresShipments:
    database: Database

    def of(self, order: OrderId) -> Sequence[ShipmentRequest]:
        with self.database.driver() as connection:
            return read(connection, order)

    def addresses(self, counterparty: UUID) -> tuple[str, ...]:
        with self.database.driver() as connection:
            return tuple(row[0] for row in connection.execute(ADDRESSES, [counterparty]))

    @contextmanager
    def begin(self, order: OrderId) -> Iterator[PostgresShipmentWork]:
        with self.database.transaction() as transaction:
            raw = driver(transaction)
            row = raw.execute(LOCK, [order]).fetchone()
            if row is None:
                raise NotFound("order", str(order))
            yield PostgresShipmentWork(raw, order, row[0], Phase(row[1]))
