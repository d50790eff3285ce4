"""Prices that the portal itself is the source of: settings of price types, individual prices, files of them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SET, CHANGE = "price-type.set", "individual-price.change"
GRANTS = (
    (SET, ("sales_head", "administrator")),
    (CHANGE, ("manager", "sales_head", "administrator")),
)
SOURCE = "(connection_id is null) = (message_id is null) and (connection_id is null) <> (act_id is null)"
# What was written there is what an argument about a price is settled by.
APPEND_ONLY = """
CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$
"""
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_log
FOR EACH ROW EXECUTE FUNCTION audit_log_is_append_only()
"""


def upgrade() -> None:
    op.add_column("price_type", sa.Column("set_here", sa.Boolean(), server_default="false", nullable=False))
    op.alter_column("individual_price", "connection_id", nullable=True)
    op.alter_column("individual_price", "message_id", nullable=True)
    op.add_column("individual_price", _act("act_id", "individual_price"))
    op.create_index("ix_individual_price_of", "individual_price", ["owner_id"])
    op.create_check_constraint(op.f("ck_individual_price_source"), "individual_price", SOURCE)
    for column in ("told_by", "replaced_by"):
        op.alter_column("individual_price_log", column, nullable=True)
    for column in ("told_act_id", "replaced_act_id"):
        op.add_column("individual_price_log", _act(column, "individual_price_log"))
    op.create_index(op.f("ix_individual_price_log_id"), "individual_price_log", ["id"])
    _uploads()
    for permission, roles in GRANTS:
        op.execute(
            sa.text("UPDATE role SET permissions = permissions || ARRAY[:permission] WHERE code = ANY(:roles)")
            .bindparams(permission=permission, roles=list(roles))
        )  # fmt: skip
    op.execute(APPEND_ONLY)
    op.execute(GUARD)


def _act(column: str, table: str) -> "sa.Column[int]":
    key = sa.ForeignKey("audit_log.id", name=op.f(f"fk_{table}_{column}"))
    return sa.Column(column, sa.BigInteger(), key, nullable=True)


def _uploads() -> None:
    op.create_table(
        "price_upload",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ignored", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("act_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["audit_log.id"], name=op.f("fk_price_upload_act_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_price_upload_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_upload")),
    )
    op.create_index(op.f("ix_price_upload_user_id_uploaded_at"), "price_upload", ["user_id", "uploaded_at"])
    op.create_table(
        "price_upload_row",
        sa.Column("upload_id", sa.UUID(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("entry", postgresql.JSONB(), nullable=False),
        sa.Column("owner_name", sa.Text(), server_default="", nullable=False),
        sa.Column("goods_name", sa.Text(), server_default="", nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("faults", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.CheckConstraint(
            "verdict in ('new', 'changed', 'same', 'refused')", name=op.f("ck_price_upload_row_verdict")
        ),
        sa.ForeignKeyConstraint(["upload_id"], ["price_upload.id"], name=op.f("fk_price_upload_row_upload_id")),
        sa.PrimaryKeyConstraint("upload_id", "line", name=op.f("pk_price_upload_row")),
    )


def downgrade() -> None:
    """What the portal was the source of goes with it: the tables of before have no place for it."""
    op.execute("DROP TRIGGER append_only ON audit_log")
    op.execute("DROP FUNCTION audit_log_is_append_only()")
    for permission, _ in GRANTS:
        op.execute(
            sa.text("UPDATE role SET permissions = array_remove(permissions, :permission)")
            .bindparams(permission=permission)
        )  # fmt: skip
    op.drop_table("price_upload_row")
    op.drop_table("price_upload")
    op.execute("DELETE FROM individual_price WHERE act_id IS NOT NULL")
    op.execute("DELETE FROM individual_price_log WHERE told_by IS NULL OR replaced_by IS NULL")
    op.drop_index(op.f("ix_individual_price_log_id"), "individual_price_log")
    for column in ("told_act_id", "replaced_act_id"):
        op.drop_column("individual_price_log", column)
    for column in ("told_by", "replaced_by"):
        op.alter_column("individual_price_log", column, nullable=False)
    op.drop_constraint(op.f("ck_individual_price_source"), "individual_price")
    op.drop_index("ix_individual_price_of", "individual_price")
    op.drop_column("individual_price", "act_id")
    op.alter_column("individual_price", "message_id", nullable=False)
    op.alter_column("individual_price", "connection_id", nullable=False)
    op.drop_column("price_type", "set_here")
