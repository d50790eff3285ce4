"""Delivery of the demo wholesaler, as its manager would set it up; the demo's base begins with it."""

from typing import Any, LiteralString
from uuid import UUID, uuid5

from adapters.postgres.database import Driver

_NAMES = UUID("3c8c5e0e-0000-4000-8000-000000000000")
WEEKDAYS, EVERY_DAY = [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7]
METHODS: tuple[tuple[Any, ...], ...] = (
    ("Самовывоз", "pickup", EVERY_DAY, "17:00", 0, [], None, "выдача с 9 до 18"),
    ("Доставка по городу", "delivery", WEEKDAYS, "16:00", 1, ["09:00–13:00", "13:00–18:00"], None, "нашим транспортом"),
    ("Транспортная компания", "carrier", WEEKDAYS, "15:00", 1, [], "30000", "до терминала бесплатно"),
)
ROUTES = (("Пригород, север", [2, 4], "14:00", 1), ("Пригород, юг", [1, 3, 5], "14:00", 1))
# (month, first day, last day): the holidays of the Labour Code, art. 112, of this year and the next.
HOLIDAYS = ((1, 1, 8), (2, 23, 23), (3, 8, 8), (5, 1, 1), (5, 9, 9), (6, 12, 12), (11, 4, 4))
METHOD: LiteralString = """
INSERT INTO delivery_method (id, name, kind, weekdays, cut_off, lead_days, windows, minimum, note, position)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
ROUTE: LiteralString = """
INSERT INTO delivery_route (id, name, weekdays, cut_off, lead_days) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
HOLIDAY: LiteralString = """
INSERT INTO delivery_day (day, works, note)
SELECT make_date(extract(year FROM current_date)::int + later, %s::int, day), false, 'праздник'
FROM generate_series(0, 1) AS later, generate_series(%s::int, %s::int) AS day ON CONFLICT DO NOTHING
"""


def add_demo_delivery(connection: Driver) -> None:
    for position, (name, *facts) in enumerate(METHODS):
        connection.execute(METHOD, (uuid5(_NAMES, name), name, *facts, position))
    for name, *facts in ROUTES:
        connection.execute(ROUTE, (uuid5(_NAMES, name), name, *facts))
    for holiday in HOLIDAYS:
        connection.execute(HOLIDAY, holiday)
