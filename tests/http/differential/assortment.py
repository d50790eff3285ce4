"""Goods that everybody knows of no more, but the stranger: a rule hides them, another shows them to her again."""

from uuid import UUID

from domain.catalog.folding import sku_key, sort_key
from entrypoints.prove.world import named
from tests.shop import Shop

# Beside the goods of the proof, in the section that holds them all and in one of their own.
VARIANT, SECTION = 91, 91
NAME, SKU, SECTION_NAME = "Шнурогрыз Фарватерный", "ШГФ-4471", "Шнурогрызы"
HER_RULE = "Витрина Кварцитобора"
GOODS = (
    "INSERT INTO product (id, connection_id, erp_id, name, sort_key, sku, sku_key, unit_code, unit, vat_kind, vat_rate)"
    " OVERRIDING SYSTEM VALUE VALUES (%s, 2, 'p91', %s, %s, %s, %s, '796', 'шт', 1, 20)"
)
MORE = (
    "INSERT INTO variant (id, product_id) OVERRIDING SYSTEM VALUE VALUES (91, 91)",
    "INSERT INTO product_category (category_id, product_id) VALUES (91, 91)",
    "INSERT INTO price (price_type_id, variant_id, amount, currency, message_id)"
    " SELECT id, 91, 77, 'RUB', 0 FROM price_type",
    "INSERT INTO stock (variant_id, warehouse_id, free, snapshot_id) VALUES (91, 1, 40, 0), (91, 2, 40, 0)",
)
RULE = (
    "INSERT INTO price_rule (id, name, priority, effect, value, which, whom)"
    " VALUES (%s, %s, %s, %s, 0, jsonb_build_object('products', jsonb_build_array(91)), %s::jsonb)"
)


def hide(shop: Shop) -> None:
    """In both worlds: the goods, and the rule that hides them from all."""
    shop.run(
        "INSERT INTO category (id, connection_id, erp_id, name) OVERRIDING SYSTEM VALUE VALUES (%s, 1, 'c91', %s)",
        *(SECTION, SECTION_NAME),
    )
    shop.run(GOODS, VARIANT, NAME, sort_key(NAME), SKU, sku_key(SKU))
    for statement in MORE:
        shop.run(statement)
    shop.run(RULE, named("hidden"), "Закрыто", 100, "hide", "{}")


def show_her(shop: Shop, party: UUID) -> None:
    """In her world alone."""
    shop.run(RULE, named("anna", "rule"), HER_RULE, 200, "show", f'{{"counterparties": ["{party}"]}}')
