"""Methods, routes and calendar as checkout and placing read them; address books; how carts are split."""

from collections.abc import Collection, Sequence
from datetime import time
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.database import Database, Driver
from domain.fulfilment.calendar import WORKDAYS, Calendar, Schedule
from domain.fulfilment.delivery import Address, DeliveryTerms, Kind, Method, Route
from domain.ordering.splitting import USUAL, Criterion, Splitting
from domain.shared.ids import ConsigneeId, CounterpartyId, ProductId
from domain.shared.money import Currency, Money

# All that was configured is one statement: there are tens of rows of it.
TERMS = """
SELECT (SELECT jsonb_agg(to_jsonb(m) || jsonb_build_object('minimum', m.minimum::text)
                         ORDER BY m.position, m.name, m.id) FROM delivery_method m),
       (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.name, r.id) FROM delivery_route r),
       (SELECT array_agg(d.day ORDER BY d.day) FROM delivery_day d WHERE d.works AND d.day >= current_date - 1),
       (SELECT array_agg(d.day ORDER BY d.day) FROM delivery_day d WHERE NOT d.works AND d.day >= current_date - 1),
       (SELECT jsonb_build_array(s.weekdays, s.horizon) FROM ordering_settings s WHERE s.id = 1)
"""
ADDRESSES = """
SELECT id, name, concat_ws(', ', nullif(postcode, ''), city, street), contact, phone, note, route_id
FROM delivery_address WHERE counterparty_id = %s AND archived_at IS NULL ORDER BY name, id
"""
TOLD = """
SELECT n.name, n.address, 'consignee' FROM consignee n
WHERE n.id = %(consignee)s AND n.counterparty_id = %(party)s AND n.address <> ''
UNION ALL
SELECT k.name, k.address, 'company' FROM counterparty k
WHERE k.id = %(party)s AND k.address <> '' AND %(consignee)s::uuid IS NULL
"""
LAST = """
SELECT d.method_id, d.address_id FROM sales_order o JOIN order_delivery d ON d.order_id = o.id
WHERE o.counterparty_id = %s AND d.method_id IS NOT NULL ORDER BY o.placed_at DESC LIMIT 1
"""
SPLITTING = "SELECT criteria, property_id FROM ordering_settings WHERE id = 1"
# An option of a reference is stored by its id; two goods with one option are together whatever it is called.
VALUES = "SELECT id, properties ->> %s FROM product WHERE id = ANY(%s)"


HORIZON = 30


@frozen
class PostgresDeliveryBook:
    database: Database

    def terms(self) -> DeliveryTerms:
        with self.database.driver() as connection:
            return terms_of(connection)

    def addresses(self, counterparty: CounterpartyId) -> Sequence[Address]:
        with self.database.driver() as connection:
            return [Address(*row) for row in connection.execute(ADDRESSES, (counterparty,))]

    def told_address(self, counterparty: CounterpartyId, consignee: ConsigneeId | None) -> Address | None:
        with self.database.driver() as connection:
            row = connection.execute(TOLD, {"party": counterparty, "consignee": consignee}).fetchone()
        return None if row is None else Address(None, row[0], row[1], origin=row[2])

    def last_choice(self, counterparty: CounterpartyId) -> tuple[UUID | None, UUID | None]:
        with self.database.driver() as connection:
            row = connection.execute(LAST, (counterparty,)).fetchone()
        return (None, None) if row is None else (row[0], row[1])

    def splitting(self, products: Collection[ProductId]) -> Splitting:
        """With the values of the property that it names, of these products."""
        with self.database.driver() as connection:
            row = connection.execute(SPLITTING).fetchone()
            if row is None:
                return USUAL
            criteria, property = tuple(Criterion(code) for code in row[0]), row[1]
            if Criterion.PROPERTY not in criteria or property is None:
                return Splitting(tuple(each for each in criteria if each is not Criterion.PROPERTY))
            values = connection.execute(VALUES, (str(property), sorted(products))).fetchall()
        return Splitting(criteria, property, {ProductId(id): value for id, value in values if value is not None})


def terms_of(connection: Driver) -> DeliveryTerms:
    methods, routes, worked, idle, settings = connection.execute(TERMS).fetchone() or (None,) * 5
    weekdays, horizon = settings if settings is not None else (WORKDAYS, HORIZON)
    exceptions = dict.fromkeys(worked or (), True) | dict.fromkeys(idle or (), False)
    return DeliveryTerms(
        tuple(method_of(row) for row in methods or ()),
        tuple(Route(UUID(row["id"]), row["name"], schedule_of(row), row["is_on"]) for row in routes or ()),
        Calendar(weekdays, exceptions),
        horizon,
    )


def method_of(row: dict[str, Any]) -> Method:
    least = None if row["minimum"] is None else Money.rounded(Decimal(row["minimum"]), Currency(row["currency"]))
    return Method(
        UUID(row["id"]), row["name"], Kind(row["kind"]), schedule_of(row), least, row["note"], row["is_on"]
    )  # fmt: skip


def schedule_of(row: dict[str, Any]) -> Schedule:
    return Schedule(
        frozenset(row["weekdays"]), time.fromisoformat(row["cut_off"]), row["lead_days"], tuple(row["windows"])
    )
