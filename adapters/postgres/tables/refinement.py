"""Questions to the ERP for the prices of carts, with what came of them (ADR 0024)."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import ID, instant, metadata

# Written once: orders and arguments refer to it; only a yes is added. base: its name then. cart_hash: of what was asked
# about. prices: [[contract, variant, packaging, amount, currency, vat_included]]; not_taken: [[contract, variant,
# packaging, why]]. unanswered: why the question came to nothing, empty with an answer.
price_refinement = Table(
    "price_refinement",
    metadata,
    Column("id", ID, primary_key=True),
    Column("cart_id", ID, ForeignKey("cart.id"), nullable=False),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("connection_id", Integer, ForeignKey("connection.id"), nullable=False),
    Column("base", Text, nullable=False),
    Column("cart_hash", Text, nullable=False),
    Column("contracts", ARRAY(ID), nullable=False),
    instant("asked_at", nullable=False),
    instant("valid_until"),
    Column("prices", JSONB, nullable=False, server_default="[]"),
    Column("not_taken", JSONB, nullable=False, server_default="[]"),
    Column("unanswered", Text, nullable=False, server_default=""),
    instant("accepted_at"),
    Column("accepted_by", ID, ForeignKey("app_user.id")),
    CheckConstraint("(unanswered = '') = (valid_until is not null)", name="answer"),
    Index(None, "cart_id", "asked_at"),
)
