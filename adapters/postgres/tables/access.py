"""People, roles, memberships, sessions, audit (semantics 1)."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Identity, Index, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import BIG, ID, NOW, instant, metadata

# login is stored folded to lower case. kind: buyer or staff. manager_id binds a staff user to the ERP's manager.
app_user = Table(
    "app_user",
    metadata,
    Column("id", ID, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, server_default=""),
    Column("phone", Text, nullable=False, server_default=""),
    Column("password_hash", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("manager_id", ID, ForeignKey("manager.id")),
    Column("default_counterparty_id", ID, ForeignKey("counterparty.id")),
    Column("language", Text, nullable=False, server_default="ru"),
    Column("disabled", Boolean, nullable=False, server_default="false"),
    instant("created_at", nullable=False, server_default=NOW),
    CheckConstraint("kind in ('buyer', 'staff')", name="kind"),
)

# counterparty_id: whose administrator made it; null for a built-in one. A retired role gives nothing to anybody.
role = Table(
    "role",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id")),
    instant("retired_at"),
    Index(None, "counterparty_id"),
)

# Of a counterparty or of a holding (then of its present members); of neither for staff. revoked_at ends it at once,
# valid_to with its day.
membership = Table(
    "membership",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id")),
    Column("holding_id", ID, ForeignKey("holding.id")),
    Column("role", Text, ForeignKey("role.code"), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    instant("revoked_at"),
    CheckConstraint("counterparty_id is null or holding_id is null", name="one_owner"),
    Index(None, "user_id"),
    Index(None, "counterparty_id"),
)

# The token itself is only in the cookie; csrf is compared with what a form sends. acting_for: the buyer in whose place
# one of the staff acts.
session = Table(
    "session",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("csrf", Text, nullable=False),
    instant("created_at", nullable=False, server_default=NOW),
    instant("expires_at", nullable=False),
    Column("acting_for", ID, ForeignKey("app_user.id")),
    Index(None, "user_id"),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    instant("at", nullable=False, server_default=NOW),
    Column("user_id", ID),
    Column("acting_for", ID),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, server_default=""),
    Column("facts", JSONB, nullable=False, server_default="{}"),
    Column("counterparty_id", ID),
    Index(None, "user_id"),
    Index(None, "counterparty_id"),
    Index(None, "at"),
    Index(None, "subject"),
)
