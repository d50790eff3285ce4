"""Price types assigned to clients, regions and everybody; regional variants of types; groups of users"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# As in 0006: what a quote reads is kept by a trigger, so that prices of the past know who had which type.
LOGGED = {
    "price_assignment": (
        "id",
        "id,assignee,owner_id,price_type_id,segment,which,properties,priority,valid_from,valid_to",
    ),
    "price_type_region": ("price_type_id,region_id", "price_type_id,region_id,variant_id"),
    "user_group_member": ("group_id,user_id", "group_id,user_id"),
}
SOURCE = "(connection_id is null) = (message_id is null) and (connection_id is null) <> (act_id is null)"


def upgrade() -> None:
    op.create_table(
        "price_assignment",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.UUID(), nullable=True),
        sa.Column("price_type_id", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Text(), server_default="", nullable=False),
        sa.Column("which", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("properties", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("priority", sa.SmallInteger(), server_default="100", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("act_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "assignee in ('contract', 'counterparty', 'holding', 'group', 'region', 'platform')",
            name=op.f("ck_price_assignment_assignee"),
        ),
        sa.CheckConstraint("(assignee = 'platform') = (owner_id is null)", name=op.f("ck_price_assignment_owner")),
        sa.CheckConstraint("which = '{}' or segment <> ''", name=op.f("ck_price_assignment_segment_named")),
        sa.CheckConstraint(SOURCE, name=op.f("ck_price_assignment_source")),
        sa.ForeignKeyConstraint(["connection_id"], ["connection.id"], name=op.f("fk_price_assignment_connection_id")),
        sa.ForeignKeyConstraint(["price_type_id"], ["price_type.id"], name=op.f("fk_price_assignment_price_type_id")),
        sa.ForeignKeyConstraint(["act_id"], ["audit_log.id"], name=op.f("fk_price_assignment_act_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_assignment")),
        sa.UniqueConstraint("connection_id", "key", name=op.f("uq_price_assignment_connection_id_key")),
    )
    for column in ("owner_id", "price_type_id"):
        op.create_index(op.f(f"ix_price_assignment_{column}"), "price_assignment", [column])
    op.create_table(
        "price_type_region",
        sa.Column("price_type_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.UUID(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("variant_id <> price_type_id", name=op.f("ck_price_type_region_another")),
        sa.ForeignKeyConstraint(["price_type_id"], ["price_type.id"], name=op.f("fk_price_type_region_price_type_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_price_type_region_region_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["price_type.id"], name=op.f("fk_price_type_region_variant_id")),
        sa.PrimaryKeyConstraint("price_type_id", "region_id", name=op.f("pk_price_type_region")),
    )
    op.create_table(
        "user_group",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_group")),
        sa.UniqueConstraint("name", name=op.f("uq_user_group_name")),
    )
    op.create_table(
        "user_group_member",
        sa.Column("group_id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["user_group.id"], name=op.f("fk_user_group_member_group_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_user_group_member_user_id")),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_user_group_member")),
    )
    op.create_index(op.f("ix_user_group_member_user_id"), "user_group_member", ["user_id"])
    for table, (key, columns) in LOGGED.items():
        op.execute(
            f"CREATE TRIGGER keep_pricing_fact AFTER INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_pricing_fact('{key}', '{columns}')"
        )


def downgrade() -> None:
    """Contracts keep the types that they name; what was assigned besides is gone, its log stays."""
    for table in ("price_assignment", "price_type_region", "user_group_member", "user_group"):
        op.drop_table(table)
