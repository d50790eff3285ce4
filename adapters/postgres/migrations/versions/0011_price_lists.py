"""Price lists as files, with the hash that each was issued under"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# "This file is not yours" can be said of a file only while nobody can rewrite what was issued.
STAYS = """
CREATE FUNCTION issued_price_list_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - 'is_kept') <> (to_jsonb(NEW) - 'is_kept') THEN
        RAISE EXCEPTION 'an issued price list stays as it was issued';
    END IF;
    RETURN NEW;
END $$
"""
GUARD = """
CREATE TRIGGER issued_stays BEFORE UPDATE OR DELETE ON price_list FOR EACH ROW
WHEN (OLD.sha256 IS NOT NULL) EXECUTE FUNCTION issued_price_list_stays()
"""


def upgrade() -> None:
    op.create_table(
        "price_list",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("counterparty_id", sa.UUID(), nullable=False),
        sa.Column("region_id", sa.UUID(), nullable=True),
        sa.Column("contracts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("sections", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("section_names", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failure", sa.Text(), server_default="", nullable=False),
        sa.Column("filename", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=True),
        sa.Column("priced", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pricing_version", sa.BigInteger(), nullable=True),
        sa.Column("catalogue_version", sa.BigInteger(), nullable=True),
        sa.Column("basis", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_kept", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint("format in ('xlsx', 'csv')", name=op.f("ck_price_list_format")),
        sa.CheckConstraint("state in ('waiting', 'making', 'ready', 'failed')", name=op.f("ck_price_list_state")),
        sa.CheckConstraint("(moment is null) = (clock is null)", name=op.f("ck_price_list_clock")),
        sa.CheckConstraint("(state = 'ready') = (sha256 is not null)", name=op.f("ck_price_list_issued")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_price_list_user_id")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_price_list_counterparty_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_price_list_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list")),
    )
    op.create_index(op.f("ix_price_list_counterparty_id_asked_at"), "price_list", ["counterparty_id", "asked_at"])
    op.create_index(op.f("ix_price_list_sha256"), "price_list", ["sha256"])
    unfinished = sa.text("state in ('waiting', 'making')")
    op.create_index("ix_price_list_unfinished", "price_list", ["user_id"], postgresql_where=unfinished)
    op.create_index("ix_price_list_kept", "price_list", ["expires_at"], postgresql_where=sa.text("is_kept"))
    op.execute(STAYS)
    op.execute(GUARD)


def downgrade() -> None:
    op.drop_table("price_list")
    op.execute("DROP FUNCTION issued_price_list_stays()")
