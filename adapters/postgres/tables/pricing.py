"""Price types, prices, individual prices, rates. Current rows here; what they replaced stands in the logs.

Every recorded moment is now(), that of the transaction: what replaces begins where the replaced ends, to the
microsecond. When such a transaction could be seen by others is told by `pricing_moment`.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.metadata import BIG, CODE3, ID, NOW, PERCENT, PRICE, QUANTITY, RATE, instant, metadata

price_type = Table(
    "price_type",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("connection_id", Integer, ForeignKey("connection.id"), nullable=False),
    Column("erp_id", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("currency", CODE3, nullable=False, server_default="RUB"),
    Column("vat_included", Boolean, nullable=False, server_default="true"),
    Column("scale", SmallInteger, nullable=False, server_default="2"),
    Column("fallback_id", Integer, ForeignKey("price_type.id")),
    # Fallback and scale were set in the portal: from then on the ERP's are not written over them.
    Column("set_here", Boolean, nullable=False, server_default="false"),
    Column("told", Boolean, nullable=False, server_default="true"),
    Column("deleted", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("connection_id", "erp_id"),
)

# packaging_id 0 prices the base unit. No foreign keys on the bulk columns: the import proves them in sets. No index but
# the key: half of a page is kept free (migration 0030), so that a price that changes leaves its key as it is.
price = Table(
    "price",
    metadata,
    Column("price_type_id", Integer, primary_key=True),
    Column("variant_id", Integer, primary_key=True),
    Column("packaging_id", Integer, primary_key=True, server_default="0"),
    Column("amount", PRICE, nullable=False),
    Column("currency", CODE3, nullable=False),
    Column("message_id", BIG, nullable=False),
    CheckConstraint("amount > 0", name="positive"),
)

# What a price was until `message_id` replaced or removed it.
price_log = Table(
    "price_log",
    metadata,
    Column("price_type_id", Integer, nullable=False),
    Column("variant_id", Integer, nullable=False),
    Column("packaging_id", Integer, nullable=False),
    Column("amount", PRICE, nullable=False),
    Column("currency", CODE3, nullable=False),
    Column("told_by", BIG, nullable=False),
    Column("replaced_by", BIG, nullable=False),
    instant("replaced_at", nullable=False, server_default=NOW),
    Index(None, "variant_id", "price_type_id"),
)

# Told by a message of a connection, or entered by an act of a person: then connection and message are null, and the key
# is the row's own id.
individual_price = Table(
    "individual_price",
    metadata,
    Column("id", ID, primary_key=True),
    Column("connection_id", Integer, ForeignKey("connection.id")),
    Column("key", Text, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("owner_id", ID, nullable=False),
    Column("variant_id", Integer, nullable=False),
    Column("packaging_id", Integer, nullable=False, server_default="0"),
    Column("minimum", QUANTITY, nullable=False, server_default="0"),
    Column("amount", PRICE, nullable=False),
    Column("currency", CODE3, nullable=False),
    Column("vat_included", Boolean, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("message_id", BIG),
    Column("act_id", BIG, ForeignKey("audit_log.id")),
    instant("recorded_at", nullable=False, server_default=NOW),
    UniqueConstraint("connection_id", "key"),
    Index(None, "owner_id", "variant_id"),
    Index(None, "variant_id"),
    CheckConstraint("amount > 0", name="positive"),
    CheckConstraint(
        "(connection_id is null) = (message_id is null) and (connection_id is null) <> (act_id is null)", name="source"
    ),
)

# Each side, the telling and the replacing, is a message of the ERP or an act of a person.
individual_price_log = Table(
    "individual_price_log",
    metadata,
    Column("id", ID, nullable=False),
    Column("key", Text, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("owner_id", ID, nullable=False),
    Column("variant_id", Integer, nullable=False),
    Column("packaging_id", Integer, nullable=False),
    Column("minimum", QUANTITY, nullable=False),
    Column("amount", PRICE, nullable=False),
    Column("currency", CODE3, nullable=False),
    Column("vat_included", Boolean, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("told_by", BIG),
    Column("told_act_id", BIG, ForeignKey("audit_log.id")),
    Column("replaced_by", BIG),
    Column("replaced_act_id", BIG, ForeignKey("audit_log.id")),
    instant("recorded_at", nullable=False, server_default=NOW),
    instant("replaced_at", nullable=False, server_default=NOW),
    Index(None, "owner_id", "variant_id"),
    Index(None, "id"),
)

# Roubles for `nominal` units on a bank day. source: cbr, manual, erp.
currency_rate = Table(
    "currency_rate",
    metadata,
    Column("currency", CODE3, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("rate", RATE, nullable=False),
    Column("nominal", Integer, nullable=False, server_default="1"),
    Column("source", Text, nullable=False, server_default=""),
    CheckConstraint("rate > 0 and nominal > 0", name="positive"),
)

# Every change of a rate, and what it was before; the first one of a day has no before. Rows are only ever added.
# user_id: the person who entered it; message_id: the ERP's message; neither: the Bank of Russia told it.
currency_rate_log = Table(
    "currency_rate_log",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    Column("currency", CODE3, nullable=False),
    Column("day", Date, nullable=False),
    Column("rate_before", RATE),
    Column("nominal_before", Integer),
    Column("source_before", Text),
    Column("rate", RATE, nullable=False),
    Column("nominal", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("user_id", ID, ForeignKey("app_user.id")),
    Column("message_id", BIG),
    instant("at", nullable=False, server_default=NOW),
    Index(None, "currency", "day"),
)

# Per cent on every rate: the newest row is in force, the others are its history. Rows are only ever added.
rate_markup = Table(
    "rate_markup",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    Column("percent", PERCENT, nullable=False),
    Column("user_id", ID, ForeignKey("app_user.id")),
    instant("at", nullable=False, server_default=NOW),
    CheckConstraint("percent >= 0", name="not_negative"),
)

# One row: how the last asking of the service went. dated: null where it failed; error: a code of ours.
rate_attempt = Table(
    "rate_attempt",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    instant("at", nullable=False),
    Column("asked", Date, nullable=False),
    Column("dated", Date),
    Column("error", Text, nullable=False, server_default=""),
    Column("refused", JSONB, nullable=False, server_default="[]"),
)

# Price types, thresholds, contracts, rules, sellers' tax regimes and clients' holdings as they were: a row for each
# change of what a quote reads, written by triggers, so that no writer can forget it. content: the columns that count,
# null for a row that is gone. message_id, act_id: who told it, where the writer says so.
pricing_fact = Table(
    "pricing_fact",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    instant("recorded_at", nullable=False, server_default=NOW),
    Column("content", JSONB),
    Column("message_id", BIG),
    Column("act_id", BIG),
    Index(None, "kind", "key"),
)

# When each pricing version came about: its transaction began, and was about to be committed. Facts recorded by a
# transaction that had begun and was not committed at a moment were not to be seen then.
pricing_moment = Table(
    "pricing_moment",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    Column("pricing_version", BIG, nullable=False),
    instant("began_at", nullable=False),
    instant("at", nullable=False),
    Index(None, "at"),
)
