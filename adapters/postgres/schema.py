"""Every table, imported once so that the metadata is whole (migrations, tests, bulk loading)."""

from adapters.postgres.tables import (
    access,
    assignments,
    catalog,
    credit,
    exchange,
    inventory,
    ordering,
    parties,
    price_lists,
    price_uploads,
    pricing,
    promo,
    property_settings,
    refinement,
    rule_previews,
    rules,
    structure,
)
from adapters.postgres.tables.metadata import metadata

__all__ = [
    "access",
    "assignments",
    "catalog",
    "credit",
    "exchange",
    "inventory",
    "metadata",
    "ordering",
    "parties",
    "price_lists",
    "price_uploads",
    "pricing",
    "promo",
    "property_settings",
    "refinement",
    "rule_previews",
    "rules",
    "structure",
]
