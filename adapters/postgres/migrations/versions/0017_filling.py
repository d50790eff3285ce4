"""Filling an order: clients' own articles, drafts, layouts of files, articles found by thousands; keys of feeds"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

FORMATS = "format in ('xlsx', 'csv', 'pdf', 'yml')"
NOW = sa.text("now()")
GRANTED = ("buyer", "head")


def upgrade() -> None:
    _drafts()
    _feeds()
    op.drop_constraint(op.f("ck_price_list_format"), "price_list", type_="check")
    op.create_check_constraint(op.f("ck_price_list_format"), "price_list", FORMATS)
    op.execute(
        sa.text("UPDATE role SET permissions = permissions || ARRAY['feed-key.make'] WHERE code = ANY(:roles)")
        .bindparams(roles=list(GRANTED))
    )  # fmt: skip


def _drafts() -> None:
    op.create_table(
        "order_draft",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("counterparty_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="ready", nullable=False),
        sa.Column("lines", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.Column("layout", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("notes", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint(
            "state in ('waiting', 'mapping', 'ready', 'failed')", name=op.f("ck_order_draft_state")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_order_draft_user_id")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_order_draft_counterparty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_draft")),
    )
    op.create_index(
        op.f("ix_order_draft_user_id_counterparty_id_updated_at"), "order_draft",
        ["user_id", "counterparty_id", "updated_at"],
    )  # fmt: skip
    op.create_index("ix_order_draft_file", "order_draft", ["file"], postgresql_where=sa.text("file <> ''"))
    op.create_table(
        "order_layout",
        sa.Column("counterparty_id", sa.UUID(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_order_layout_counterparty_id")),
        sa.PrimaryKeyConstraint("counterparty_id", "signature", name=op.f("pk_order_layout")),
    )


def _feeds() -> None:
    op.create_table(
        "feed_key",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("counterparty_id", sa.UUID(), nullable=False),
        sa.Column("region_id", sa.UUID(), nullable=True),
        sa.Column("contracts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sections", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_feed_key_user_id")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_feed_key_counterparty_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_feed_key_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_feed_key_key_hash")),
    )
    op.create_index(op.f("ix_feed_key_counterparty_id_created_at"), "feed_key", ["counterparty_id", "created_at"])
    op.create_table(
        "feed_state",
        sa.Column("key_id", sa.UUID(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("gone", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["feed_key.id"], name=op.f("fk_feed_state_key_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_id", "variant_id", name=op.f("pk_feed_state")),
    )
    op.create_index(op.f("ix_feed_state_key_id_seen"), "feed_state", ["key_id", "seen"])


def downgrade() -> None:
    op.execute("UPDATE role SET permissions = array_remove(permissions, 'feed-key.make')")
    for table in ("feed_state", "feed_key", "order_layout", "order_draft"):
        op.drop_table(table)
    op.execute("DELETE FROM price_list WHERE format IN ('pdf', 'yml') AND sha256 IS NULL")
    op.drop_constraint(op.f("ck_price_list_format"), "price_list", type_="check")
    op.create_check_constraint(op.f("ck_price_list_format"), "price_list", "format in ('xlsx', 'csv')")
