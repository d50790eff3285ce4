"""A small wholesaler to be fought over: two sellers, two warehouses, eight goods, four holdings, their buyers."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, LiteralString
from uuid import UUID, uuid5

import psycopg
from attrs import frozen

_NAMES = UUID("6d1f0a52-7c6e-4f0e-9d0c-0b51a2d3c4e5")

HOLDINGS = 4
COUNTERPARTIES = 12
CHIEFS = 2  # of each counterparty
SELLERS = (1, 2)
WAREHOUSES = (1, 2)
# Of the base unit: even sums, sums that round, goods of a few kopecks.
PRICES = ("100.00", "33.33", "0.07", "1234.50", "19.99", "7.10", "250.00", "3.33")
VARIANTS = range(1, len(PRICES) + 1)
# The first two also come by five in a pack; the last is sold by the metre.
PACKS = {1: 1, 2: 2}
PACK_OF = 5
METRES = 8
CONTRACT, COUNTERPARTY, HOLDING = 0, 1, 2


def named(*words: object) -> UUID:
    """The same id for the same words in every run."""
    return uuid5(_NAMES, " ".join(map(str, words)))


def token(buyer: int) -> str:
    return f"prove-{buyer}"


@frozen
class Owner:
    """Of a limit: a contract, a counterparty or a holding."""

    level: int
    id: UUID
    usual: str


def counterparty_of(buyer: int) -> int:
    return buyer % COUNTERPARTIES


def holding_of(counterparty: int) -> int:
    return counterparty % HOLDINGS


def terms_of(counterparty: int, seller: int) -> str:
    """One client of six prepays one of the sellers, another has no limit there but his holding's."""
    if seller == 2 and counterparty % 6 == 4:
        return "prepayment"
    if seller == 2 and counterparty % 6 == 5:
        return "unlimited"
    return "limited"


def owners() -> tuple[Owner, ...]:
    """Whoever has a limit. Eight counterparties of twelve have one of their own."""
    clients = range(COUNTERPARTIES)
    contracts = [(c, s) for c in clients for s in SELLERS if terms_of(c, s) == "limited"]
    return (
        *(Owner(HOLDING, named("holding", h), "100000.00") for h in range(HOLDINGS)),
        *(Owner(COUNTERPARTY, named("counterparty", c), "60000.00") for c in clients if c % 3),
        *(Owner(CONTRACT, named("contract", c, s), "40000.00") for c, s in contracts),
    )


SQL: Sequence[tuple[LiteralString, Any]] = (
    (
        "INSERT INTO seller_organization (id, name) VALUES (%s, %s)",
        [(named("seller", s), f"Seller {s}") for s in SELLERS],
    ),
    (
        # The goods of the first base are sold by the first seller from whichever warehouse they come.
        "INSERT INTO connection (id, name, login, password_hash, organization_id) OVERRIDING SYSTEM VALUE "
        "VALUES (%s, %s, %s, '', %s)",
        [(1, "first", "prove-1", named("seller", 1)), (2, "second", "prove-2", None)],
    ),
    (
        "INSERT INTO warehouse (id, connection_id, erp_id, name, organization_id) OVERRIDING SYSTEM VALUE "
        "VALUES (%s, 1, %s, %s, %s)",
        [(w, f"w{w}", f"Warehouse {w}", named("seller", w)) for w in WAREHOUSES],
    ),
    ("INSERT INTO region (id, name) VALUES (%s, 'Region')", [(named("region"),)]),
    (
        "INSERT INTO region_warehouse (region_id, warehouse_id, priority) VALUES (%s, %s, %s)",
        [(named("region"), w, w) for w in WAREHOUSES],
    ),
    (
        "INSERT INTO price_type (id, connection_id, erp_id, name) OVERRIDING SYSTEM VALUE VALUES (%s, 1, %s, %s)",
        [(s, f"t{s}", f"Prices {s}") for s in SELLERS],
    ),
    (
        "INSERT INTO product (id, connection_id, erp_id, name, unit_code, unit, vat_kind, vat_rate) "
        "OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s, %s, %s, %s, 1, 20)",
        [
            (v, 1 + v % 2, f"p{v}", f"Goods {v}", "006" if v == METRES else "796", "м" if v == METRES else "шт")
            for v in VARIANTS
        ],
    ),
    ("INSERT INTO variant (id, product_id) OVERRIDING SYSTEM VALUE VALUES (%s, %s)", [(v, v) for v in VARIANTS]),
    (
        "INSERT INTO packaging (id, product_id, code, name, numerator) OVERRIDING SYSTEM VALUE "
        "VALUES (%s, %s, '778', 'упак', %s)",
        [(pack, v, PACK_OF) for v, pack in PACKS.items()],
    ),
    (
        # The second seller asks a twentieth more, so that a line that moves between warehouses changes the total.
        "INSERT INTO price (price_type_id, variant_id, amount, currency, message_id) "
        "VALUES (%s, %s, %s::numeric * (1 + 0.05 * (%s - 1)), 'RUB', 0)",
        [(s, v, price, s) for s in SELLERS for v, price in zip(VARIANTS, PRICES, strict=True)],
    ),
    (
        "INSERT INTO stock (variant_id, warehouse_id, free, snapshot_id) VALUES (%s, %s, 0, 0)",
        [(v, w) for v in VARIANTS for w in WAREHOUSES],
    ),
    (
        "INSERT INTO holding (id, name) VALUES (%s, %s)",
        [(named("holding", h), f"Holding {h}") for h in range(HOLDINGS)],
    ),
    (
        "INSERT INTO counterparty (id, holding_id, name, default_region_id) VALUES (%s, %s, %s, %s)",
        [
            (named("counterparty", c), named("holding", holding_of(c)), f"Client {c}", named("region"))
            for c in range(COUNTERPARTIES)
        ],
    ),
    (
        "INSERT INTO contract "
        "(id, number, organization_id, counterparty_id, currency, price_type_id, is_default, terms) "
        "VALUES (%s, %s, %s, %s, 'RUB', %s, true, %s)",
        [
            (named("contract", c, s), f"{c}/{s}", named("seller", s), named("counterparty", c), s, terms_of(c, s))
            for c in range(COUNTERPARTIES)
            for s in SELLERS
        ],
    ),
    (
        "INSERT INTO credit_limit (owner_id, currency, amount) VALUES (%s, 'RUB', %s)",
        [(owner.id, owner.usual) for owner in owners()],
    ),
)


