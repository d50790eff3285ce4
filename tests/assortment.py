"""A shop whose goods have prices of every origin: for tests that hold a bulk form equal to the single one."""

from collections.abc import Sequence
from random import Random
from uuid import UUID

from entrypoints.prove.world import VARIANTS, WAREHOUSES, named
from tests.shop import Shop

# A chain of three types with gaps, in two currencies; one is without VAT.
TYPES = (
    "UPDATE price_type SET currency = 'USD', vat_included = false, scale = 3 WHERE id = 2",
    "INSERT INTO price_type (id, connection_id, erp_id, name, fallback_id) OVERRIDING SYSTEM VALUE"
    " VALUES (3, 1, 't3', 'Retail', NULL), (4, 1, 't4', 'Empty', 3)",
    "UPDATE price_type SET fallback_id = 4 WHERE id = 1",
    "UPDATE price_type SET fallback_id = 3 WHERE id = 2",
    "UPDATE price SET currency = 'USD' WHERE price_type_id = 2",
    "INSERT INTO currency_rate (currency, day, rate, nominal) VALUES ('USD', '2020-01-01', 81.4025, 1)",
    "INSERT INTO currency_rate_log (currency, day, rate, nominal, source) VALUES ('USD', '2020-01-01', 81.4025, 1, '')",
    "INSERT INTO category (id, connection_id, erp_id, name, parent_id) OVERRIDING SYSTEM VALUE VALUES"
    " (1, 1, 'c1', 'Fasteners', NULL), (2, 1, 'c2', 'Bolts', 1), (3, 1, 'c3', 'Tools', NULL)",
    "INSERT INTO property (id, connection_id, erp_id, name) OVERRIDING SYSTEM VALUE VALUES (7, 1, 'x7', 'Colour')",
    "UPDATE product SET sort_key = lpad(id::text, 6, '0'), properties = '{\"7\": [\"red\"]}' WHERE id % 2 = 0",
    "UPDATE contract SET currency = 'USD' WHERE number LIKE '%%/2' AND number < '3'",
    "UPDATE product SET connection_id = 2 WHERE id % 3 = 0",
)
PRODUCT = (
    "INSERT INTO product (id, connection_id, erp_id, sku, sku_key, name, sort_key, unit, unit_code, vat_kind, vat_rate,"
    " minimum, multiple, manufacturer) OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s, %s, %s, %s, %s, 'шт', '796', %s, %s,"
    " %s, %s, %s)"
)
VARIANT = "INSERT INTO variant (id, product_id, erp_id, name) OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s, %s)"
PRICE = "INSERT INTO price (price_type_id, variant_id, amount, currency, message_id) VALUES (%s, %s, %s, %s, 0)"
STOCK = "INSERT INTO stock (variant_id, warehouse_id, free, snapshot_id) VALUES (%s, %s, %s, 0)"
AGREED = (
    "INSERT INTO individual_price (id, key, level, owner_id, variant_id, minimum, amount, currency, vat_included,"
    " valid_from, valid_to, act_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
RULE = (
    "INSERT INTO price_rule (id, name, effect, value, currency, which, properties, priority, stops, touches_agreed)"
    " VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, false)"
)
RULES: Sequence[tuple[str, str, str | None, str, list[int]]] = (
    ("percent", "-3", None, '{"categories": [1]}', []),
    ("percent", "4.5", None, '{"values": [[7, "red"]]}', [7]),
    ("amount", "-10", "RUB", '{"manufacturers": ["acme"]}', []),
    ("floor", "9", "RUB", "{}", []),
)
FIRST, LAST = 101, 140


def fill(shop: Shop, seed: int) -> None:
    """Forty goods beside the shop's eight: sections, packs, gaps in prices and in stock, ended agreements, rules."""
    random = Random(seed)
    for statement in TYPES:
        shop.run(statement)
    act = shop.one("INSERT INTO audit_log (action) VALUES ('x') RETURNING id")
    for id in range(FIRST, LAST + 1):
        _good(shop, random, id)
    for number in range(60):
        _agreed(shop, random, number, act)
    for number, (kind, value, currency, which, read) in enumerate(RULES):
        shop.run(RULE, named("rule", number), f"Rule {number}", kind, value, currency, which, read, number, False)
    for product in [*VARIANTS, *range(FIRST, LAST + 1)]:
        for section in random.sample((1, 2, 3), random.choice((0, 1, 1, 2))):
            shop.run("INSERT INTO product_category (category_id, product_id) VALUES (%s, %s)", section, product)
    told(shop)


def told(shop: Shop) -> None:
    """As an import ends: what processes keep is of former versions."""
    raised = ", ".join(f"{name} = {name} + 1" for name in ("catalogue_version", "pricing_version"))
    shop.run(f"UPDATE catalogue_state SET {raised}")


def _good(shop: Shop, random: Random, id: int) -> None:
    kind = random.choice((0, 1, 1, 2))
    rate = random.choice(("10", "22")) if kind == 1 else None
    sku, name = f"{id:05d}", f"Good {id}"
    shop.run(
        PRODUCT, id, random.choice((1, 2)), f"p{id}", sku, sku, name, f"{id:06d}", kind, rate,
        random.choice(("0", "10")), random.choice(("0", "5")), random.choice(("", "ACME")),
    )  # fmt: skip
    for n in range(random.choice((1, 1, 3))):
        variant = id * 10 + n
        shop.run(VARIANT, variant, id, f"v{n}", "" if n == 0 else f"size {random.randrange(9)}{n}")
        for price_type in (1, 2, 3, 4):
            # Few amounts, so that prices are equal now and then; the least rounds to nothing.
            if random.random() < 0.5:
                amount = random.choice(("0.004", "7.5", "12.34", "100", "100", "1234.56789"))
                shop.run(PRICE, price_type, variant, amount, "USD" if price_type == 2 else "RUB")
        for warehouse in WAREHOUSES:
            if random.random() < 0.6:
                shop.run(STOCK, variant, warehouse, random.choice(("-3", "0", "2.5", "70")))
    if random.random() < 0.4:
        shop.run(
            "INSERT INTO packaging (product_id, code, name, numerator) VALUES (%s, '778', 'упак', %s)",
            *(id, random.choice((6, 12))),
        )


def _agreed(shop: Shop, random: Random, number: int, act: int) -> None:
    client = random.randrange(4)
    level, owner = random.choice((
        (0, named("contract", client, random.choice((1, 2)))), (1, named("counterparty", client)),
        (2, named("holding", client)),
    ))  # fmt: skip
    variant = random.choice((*VARIANTS, *(id * 10 for id in range(FIRST, LAST + 1))))
    start, end = random.choice(((None, None), ("2020-01-01", None), (None, "2020-01-01"), ("2090-01-01", None)))
    id: UUID = named("agreed", number)
    minimum, amount = random.choice(("0", "0", "1", "500")), random.choice(("5", "64.125", "100"))
    currency, included = random.choice(("RUB", "RUB", "USD")), random.choice((True, False))
    shop.run(AGREED, id, str(id), level, owner, variant, minimum, amount, currency, included, start, end, act)
