"""Rates: the log of their changes, the mark-up, the last asking of the Bank of Russia, who may see and change them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

GRANTED = {
    "rates.see": ("manager", "sales_head", "administrator", "auditor"),
    "rates.change": ("administrator",),
}
# Who told the rates that stand there, and when, was not written down: their history begins now.
BEGIN_LOG = """
INSERT INTO currency_rate_log (currency, day, rate, nominal, source)
SELECT currency, day, rate, nominal, source FROM currency_rate ORDER BY day, currency
"""
ROLE = sa.table("role", sa.column("code", sa.Text), sa.column("permissions", postgresql.ARRAY(sa.Text)))


def upgrade() -> None:
    op.create_table(
        "currency_rate_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate_before", sa.Numeric(precision=19, scale=10), nullable=True),
        sa.Column("nominal_before", sa.Integer(), nullable=True),
        sa.Column("source_before", sa.Text(), nullable=True),
        sa.Column("rate", sa.Numeric(precision=19, scale=10), nullable=False),
        sa.Column("nominal", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_currency_rate_log_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_currency_rate_log")),
    )
    op.create_index(op.f("ix_currency_rate_log_currency_day"), "currency_rate_log", ["currency", "day"], unique=False)
    op.create_table(
        "rate_markup",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("percent >= 0", name=op.f("ck_rate_markup_not_negative")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_rate_markup_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_markup")),
    )
    op.create_table(
        "rate_attempt",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.Date(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("refused", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_attempt")),
    )
    op.execute(BEGIN_LOG)
    for permission, roles in GRANTED.items():
        granted = sa.func.array_append(ROLE.c.permissions, permission)
        op.execute(ROLE.update().where(ROLE.c.code.in_(roles)).values(permissions=granted))


def downgrade() -> None:
    for permission in GRANTED:
        left = sa.func.array_remove(ROLE.c.permissions, permission)
        op.execute(ROLE.update().values(permissions=left))
    op.drop_table("rate_attempt")
    op.drop_table("rate_markup")
    op.drop_index(op.f("ix_currency_rate_log_currency_day"), table_name="currency_rate_log")
    op.drop_table("currency_rate_log")
