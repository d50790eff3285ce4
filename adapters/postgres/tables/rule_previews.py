"""Previews of rules that are computed by a worker. Each is one person's, and of use for some days."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Identity, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.metadata import BIG, ID, NOW, instant, metadata

# rule_id, version: of the draft; a new rule is not there yet. draft: as in price_rule_log. beat_at: the worker's last
# sign of life. error: a code, or the name of an exception.
rule_preview = Table(
    "rule_preview",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("rule_id", ID, nullable=False),
    Column("version", Integer, nullable=False),
    Column("everything", Boolean, nullable=False),
    Column("draft", JSONB, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("done", BIG, nullable=False, server_default="0"),
    Column("all", BIG, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("result", JSONB),
    Column("error", Text, nullable=False, server_default=""),
    instant("started_at", nullable=False, server_default=NOW),
    instant("beat_at"),
    instant("finished_at"),
    CheckConstraint("state in ('waiting', 'running', 'done', 'cancelled', 'failed')", name="state"),
    CheckConstraint("(state = 'done') = (result is not null)", name="result"),
    Index(None, "user_id", "rule_id"),
)
