"""Categories, products, variants, packagings, properties, pictures.

A row with `told` false is a promise: something named its ERP id before its own record came. It holds what already
arrived (prices, stock) and is shown to nobody until the record comes.

`source_hash` is that of the raw bytes of the record that last wrote the row: a record that comes with the same
bytes is not even parsed. So whoever else writes what such a record tells (the row, its links, prices, stock) sets
the hashes to null in the same transaction: `adapters.postgres.importing.hashes.forget_*`.

The bulk tables (product, product_category, variant) have no foreign keys: checked row by row they cost a first
import a tenth of its time, and it makes each id that it writes. Nothing deletes what they refer to.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from adapters.postgres.tables.metadata import BIG, COEFFICIENT, QUANTITY, instant, metadata


def _id() -> Column[object]:
    return Column("id", Integer, Identity(), primary_key=True)


def _mirrored() -> tuple[Column[object], Column[object]]:
    return (
        Column("connection_id", Integer, ForeignKey("connection.id"), nullable=False),
        Column("erp_id", Text, nullable=False),
    )


category = Table(
    "category",
    metadata,
    _id(),
    *_mirrored(),
    # A tree is written in any order.
    Column("parent_id", Integer, ForeignKey("category.id", deferrable=True, initially="DEFERRED")),
    Column("name", Text, nullable=False, server_default=""),
    Column("sort_key", Text, nullable=False, server_default=""),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("told", Boolean, nullable=False, server_default="true"),
    Column("deleted", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("connection_id", "erp_id"),
    Index(None, "parent_id"),
)

# kind: string, number, reference, time. Options of a reference are {option id: text}.
property_ = Table(
    "property",
    metadata,
    _id(),
    *_mirrored(),
    Column("name", Text, nullable=False, server_default=""),
    Column("kind", Text, nullable=False, server_default="string"),
    Column("options", JSONB, nullable=False, server_default="{}"),
    Column("told", Boolean, nullable=False, server_default="true"),
    Column("deleted", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("connection_id", "erp_id"),
)

# vat_kind: 0 not told, 1 the rate in vat_rate, 2 «без НДС». properties: {property id: [values or option ids]}.
# pictures: paths as the ERP sent them, the first is the main one.
product = Table(
    "product",
    metadata,
    _id(),
    Column("connection_id", Integer, nullable=False),
    Column("erp_id", Text, nullable=False),
    Column("sku", Text, nullable=False, server_default=""),
    Column("sku_key", Text, nullable=False, server_default=""),
    Column("barcode", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    Column("full_name", Text, nullable=False, server_default=""),
    Column("sort_key", Text, nullable=False, server_default=""),
    Column("description", Text, nullable=False, server_default=""),
    Column("unit_code", Text, nullable=False, server_default=""),
    Column("unit", Text, nullable=False, server_default="шт"),
    Column("manufacturer", Text, nullable=False, server_default=""),
    Column("country", Text, nullable=False, server_default=""),
    Column("vat_kind", SmallInteger, nullable=False, server_default="0"),
    Column("vat_rate", Numeric(5, 2)),
    Column("properties", JSONB, nullable=False, server_default="{}"),
    Column("pictures", ARRAY(Text), nullable=False, server_default="{}"),
    Column("minimum", QUANTITY, nullable=False, server_default="0"),
    Column("multiple", QUANTITY, nullable=False, server_default="0"),
    Column("catalog_erp_id", Text, nullable=False, server_default=""),
    Column("told", Boolean, nullable=False, server_default="true"),
    Column("deleted", Boolean, nullable=False, server_default="false"),
    Column("source_hash", LargeBinary),
    Column("message_id", BIG),
    Column("search", TSVECTOR),
    UniqueConstraint("connection_id", "erp_id"),
    Index("ix_product_search", "search", postgresql_using="gin"),
    Index("ix_product_sku_key", "sku_key", postgresql_ops={"sku_key": "gin_trgm_ops"}, postgresql_using="gin"),
    Index("ix_product_waiting", "connection_id", postgresql_where=text("not told")),
    # An article or a barcode typed in full; of articles leading zeros do not count (migration 0014).
    Index("ix_product_bare", text("sku_bare(sku_key)"), postgresql_where=text("sku_key <> ''")),
    Index("ix_product_barcode", "barcode", postgresql_where=text("barcode <> ''")),
    # All that an order by a client's own prices asks of a good: a hundredth of the table (price_columns.py).
    Index(
        "ix_product_taxed",
        "id",
        postgresql_include=["vat_kind", "vat_rate", "connection_id"],
        postgresql_where=text("told AND NOT deleted"),
    ),
)

product_category = Table(
    "product_category",
    metadata,
    Column("category_id", Integer, primary_key=True),
    Column("product_id", Integer, primary_key=True),
    Index(None, "product_id"),
)

# What is ordered: (product, characteristic); erp_id '' is «no characteristic». name: of the characteristic alone.
# source_parts: what the record behind source_hash told (1 prices, 2 stock by warehouse, 4 a total quantity).
# In 3.x prices and rests come apart from it, and each keeps a hash of its own. told_*: how many rows were told last.
variant = Table(
    "variant",
    metadata,
    _id(),
    Column("product_id", Integer, nullable=False),
    Column("erp_id", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    Column("sku", Text, nullable=False, server_default=""),
    Column("barcode", Text, nullable=False, server_default=""),
    Column("characteristics", JSONB, nullable=False, server_default="[]"),
    Column("told", Boolean, nullable=False, server_default="true"),
    Column("deleted", Boolean, nullable=False, server_default="false"),
    Column("source_hash", LargeBinary),
    Column("source_parts", SmallInteger, nullable=False, server_default="0"),
    Column("told_prices", SmallInteger, nullable=False, server_default="0"),
    Column("told_stocks", SmallInteger, nullable=False, server_default="0"),
    Column("prices_hash", LargeBinary),
    Column("stocks_hash", LargeBinary),
    Column("message_id", BIG),
    UniqueConstraint("product_id", "erp_id"),
    Index("ix_variant_bare", text("sku_bare(sku_folded(sku))"), postgresql_where=text("sku <> ''")),
    Index("ix_variant_barcode", "barcode", postgresql_where=text("barcode <> ''")),
)

# 1 pack = numerator / denominator base units. `code` is the ОКЕИ code or the name by which the ERP refers to it.
packaging = Table(
    "packaging",
    metadata,
    _id(),
    Column("product_id", Integer, ForeignKey("product.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("numerator", COEFFICIENT, nullable=False),
    Column("denominator", COEFFICIENT, nullable=False, server_default="1"),
    UniqueConstraint("product_id", "code", "numerator"),
)

# Names of units by classifier code; in 3.x a product names its unit by the code alone.
unit = Table(
    "unit",
    metadata,
    _id(),
    *_mirrored(),
    Column("code", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    Column("told", Boolean, nullable=False, server_default="true"),
    Column("deleted", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("connection_id", "erp_id"),
)

# A file that came beside the XML: found by path, then by path without the last extension.
media = Table(
    "media",
    metadata,
    Column("connection_id", Integer, ForeignKey("connection.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", BIG, nullable=False),
    instant("received_at", nullable=False),
)
