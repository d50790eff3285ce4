"""The wholesaler of these tests: what stands in the way of an order is put there, and taken away again."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from entrypoints.prove.world import METRES, named
from tests.shop import Shop

# Even goods are the first seller's wherever they lie; odd ones are of the seller whose warehouse has them.
FIRST, OTHER_FIRST, ODD = 2, 4, 3
RESTORED = (
    "UPDATE stock SET free = 100000",
    "UPDATE credit_limit SET amount = 100000000",
    "DELETE FROM credit_balance",
    "DELETE FROM overdue_document",
    "UPDATE contract SET valid_to = NULL, deleted = false",
    "UPDATE warehouse SET deleted = false",
    "UPDATE app_user SET disabled = false",
    "UPDATE counterparty SET status = 'active', status_reason = '', address = ''",
    "DELETE FROM promo_use", "UPDATE cart SET promo_code_id = NULL",
    "DELETE FROM cart_line", "UPDATE cart SET lines = 0, version = version + 1",
    "DELETE FROM order_delivery", "DELETE FROM delivery_address", "DELETE FROM delivery_method",
    "DELETE FROM delivery_route", "DELETE FROM delivery_day", "DELETE FROM ordering_settings",
    "DELETE FROM credit_hold", "UPDATE reservation SET uncontained = 0, state = 'released'",
)  # fmt: skip

# Settings are kept by the pricing version, which the desks raise with each change.
PRICING = "UPDATE catalogue_state SET pricing_version = pricing_version + 1"


def restore(shop: Shop) -> None:
    for statement in RESTORED:
        shop.run(statement)
    shop.run(PRICING)
    told(shop, "UPDATE product SET multiple = 0, minimum = 0, deleted = false, properties = '{}'")
    assert METRES not in (FIRST, OTHER_FIRST, ODD)


def told(shop: Shop, statement: str, *facts: object) -> None:
    """As an import changes goods: pages read them anew by the catalogue's version."""
    shop.run(statement, *facts)
    shop.run("UPDATE catalogue_state SET catalogue_version = catalogue_version + 1")


def contract(client: int, seller: int) -> UUID:
    return named("contract", client, seller)


def limit(shop: Shop, owner: UUID, amount: str) -> None:
    shop.run(
        "INSERT INTO credit_limit (owner_id, currency, amount) VALUES (%s, 'RUB', %s)"
        " ON CONFLICT (owner_id) DO UPDATE SET amount = excluded.amount",
        owner, Decimal(amount),
    )  # fmt: skip


def paid(shop: Shop, owner: UUID, amount: str) -> None:
    """As the next balance of the ERP tells it."""
    shop.run(
        "INSERT INTO credit_balance (owner_id, id, currency, debt, advance, includes_unshipped, as_of)"
        " VALUES (%s, %s, 'RUB', 0, %s, false, now())",
        owner, uuid4(), Decimal(amount),
    )  # fmt: skip


def overdue(shop: Shop, owner: UUID) -> None:
    shop.run(
        "INSERT INTO overdue_document (owner_id, document, due, amount, currency)"
        " VALUES (%s, 'УПД № 17', current_date - 9, 41200, 'RUB')",
        owner,
    )


def method(shop: Shop, kind: str = "delivery", **how: Any) -> UUID:
    """On working days, at once, unless it is told otherwise."""
    id = uuid4()
    told = {
        "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "cut_off": "23:59:59",
        "lead_days": 0,
        "windows": [],
        "minimum": None,
    } | how
    shop.run(
        "INSERT INTO delivery_method (id, name, kind, weekdays, cut_off, lead_days, windows, minimum, position)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, (SELECT count(*) FROM delivery_method))",
        id, told.get("name", kind), kind, told["weekdays"], told["cut_off"], told["lead_days"], told["windows"],
        told["minimum"],
    )  # fmt: skip
    return id


def day_off(shop: Shop, day: date) -> None:
    shop.run("INSERT INTO delivery_day (day, works, note) VALUES (%s, false, 'праздник')", day)


def next_weekday(today: date, weekday: int) -> date:
    """The first such day that is not today; 1 is Monday."""
    return today + timedelta(days=(weekday - today.isoweekday() - 1) % 7 + 1)