def _chiefs() -> Iterator[tuple[LiteralString, Any]]:
    """They order nothing, and say yes to what others order."""
    everyone = [(client, which) for client in range(COUNTERPARTIES) for which in range(CHIEFS)]
    yield (
        "INSERT INTO app_user (id, login, name, password_hash, kind) VALUES (%s, %s, %s, '', 'buyer')",
        [(named("chief", c, n), f"chief-{c}-{n}", f"Chief {n} of client {c}") for c, n in everyone],
    )
    yield (
        "INSERT INTO membership (id, user_id, counterparty_id, role) VALUES (%s, %s, %s, 'head')",
        [(named("chair", c, n), named("chief", c, n), named("counterparty", c)) for c, n in everyone],
    )
    yield (
        "INSERT INTO cart (id, user_id, counterparty_id, region_id) VALUES (%s, %s, %s, %s)",
        [(named("chief's cart", c, n), named("chief", c, n), named("counterparty", c), named("region"))
         for c, n in everyone],
    )  # fmt: skip


def _people(buyers: int) -> Iterator[tuple[LiteralString, Any]]:
    everyone = range(buyers)
    yield (
        "INSERT INTO app_user (id, login, name, password_hash, kind) VALUES (%s, %s, %s, '', 'buyer')",
        [(named("buyer", b), f"prove-{b}", f"Buyer {b}") for b in everyone],
    )
    yield (
        "INSERT INTO membership (id, user_id, counterparty_id, role) VALUES (%s, %s, %s, 'buyer')",
        [(named("membership", b), named("buyer", b), named("counterparty", counterparty_of(b))) for b in everyone],
    )
    yield (
        "INSERT INTO session (token_hash, user_id, csrf, expires_at) VALUES (%s, %s, '', now() + interval '99 days')",
        [(sha256(token(b).encode()).digest(), named("buyer", b)) for b in everyone],
    )
    yield (
        "INSERT INTO cart (id, user_id, counterparty_id, region_id) VALUES (%s, %s, %s, %s)",
        [
            (named("cart", b), named("buyer", b), named("counterparty", counterparty_of(b)), named("region"))
            for b in everyone
        ],
    )


def build(connection: psycopg.Connection, buyers: int, chiefs: bool = False) -> None:
    """Into a database with all tables and nobody in it."""
    with connection.transaction(), connection.cursor() as cursor:
        for statement, rows in (*SQL, *_people(buyers), *(_chiefs() if chiefs else ())):
            cursor.executemany(statement, rows)
