"""Delivery as the seller's people keep it: rows and the audit in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from attrs import frozen

from adapters.postgres.by_version import RAISE
from adapters.postgres.database import Database, Driver, driver, json_text
from adapters.postgres.delivery import terms_of
from application.fulfilment.desk import ClientAddress, Day, Deed, DeliverySettings
from application.fulfilment.typed import TypedDay, TypedMethod, TypedRoute, TypedSettings
from domain.fulfilment.calendar import Schedule
from domain.ordering.splitting import USUAL, Criterion
from domain.shared.ids import UserId

MOST_ADDRESSES = 50
DAYS = "SELECT day, works, note FROM delivery_day WHERE day >= current_date ORDER BY day"
SETTINGS = "SELECT criteria, property_id FROM ordering_settings WHERE id = 1"
PROPERTIES = "SELECT id, name FROM property WHERE told AND NOT deleted ORDER BY name, id LIMIT 2000"
POSITIONS = "SELECT id, position FROM delivery_method"
ADDRESSES = """
SELECT a.id, k.name, a.name, concat_ws(', ', nullif(a.postcode, ''), a.city, a.street), a.route_id
FROM delivery_address a JOIN counterparty k ON k.id = a.counterparty_id
WHERE a.archived_at IS NULL
  AND (%(find)s = '' OR concat_ws(' ', k.name, a.name, a.city, a.street) ILIKE %(like)s)
ORDER BY a.route_id IS NOT NULL, k.name, a.name LIMIT %(most)s
"""
DEEDS = """
SELECT l.at, coalesce(u.name, ''), l.action, l.subject FROM audit_log l LEFT JOIN app_user u ON u.id = l.user_id
WHERE l.action LIKE 'delivery.%%' ORDER BY l.id DESC LIMIT 30
"""
METHOD = """
INSERT INTO delivery_method (id, name, kind, weekdays, cut_off, lead_days, windows, minimum, currency, note, position,
    is_on)
VALUES (%(id)s, %(name)s, %(kind)s, %(weekdays)s, %(cut_off)s, %(lead_days)s, %(windows)s, %(minimum)s, %(currency)s,
    %(note)s, %(position)s, %(is_on)s)
"""
METHOD_CHANGED = """
UPDATE delivery_method SET name = %(name)s, kind = %(kind)s, weekdays = %(weekdays)s, cut_off = %(cut_off)s,
    lead_days = %(lead_days)s, windows = %(windows)s, minimum = %(minimum)s, currency = %(currency)s, note = %(note)s,
    position = %(position)s, is_on = %(is_on)s, version = version + 1
WHERE id = %(id)s
"""
ROUTE = """
INSERT INTO delivery_route (id, name, weekdays, cut_off, lead_days, windows, is_on)
VALUES (%(id)s, %(name)s, %(weekdays)s, %(cut_off)s, %(lead_days)s, %(windows)s, %(is_on)s)
"""
ROUTE_CHANGED = """
UPDATE delivery_route SET name = %(name)s, weekdays = %(weekdays)s, cut_off = %(cut_off)s, lead_days = %(lead_days)s,
    windows = %(windows)s, is_on = %(is_on)s, version = version + 1
WHERE id = %(id)s
"""
DAY = """
INSERT INTO delivery_day (day, works, note) VALUES (%s, %s, %s)
ON CONFLICT (day) DO UPDATE SET works = excluded.works, note = excluded.note
"""
SETTLED = """
INSERT INTO ordering_settings (id, weekdays, horizon, criteria, property_id)
VALUES (1, %(weekdays)s, %(horizon)s, %(criteria)s, (SELECT id FROM property WHERE id = %(property)s))
ON CONFLICT (id) DO UPDATE SET weekdays = excluded.weekdays, horizon = excluded.horizon, criteria = excluded.criteria,
    property_id = excluded.property_id, version = ordering_settings.version + 1
