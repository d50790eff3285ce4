"""Methods, routes and calendar as checkout and placing read them; address books; how carts are split."""

from collections.abc import Collection, Sequence
from datetime import time
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import field, frozen

from adapters.postgres.by_version import ByVersion
from adapters.postgres.database import Database, Driver
from application.fulfilment.ports import OpenBook
from application.ordering.ports import Consignee
from domain.fulfilment.calendar import WORKDAYS, Calendar, Schedule
from domain.fulfilment.delivery import Address, DeliveryTerms, Kind, Method, Route
from domain.ordering.splitting import USUAL, Criterion, Splitting
from domain.shared.ids import ConsigneeId, CounterpartyId, ProductId
from domain.shared.money import Currency, Money

# All that was configured is one statement: there are tens of rows of it.
CONFIGURED = """
SELECT (SELECT jsonb_agg(to_jsonb(m) || jsonb_build_object('minimum', m.minimum::text)
                         ORDER BY m.position, m.name, m.id) FROM delivery_method m),
       (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.name, r.id) FROM delivery_route r),
       (SELECT array_agg(d.day ORDER BY d.day) FROM delivery_day d WHERE d.works AND d.day >= current_date - 1),
       (SELECT array_agg(d.day ORDER BY d.day) FROM delivery_day d WHERE NOT d.works AND d.day >= current_date - 1),
       (SELECT jsonb_build_array(s.weekdays, s.horizon) FROM ordering_settings s WHERE s.id = 1)
"""
# The company's part beside it, so that a checkout asks once.
OPENED = f"""{CONFIGURED},
       (SELECT jsonb_agg(jsonb_build_array(a.id, a.name, concat_ws(', ', nullif(a.postcode, ''), a.city, a.street),
                                           a.contact, a.phone, a.note, a.route_id) ORDER BY a.name, a.id)
          FROM delivery_address a WHERE a.counterparty_id = %(party)s AND a.archived_at IS NULL),
       CASE WHEN %(consignee)s::uuid IS NULL
            THEN (SELECT jsonb_build_array(k.name, k.address, 'company') FROM counterparty k
                   WHERE k.id = %(party)s AND k.address <> '')
            ELSE (SELECT jsonb_build_array(n.name, n.address, 'consignee') FROM consignee n
                   WHERE n.id = %(consignee)s AND n.counterparty_id = %(party)s AND n.address <> '') END,
       (SELECT jsonb_build_array(d.method_id, d.address_id)
          FROM sales_order o JOIN order_delivery d ON d.order_id = o.id
         WHERE o.counterparty_id = %(party)s AND d.method_id IS NOT NULL ORDER BY o.placed_at DESC LIMIT 1),
       (SELECT jsonb_agg(jsonb_build_array(n.id, n.name, n.address) ORDER BY n.name)
          FROM consignee n WHERE n.counterparty_id = %(party)s AND NOT n.deleted)
"""
SPLITTING = """
SELECT st.pricing_version, s.criteria, s.property_id
FROM catalogue_state AS st LEFT JOIN ordering_settings s ON s.id = 1
"""
# An option of a reference is stored by its id; two goods with one option are together whatever it is called.
VALUES = "SELECT id, properties ->> %s FROM product WHERE id = ANY(%s)"


HORIZON = 30


@frozen
class PostgresDeliveryBook:
    database: Database
    kept: ByVersion[tuple[tuple[Criterion, ...] | None, int | None]] = field(factory=ByVersion, eq=False)

    def of(self, counterparty: CounterpartyId, consignee: ConsigneeId | None) -> OpenBook:
        facts = {"party": counterparty, "consignee": consignee}
        with self.database.driver() as connection:
            row = connection.execute(OPENED.encode(), facts).fetchone() or (None,) * 9
        *configured, addresses, told, last, consignees = row
        return OpenBook(
            _terms(configured),
            [_address(each) for each in addresses or ()],
            None if told is None else Address(None, told[0], told[1], origin=told[2]),
            (None, None) if last is None else (_id(last[0]), _id(last[1])),
            [Consignee(UUID(id), name, address) for id, name, address in consignees or ()],
        )

    def splitting(self, version: int, products: Collection[ProductId]) -> Splitting:
        """With the values of the property that it names, of these products."""
        criteria, property = self.kept.get(version) or self._criteria()
        if criteria is None:
            return USUAL
        if Criterion.PROPERTY not in criteria or property is None:
            return Splitting(tuple(each for each in criteria if each is not Criterion.PROPERTY))
        with self.database.driver() as connection:
            values = connection.execute(VALUES, (str(property), sorted(products))).fetchall()
        return Splitting(criteria, property, {ProductId(id): value for id, value in values if value is not None})

    def _criteria(self) -> tuple[tuple[Criterion, ...] | None, int | None]:
        """None where nobody has set any."""
        with self.database.driver() as connection:
            row = connection.execute(SPLITTING).fetchone()
        if row is None:
            return None, None
        version, codes, property = row
        return self.kept.put(version, (None if codes is None else tuple(map(Criterion, codes)), property))


def terms_of(connection: Driver) -> DeliveryTerms:
    return _terms(connection.execute(CONFIGURED).fetchone() or (None,) * 5)


def _terms(row: Sequence[Any]) -> DeliveryTerms:
    methods, routes, worked, idle, settings = row
    weekdays, horizon = settings if settings is not None else (WORKDAYS, HORIZON)
    exceptions = dict.fromkeys(worked or (), True) | dict.fromkeys(idle or (), False)
    return DeliveryTerms(
        tuple(method_of(row) for row in methods or ()),
        tuple(Route(UUID(row["id"]), row["name"], schedule_of(row), row["is_on"]) for row in routes or ()),
        Calendar(weekdays, exceptions),
        horizon,
    )


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _address(row: Sequence[Any]) -> Address:
    id, name, text, contact, phone, note, route = row
    return Address(UUID(id), name, text, contact, phone, note, _id(route))


def method_of(row: dict[str, Any]) -> Method:
    least = None if row["minimum"] is None else Money.rounded(Decimal(row["minimum"]), Currency(row["currency"]))
    return Method(
        UUID(row["id"]), row["name"], Kind(row["kind"]), schedule_of(row), least, row["note"], row["is_on"]
    )  # fmt: skip


def schedule_of(row: dict[str, Any]) -> Schedule:
    return Schedule(
        frozenset(row["weekdays"]), time.fromisoformat(row["cut_off"]), row["lead_days"], tuple(row["windows"])
    )
