"""Reserves and credit for good: what the ERP told by line, lives of reserves, orders on hold, permissions."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = (
    """
CREATE TABLE reserve_policy (
    id uuid CONSTRAINT pk_reserve_policy PRIMARY KEY,
    status text CONSTRAINT fk_reserve_policy_status REFERENCES order_status (code),
    terms text,
    hours integer,
    warn_hours integer NOT NULL DEFAULT 0,
    at_status text NOT NULL DEFAULT 'keep',
    CONSTRAINT uq_reserve_policy_status_terms UNIQUE NULLS NOT DISTINCT (status, terms),
    CONSTRAINT ck_reserve_policy_hours CHECK (hours IS NULL OR hours BETWEEN 1 AND 8760),
    CONSTRAINT ck_reserve_policy_warning CHECK (warn_hours >= 0 AND (hours IS NULL OR warn_hours < hours)),
    CONSTRAINT ck_reserve_policy_at_status CHECK (at_status IN ('keep', 'prolong', 'release')),
    CONSTRAINT ck_reserve_policy_terms CHECK (terms IN ('prepayment', 'limited', 'unlimited'))
)""",
    """
CREATE TABLE reserve_off (
    kind text NOT NULL, key text NOT NULL,
    user_id uuid CONSTRAINT fk_reserve_off_user_id REFERENCES app_user (id),
    at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_reserve_off PRIMARY KEY (kind, key),
    CONSTRAINT ck_reserve_off_kind CHECK (kind IN ('base', 'warehouse', 'contract'))
)""",
    """
CREATE TABLE credit_permission (
    id uuid CONSTRAINT pk_credit_permission PRIMARY KEY,
    kind text NOT NULL, level smallint NOT NULL, owner_id uuid NOT NULL,
    amount numeric(15, 2) NOT NULL, currency char(3) NOT NULL, reason text NOT NULL,
    granted_at timestamptz NOT NULL DEFAULT now(),
    granted_by uuid NOT NULL CONSTRAINT fk_credit_permission_granted_by REFERENCES app_user (id),
    ends_at timestamptz NOT NULL, revoked_at timestamptz,
    revoked_by uuid CONSTRAINT fk_credit_permission_revoked_by REFERENCES app_user (id),
    CONSTRAINT ck_credit_permission_kind CHECK (kind IN ('limit', 'overdue')),
    CONSTRAINT ck_credit_permission_whole CHECK (amount > 0 AND ends_at > granted_at AND reason <> '')
)""",
    "CREATE INDEX ix_credit_permission_owner_id ON credit_permission (owner_id)",
    """
CREATE TABLE credit_policy (
    owner_id uuid CONSTRAINT pk_credit_policy PRIMARY KEY
        CONSTRAINT fk_credit_policy_owner_id REFERENCES counterparty (id),
    on_excess text NOT NULL,
    set_by uuid CONSTRAINT fk_credit_policy_set_by REFERENCES app_user (id),
    set_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ck_credit_policy_on_excess CHECK (on_excess IN ('refuse', 'hold'))
)""",
    """
CREATE TABLE shipment_request (
    order_id uuid CONSTRAINT fk_shipment_request_order_id REFERENCES sales_order (id),
    number smallint, ship_on date NOT NULL, address text NOT NULL, comment text NOT NULL DEFAULT '',
    user_id uuid CONSTRAINT fk_shipment_request_user_id REFERENCES app_user (id),
    at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_shipment_request PRIMARY KEY (order_id, number)
)""",
    """
CREATE TABLE shipment_request_line (
    order_id uuid CONSTRAINT fk_shipment_request_line_order_id REFERENCES sales_order (id),
    number smallint, line smallint, quantity numeric(15, 3) NOT NULL,
    CONSTRAINT pk_shipment_request_line PRIMARY KEY (order_id, number, line),
    CONSTRAINT ck_shipment_request_line_positive CHECK (quantity > 0)
)""",
)
ON_HOLD = """
INSERT INTO order_status (code, phase, name_ru, name_en, colour, erp_names, reservation, position)
VALUES ('on_hold', 'on_hold', 'На удержании', 'On hold', 'amber', '{}', 'keep', -1)
"""
# As it was until now, and a day for an order that waits for its limit.
LIVES = """
INSERT INTO reserve_policy (id, status, terms, hours, warn_hours, at_status) VALUES
    ('00000000-0000-0000-0000-000000000001', NULL, NULL, 72, 12, 'keep'),
    ('00000000-0000-0000-0000-000000000002', 'on_hold', NULL, 24, 4, 'prolong')
"""
GIVEN = """
UPDATE order_offer SET given_at = coalesce(delivered_at, created_at) WHERE queries > 0 OR delivered_at IS NOT NULL
"""
# What the ERP has taken it keeps, unless a policy names the status.
TAKEN = """
UPDATE reservation r SET expires_at = NULL FROM sales_order o
WHERE o.id = r.order_id AND o.erp_accepted_at IS NOT NULL AND r.state = 'active'
"""
DROPPED = (
    "shipment_request_line", "shipment_request", "credit_policy", "credit_permission", "reserve_off", "reserve_policy",
)  # fmt: skip
RIGHTS = {
    "reserve.prolong": ("manager", "sales_head", "administrator"),
    "reserve.set": ("sales_head", "administrator"),
    "credit.permit": ("sales_head", "administrator"),
}


def upgrade() -> None:
    op.add_column("reservation", sa.Column("by_line", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("reservation", sa.Column("warn_at", sa.DateTime(timezone=True)))
    op.add_column("reservation", sa.Column("warned_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_reservation_warning", "reservation", ["warn_at"],
        postgresql_where=sa.text("state = 'active' and warned_at is null"),
    )  # fmt: skip
    op.add_column("order_offer", sa.Column("given_at", sa.DateTime(timezone=True)))
    for statement in (*TABLES, ON_HOLD, LIVES, GIVEN, TAKEN):
        op.execute(statement)
    for right, roles in RIGHTS.items():
        grant = sa.text("UPDATE role SET permissions = permissions || ARRAY[:one] WHERE code = ANY(:roles)")
        op.execute(grant.bindparams(one=right, roles=list(roles)))


def downgrade() -> None:
    """An order on hold becomes a new one: without its table nothing would ever let it go."""
    for right in RIGHTS:
        op.execute(sa.text("UPDATE role SET permissions = array_remove(permissions, :one)").bindparams(one=right))
    for table in DROPPED:
        op.drop_table(table)
    op.execute("UPDATE sales_order SET phase = 'new', status = 'new' WHERE status = 'on_hold'")
    op.execute("DELETE FROM order_status WHERE code = 'on_hold'")
    op.drop_column("order_offer", "given_at")
    op.drop_index("ix_reservation_warning", "reservation")
    for column in ("warned_at", "warn_at", "by_line"):
        op.drop_column("reservation", column)