"""
ON_ROUTE = """
UPDATE delivery_address SET route_id = (SELECT id FROM delivery_route WHERE id = %(route)s), version = version + 1
WHERE id = %(address)s
"""
AUDIT = "INSERT INTO audit_log (user_id, action, subject, facts) VALUES (%s, %s, %s, %s::jsonb)"


def _schedule(told: Schedule) -> dict[str, Any]:
    return {
        "weekdays": sorted(told.weekdays),
        "cut_off": told.cut_off,
        "lead_days": told.lead_days,
        "windows": list(told.windows),
    }


@frozen
class PostgresDeliveryWork:
    connection: Driver

    def save_method(self, by: UserId, id: UUID, typed: TypedMethod, *, is_new: bool) -> bool:
        least = typed.minimum
        facts = {
            "name": typed.name,
            "kind": typed.kind.value,
            **_schedule(typed.schedule),
            "minimum": least.amount if least else None,
            "currency": least.currency.value if least else "RUB",
            "note": typed.note,
            "position": typed.position,
            "is_on": typed.is_on,
        }
        return self._saved(METHOD if is_new else METHOD_CHANGED, by, "delivery.method", id, facts)

    def save_route(self, by: UserId, id: UUID, typed: TypedRoute, *, is_new: bool) -> bool:
        facts = {"name": typed.name, **_schedule(typed.schedule), "is_on": typed.is_on}
        return self._saved(ROUTE if is_new else ROUTE_CHANGED, by, "delivery.route", id, facts)

    def set_day(self, by: UserId, typed: TypedDay) -> None:
        self.connection.execute(DAY, (typed.day, typed.works, typed.note))
        self._record(by, "delivery.day", typed.day.isoformat(), {"works": typed.works, "note": typed.note})

    def forget_day(self, by: UserId, day: date) -> None:
        if self.connection.execute("DELETE FROM delivery_day WHERE day = %s", (day,)).rowcount:
            self._record(by, "delivery.day-forgotten", day.isoformat(), {})

    def save_settings(self, by: UserId, typed: TypedSettings) -> None:
        criteria = [criterion.value for criterion in typed.criteria]
        facts = {
            "weekdays": sorted(typed.weekdays),
            "horizon": typed.horizon,
            "criteria": criteria,
            "property": typed.property,
        }
        self.connection.execute(SETTLED, facts)
        self.connection.execute(RAISE)
        self._record(by, "delivery.settings", ", ".join(criteria), facts)

    def put_on_route(self, by: UserId, address: UUID, route: UUID | None) -> bool:
        changed = self.connection.execute(ON_ROUTE, {"address": address, "route": route})
        if changed.rowcount:
            self._record(by, "delivery.address-on-route", str(address), {"route": str(route) if route else None})
        return changed.rowcount == 1

    def _saved(self, statement: str, by: UserId, action: str, id: UUID, facts: Mapping[str, Any]) -> bool:
        changed = self.connection.execute(statement.encode(), {"id": id, **facts})
        if changed.rowcount:
            told = {**facts, "cut_off": facts["cut_off"].isoformat("minutes")}
            self._record(by, action, facts["name"], {"id": str(id), **told})
        return changed.rowcount == 1

    def _record(self, by: UserId, action: str, subject: str, facts: Mapping[str, Any]) -> None:
        self.connection.execute(AUDIT, (by, action, subject, json_text(dict(facts))))


@frozen
class PostgresDeliveryDesks:
    database: Database

    def settings(self, find: str) -> DeliverySettings:
        like = "%" + find.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        with self.database.snapshot() as connection:
            split = connection.execute(SETTINGS).fetchone()
            criteria = tuple(Criterion(code) for code in split[0]) if split else USUAL.criteria
            found = connection.execute(ADDRESSES, {"find": find, "like": like, "most": MOST_ADDRESSES})
            return DeliverySettings(
                terms_of(connection),
                dict(connection.execute(POSITIONS).fetchall()),
                tuple(Day(*row) for row in connection.execute(DAYS)),
                criteria,
                split[1] if split else None,
                tuple((id, name) for id, name in connection.execute(PROPERTIES)),
                tuple(ClientAddress(*row) for row in found),
                tuple(Deed(*row) for row in connection.execute(DEEDS)),
            )

    @contextmanager
    def begin(self) -> Iterator[PostgresDeliveryWork]:
        with self.database.transaction() as connection:
            yield PostgresDeliveryWork(driver(connection))
