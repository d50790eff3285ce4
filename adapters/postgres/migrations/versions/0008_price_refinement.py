"""Questions to the ERP for the prices of carts, whom to ask, what contracts want of it, what orders stand on"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

GRANTED = ("sales_head", "administrator")


def upgrade() -> None:
    op.add_column("connection", sa.Column("quote_url", sa.Text(), server_default="", nullable=False))
    op.add_column("connection", sa.Column("quote_login", sa.Text(), server_default="", nullable=False))
    op.add_column("connection", sa.Column("quote_password", sa.Text(), server_default="", nullable=False))
    op.add_column("connection", sa.Column("quote_patience", sa.SmallInteger(), server_default="5", nullable=False))
    op.create_check_constraint(op.f("ck_connection_quote_patience"), "connection", "quote_patience between 1 and 10")
    op.add_column("contract", sa.Column("refinement", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_contract_refinement"), "contract", "refinement in ('none', 'confirm', 'wait')")
    op.create_table(
        "price_refinement",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("cart_id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("counterparty_id", sa.UUID(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("cart_hash", sa.Text(), nullable=False),
        sa.Column("contracts", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prices", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("not_taken", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("unanswered", sa.Text(), server_default="", nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("(unanswered = '') = (valid_until is not null)", name=op.f("ck_price_refinement_answer")),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("fk_price_refinement_cart_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_price_refinement_user_id")),
        sa.ForeignKeyConstraint(
            ["counterparty_id"], ["counterparty.id"], name=op.f("fk_price_refinement_counterparty_id")
        ),
        sa.ForeignKeyConstraint(["connection_id"], ["connection.id"], name=op.f("fk_price_refinement_connection_id")),
        sa.ForeignKeyConstraint(["accepted_by"], ["app_user.id"], name=op.f("fk_price_refinement_accepted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_refinement")),
    )
    op.create_index(op.f("ix_price_refinement_cart_id_asked_at"), "price_refinement", ["cart_id", "asked_at"])
    op.add_column("sales_order", sa.Column("refinement_id", sa.UUID(), nullable=True))
    op.create_foreign_key(
        op.f("fk_sales_order_refinement_id"), "sales_order", "price_refinement", ["refinement_id"], ["id"]
    )
    op.create_index(
        "ix_sales_order_refinement", "sales_order", ["refinement_id"],
        postgresql_where=sa.text("refinement_id is not null"),
    )  # fmt: skip
    op.add_column("sales_order", sa.Column("to_confirm", sa.Boolean(), server_default="false", nullable=False))
    op.execute(
        sa.text("UPDATE role SET permissions = permissions || ARRAY['price-refinement.set'] WHERE code = ANY(:roles)")
        .bindparams(roles=list(GRANTED))
    )  # fmt: skip


def downgrade() -> None:
    """Orders keep their prices; what the ERP told stays in their explanations alone."""
    op.execute("UPDATE role SET permissions = array_remove(permissions, 'price-refinement.set')")
    op.drop_column("sales_order", "to_confirm")
    op.drop_column("sales_order", "refinement_id")
    op.drop_table("price_refinement")
    op.drop_column("contract", "refinement")
    for name in ("quote_patience", "quote_password", "quote_login", "quote_url"):
        op.drop_column("connection", name)
