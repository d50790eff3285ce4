"""Rules of mass management, their versions, thresholds by total"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SEEING = ("sales_head", "administrator", "auditor")
CHANGING = ("sales_head", "administrator")
GRANT = "UPDATE role SET permissions = permissions || ARRAY[:permission] WHERE code = ANY(:roles)"
REVOKE = "UPDATE role SET permissions = array_remove(permissions, :permission)"


def upgrade() -> None:
    op.create_table(
        "price_rule",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("which", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("whom", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("properties", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("minimum", sa.Numeric(15, 3), server_default="0", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(19, 5), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=True),
        sa.Column("stops", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("touches_agreed", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint("state in ('active', 'off')", name=op.f("ck_price_rule_state")),
        sa.CheckConstraint("(effect = 'percent') = (currency is null)", name=op.f("ck_price_rule_currency_of_sums")),
        sa.CheckConstraint("effect <> 'percent' or value > -100", name=op.f("ck_price_rule_percent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_rule")),
    )
    op.create_table(
        "price_rule_log",
        sa.Column("rule_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["price_rule.id"], name=op.f("fk_price_rule_log_rule_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_price_rule_log_user_id")),
        sa.PrimaryKeyConstraint("rule_id", "version", name=op.f("pk_price_rule_log")),
    )
    op.create_table(
        "price_threshold",
        sa.Column("price_type_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("total", sa.Numeric(15, 2), nullable=False),
        sa.Column("becomes_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("total > 0", name=op.f("ck_price_threshold_positive")),
        sa.CheckConstraint("becomes_id <> price_type_id", name=op.f("ck_price_threshold_another")),
        sa.ForeignKeyConstraint(["price_type_id"], ["price_type.id"], name=op.f("fk_price_threshold_price_type_id")),
        sa.ForeignKeyConstraint(["becomes_id"], ["price_type.id"], name=op.f("fk_price_threshold_becomes_id")),
        sa.PrimaryKeyConstraint("price_type_id", "place", name=op.f("pk_price_threshold")),
        sa.UniqueConstraint("price_type_id", "total", name=op.f("uq_price_threshold_price_type_id_total")),
    )
    grant = sa.text(GRANT).bindparams(sa.bindparam("roles", type_=postgresql.ARRAY(sa.Text())))
    op.execute(grant.bindparams(permission="rule.see", roles=list(SEEING)))
    op.execute(grant.bindparams(permission="rule.change", roles=list(CHANGING)))


def downgrade() -> None:
    for permission in ("rule.see", "rule.change"):
        op.execute(sa.text(REVOKE).bindparams(permission=permission))
    op.drop_table("price_threshold")
    op.drop_table("price_rule_log")
    op.drop_table("price_rule")
