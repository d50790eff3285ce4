"""Previews of rules that a worker computes, with their progress and results"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_preview",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("rule_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("everything", sa.Boolean(), nullable=False),
        sa.Column("draft", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("all", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'running', 'done', 'cancelled', 'failed')", name=op.f("ck_rule_preview_state")
        ),
        sa.CheckConstraint("(state = 'done') = (result is not null)", name=op.f("ck_rule_preview_result")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_rule_preview_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_preview")),
    )
    op.create_index(op.f("ix_rule_preview_user_id_rule_id"), "rule_preview", ["user_id", "rule_id"])


def downgrade() -> None:
    op.drop_table("rule_preview")
