"""Promo codes with their versions and uses; what a code took of a line, and the code of a cart"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

GRANTS = (
    ("promo.see", ("sales_head", "administrator", "auditor")),
    ("promo.change", ("sales_head", "administrator")),
)
# What a code promised, and who changed that, is what an argument about an order is settled by.
APPEND_ONLY = """
CREATE FUNCTION promo_code_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'promo_code_log is append-only'; END $$
"""
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON promo_code_log
FOR EACH ROW EXECUTE FUNCTION promo_code_log_is_append_only()
"""


def upgrade() -> None:
    _codes()
    _uses()
    op.add_column("cart", sa.Column("promo_code_id", sa.UUID(), nullable=True))
    op.create_foreign_key(op.f("fk_cart_promo_code_id"), "cart", "promo_code", ["promo_code_id"], ["id"])
    op.add_column("order_line", sa.Column("discount", sa.Numeric(15, 2), server_default="0", nullable=False))
    for permission, roles in GRANTS:
        op.execute(
            sa.text("UPDATE role SET permissions = permissions || ARRAY[:permission] WHERE code = ANY(:roles)")
            .bindparams(permission=permission, roles=list(roles))
        )  # fmt: skip
    op.execute(APPEND_ONLY)
    op.execute(GUARD)


def _codes() -> None:
    op.create_table(
        "promo_code",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(15, 2), nullable=False),
        sa.Column("currency", sa.CHAR(3), server_default="RUB", nullable=False),
        sa.Column("which", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("whom", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("properties", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("minimum", sa.Numeric(15, 2), server_default="0", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("most_uses", sa.Integer(), nullable=True),
        sa.Column("most_each", sa.Integer(), nullable=True),
        sa.Column("touches_agreed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state in ('active', 'off')", name=op.f("ck_promo_code_state")),
        sa.CheckConstraint("kind in ('percent', 'amount')", name=op.f("ck_promo_code_kind")),
        sa.CheckConstraint("value > 0 and (kind <> 'percent' or value <= 100)", name=op.f("ck_promo_code_value")),
        sa.CheckConstraint("minimum >= 0", name=op.f("ck_promo_code_minimum")),
        sa.CheckConstraint("most_uses > 0 and most_each > 0", name=op.f("ck_promo_code_limits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promo_code")),
        sa.UniqueConstraint("key", name=op.f("uq_promo_code_key")),
    )
    op.create_index(op.f("ix_promo_code_created_at"), "promo_code", ["created_at"])
    op.create_table(
        "promo_code_log",
        sa.Column("promo_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["promo_id"], ["promo_code.id"], name=op.f("fk_promo_code_log_promo_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_promo_code_log_user_id")),
        sa.PrimaryKeyConstraint("promo_id", "version", name=op.f("pk_promo_code_log")),
    )


def _uses() -> None:
    op.create_table(
        "promo_use",
        sa.Column("order_id", sa.UUID(), nullable=False),
        sa.Column("promo_id", sa.UUID(), nullable=False),
        sa.Column("placing_id", sa.UUID(), nullable=False),
        sa.Column("counterparty_id", sa.UUID(), nullable=False),
        sa.Column("amount", sa.Numeric(15, 2), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_promo_use_positive")),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name=op.f("fk_promo_use_order_id")),
        sa.ForeignKeyConstraint(["promo_id"], ["promo_code.id"], name=op.f("fk_promo_use_promo_id")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_promo_use_counterparty_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_promo_use")),
    )
    op.create_index(
        "ix_promo_use_standing",
        "promo_use",
        ["promo_id", "placing_id", "counterparty_id"],
        postgresql_where=sa.text("released_at is null"),
    )
    op.create_index(op.f("ix_promo_use_promo_id_used_at"), "promo_use", ["promo_id", "used_at"])


def downgrade() -> None:
    """Orders keep their sums; that a code had lowered them stays in their explanations alone."""
    for permission, _ in GRANTS:
        op.execute(
            sa.text("UPDATE role SET permissions = array_remove(permissions, :permission)")
            .bindparams(permission=permission)
        )  # fmt: skip
    op.drop_column("order_line", "discount")
    op.drop_column("cart", "promo_code_id")
    op.drop_table("promo_use")
    op.drop_table("promo_code_log")
    op.execute("DROP FUNCTION promo_code_log_is_append_only()")
    op.drop_table("promo_code")
