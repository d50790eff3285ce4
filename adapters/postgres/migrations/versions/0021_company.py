"""Roles of companies, rights that end at once, invitations, approval, budgets, acting for a client"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

CHANGED = (
    "ALTER TABLE role ADD COLUMN counterparty_id uuid CONSTRAINT fk_role_counterparty_id REFERENCES counterparty (id)",
    "ALTER TABLE role ADD COLUMN retired_at timestamptz",
    "CREATE INDEX ix_role_counterparty_id ON role (counterparty_id)",
    "ALTER TABLE membership ADD COLUMN revoked_at timestamptz",
    "CREATE INDEX ix_membership_counterparty_id ON membership (counterparty_id)",
    "ALTER TABLE session ADD COLUMN acting_for uuid CONSTRAINT fk_session_acting_for REFERENCES app_user (id)",
    "ALTER TABLE counterparty ADD COLUMN access_closed_at timestamptz",
    "ALTER TABLE audit_log ADD COLUMN counterparty_id uuid",
    "CREATE INDEX ix_audit_log_counterparty_id ON audit_log (counterparty_id)",
    "CREATE INDEX ix_audit_log_at ON audit_log (at)",
    "CREATE INDEX ix_audit_log_subject ON audit_log (subject)",
    "ALTER TABLE cart ADD COLUMN set_aside boolean DEFAULT false NOT NULL",
    "ALTER TABLE cart ADD CONSTRAINT ck_cart_active_is_his CHECK (NOT (active AND set_aside))",
)
TABLES = (
    """
    CREATE TABLE invitation (
        id uuid NOT NULL, counterparty_id uuid NOT NULL, email text NOT NULL, name text NOT NULL,
        roles text[] NOT NULL, valid_from date, valid_to date, invited_by uuid NOT NULL, token_hash bytea,
        invited_at timestamptz DEFAULT now() NOT NULL, expires_at timestamptz NOT NULL,
        accepted_at timestamptz, withdrawn_at timestamptz,
        CONSTRAINT pk_invitation PRIMARY KEY (id),
        CONSTRAINT fk_invitation_counterparty_id FOREIGN KEY (counterparty_id) REFERENCES counterparty (id),
        CONSTRAINT fk_invitation_invited_by FOREIGN KEY (invited_by) REFERENCES app_user (id),
        CONSTRAINT uq_invitation_token_hash UNIQUE (token_hash))
    """,
    "CREATE INDEX ix_invitation_counterparty_id ON invitation (counterparty_id)",
    """
    CREATE TABLE company_policy (
        counterparty_id uuid NOT NULL, separates_duties boolean DEFAULT false NOT NULL,
        over_budget text DEFAULT 'refuse' NOT NULL, approval_days smallint DEFAULT 7 NOT NULL,
        CONSTRAINT pk_company_policy PRIMARY KEY (counterparty_id),
        CONSTRAINT ck_company_policy_over_budget CHECK (over_budget in ('refuse', 'approve')),
        CONSTRAINT ck_company_policy_approval_days CHECK (approval_days between 1 and 60),
        CONSTRAINT fk_company_policy_counterparty_id FOREIGN KEY (counterparty_id) REFERENCES counterparty (id))
    """,
    """
    CREATE TABLE approval_rule (
        id uuid NOT NULL, counterparty_id uuid NOT NULL, name text NOT NULL, step smallint NOT NULL,
        kind text NOT NULL, amount numeric(15, 2) DEFAULT 0 NOT NULL, section_id integer,
        requester_id uuid, approver_id uuid, made_at timestamptz DEFAULT now() NOT NULL,
        ended_at timestamptz,
        CONSTRAINT pk_approval_rule PRIMARY KEY (id),
        CONSTRAINT ck_approval_rule_kind CHECK (kind in ('sum', 'section', 'over-budget')),
        CONSTRAINT ck_approval_rule_step CHECK (step between 1 and 9),
        CONSTRAINT ck_approval_rule_amount CHECK (amount >= 0),
        CONSTRAINT ck_approval_rule_section CHECK ((kind = 'section') = (section_id is not null)),
        CONSTRAINT fk_approval_rule_counterparty_id FOREIGN KEY (counterparty_id) REFERENCES counterparty (id),
        CONSTRAINT fk_approval_rule_requester_id FOREIGN KEY (requester_id) REFERENCES app_user (id),
        CONSTRAINT fk_approval_rule_approver_id FOREIGN KEY (approver_id) REFERENCES app_user (id))
    """,
    "CREATE INDEX ix_approval_rule_counterparty_id ON approval_rule (counterparty_id)",
    """
    CREATE TABLE approval_substitute (
        id uuid NOT NULL, counterparty_id uuid NOT NULL, approver_id uuid NOT NULL,
        substitute_id uuid NOT NULL, valid_from date NOT NULL, valid_to date NOT NULL,
        ended_at timestamptz,
        CONSTRAINT pk_approval_substitute PRIMARY KEY (id),
        CONSTRAINT ck_approval_substitute_another CHECK (approver_id <> substitute_id),
        CONSTRAINT ck_approval_substitute_period CHECK (valid_from <= valid_to),
        CONSTRAINT fk_approval_substitute_counterparty_id FOREIGN KEY (counterparty_id) REFERENCES counterparty (id),
        CONSTRAINT fk_approval_substitute_approver_id FOREIGN KEY (approver_id) REFERENCES app_user (id),
        CONSTRAINT fk_approval_substitute_substitute_id FOREIGN KEY (substitute_id) REFERENCES app_user (id))
    """,
    "CREATE INDEX ix_approval_substitute_counterparty_id ON approval_substitute (counterparty_id)",
    """
    CREATE TABLE approval_request (
        id uuid NOT NULL, counterparty_id uuid NOT NULL, requester_id uuid NOT NULL, sent_by uuid NOT NULL,
        cart_id uuid NOT NULL, state text DEFAULT 'waiting' NOT NULL, totals jsonb NOT NULL,
        lines integer NOT NULL, consignee_id uuid, ship_on date, comment text DEFAULT '' NOT NULL,
        delivery jsonb DEFAULT '{}' NOT NULL,
        reasons jsonb DEFAULT '[]' NOT NULL, mends uuid, sent_at timestamptz DEFAULT now() NOT NULL,
        expires_at timestamptz NOT NULL, closed_at timestamptz, taken_back_at timestamptz,
        orders uuid[] DEFAULT '{}' NOT NULL,
        CONSTRAINT pk_approval_request PRIMARY KEY (id),
        CONSTRAINT ck_approval_request_state
            CHECK (state in ('waiting', 'approved', 'refused', 'withdrawn', 'expired')),
        CONSTRAINT fk_approval_request_counterparty_id FOREIGN KEY (counterparty_id) REFERENCES counterparty (id),
        CONSTRAINT fk_approval_request_requester_id FOREIGN KEY (requester_id) REFERENCES app_user (id),
        CONSTRAINT fk_approval_request_sent_by FOREIGN KEY (sent_by) REFERENCES app_user (id),
        CONSTRAINT fk_approval_request_cart_id FOREIGN KEY (cart_id) REFERENCES cart (id),
        CONSTRAINT fk_approval_request_consignee_id FOREIGN KEY (consignee_id) REFERENCES consignee (id),
        CONSTRAINT fk_approval_request_mends FOREIGN KEY (mends) REFERENCES approval_request (id))
    """,
    "CREATE INDEX ix_approval_request_cart_id ON approval_request (cart_id)",
    "CREATE INDEX ix_approval_request_counterparty_id ON approval_request (counterparty_id)",
    "CREATE INDEX ix_approval_request_requester_id ON approval_request (requester_id)",
    "CREATE INDEX ix_approval_request_waiting ON approval_request (expires_at) WHERE state = 'waiting'",
    """
    CREATE TABLE approval_step (
        request_id uuid NOT NULL, position smallint NOT NULL, rule_id uuid, name text NOT NULL,
        approver_id uuid, verdict text, decided_by uuid, instead_of uuid, reason text DEFAULT '' NOT NULL,
        decided_at timestamptz,
        CONSTRAINT pk_approval_step PRIMARY KEY (request_id, position),
        CONSTRAINT ck_approval_step_verdict CHECK (verdict in ('approved', 'refused')),
        CONSTRAINT ck_approval_step_signed CHECK ((verdict is null) = (decided_by is null)),
        CONSTRAINT fk_approval_step_request_id FOREIGN KEY (request_id) REFERENCES approval_request (id),
        CONSTRAINT fk_approval_step_rule_id FOREIGN KEY (rule_id) REFERENCES approval_rule (id),
        CONSTRAINT fk_approval_step_approver_id FOREIGN KEY (approver_id) REFERENCES app_user (id),
        CONSTRAINT fk_approval_step_decided_by FOREIGN KEY (decided_by) REFERENCES app_user (id),
        CONSTRAINT fk_approval_step_instead_of FOREIGN KEY (instead_of) REFERENCES app_user (id))
    """,
    """
    CREATE TABLE budget (
        id uuid NOT NULL, counterparty_id uuid NOT NULL, user_id uuid, period text NOT NULL,
        amount numeric(15, 2) NOT NULL, currency char(3) DEFAULT 'RUB' NOT NULL,
        set_at timestamptz DEFAULT now() NOT NULL, ended_at timestamptz,
        CONSTRAINT pk_budget PRIMARY KEY (id),
        CONSTRAINT ck_budget_period CHECK (period in ('month', 'quarter', 'year')),
        CONSTRAINT ck_budget_amount CHECK (amount >= 0),
        CONSTRAINT fk_budget_counterparty_id FOREIGN KEY (counterparty_id) REFERENCES counterparty (id),
        CONSTRAINT fk_budget_user_id FOREIGN KEY (user_id) REFERENCES app_user (id))
    """,
    "CREATE INDEX ix_budget_counterparty_id ON budget (counterparty_id)",
    "CREATE UNIQUE INDEX uq_budget_whose ON budget (counterparty_id, user_id, period) NULLS NOT DISTINCT",
    """
    CREATE TABLE budget_use (
        order_id uuid NOT NULL, budget_id uuid NOT NULL, period_start date NOT NULL,
        amount numeric(15, 2) NOT NULL, order_total numeric(15, 2) NOT NULL,
        basis_amount numeric(15, 2) NOT NULL, basis_spent numeric(15, 2) NOT NULL, approval_id uuid,
        used_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT pk_budget_use PRIMARY KEY (order_id, budget_id),
        CONSTRAINT ck_budget_use_within CHECK (approval_id is not null or basis_spent + amount <= basis_amount),
        CONSTRAINT fk_budget_use_order_id FOREIGN KEY (order_id) REFERENCES sales_order (id),
        CONSTRAINT fk_budget_use_budget_id FOREIGN KEY (budget_id) REFERENCES budget (id),
        CONSTRAINT fk_budget_use_approval_id FOREIGN KEY (approval_id) REFERENCES approval_request (id))
    """,
    "CREATE INDEX ix_budget_use_period ON budget_use (budget_id, period_start)",
)
DROPPED = (
    "budget_use", "budget", "approval_step", "approval_request", "approval_substitute", "approval_rule",
    "company_policy", "invitation",
)  # fmt: skip
GIVEN = {
    "accountant": ["order.see-all"],
    "head": ["order.see-all", "order.correct", "order.approve"],
    "manager": ["client.act-for"],
    "sales_head": ["client.act-for", "client.close", "audit.see"],
    "administrator": ["client.act-for", "client.close", "audit.see"],
    "auditor": ["audit.see"],
}
NEW = sorted({right for rights in GIVEN.values() for right in rights} | {"people.manage", "approval.set"})
COMPANY_ADMIN = """
INSERT INTO role (code, name, permissions) VALUES ('company_admin', 'Администратор компании', ARRAY[
    'catalogue.see', 'prices.see', 'cart.change', 'order.place', 'order.see', 'document.see', 'debt.see',
    'feed-key.make', 'order.see-all', 'order.correct', 'order.approve', 'approval.set', 'people.manage', 'audit.see'])
"""
# Carts that were put aside have no place in the old shape; whoever goes back loses the requests, not the orders.
NO_REQUESTS = (
    "DELETE FROM cart_line WHERE cart_id IN (SELECT id FROM cart WHERE set_aside)",
    "DELETE FROM cart_removal WHERE cart_id IN (SELECT id FROM cart WHERE set_aside)",
    "DELETE FROM cart_operation WHERE cart_id IN (SELECT id FROM cart WHERE set_aside)",
    "DELETE FROM price_refinement WHERE cart_id IN (SELECT id FROM cart WHERE set_aside)"
    " AND NOT EXISTS (SELECT FROM sales_order o WHERE o.refinement_id = price_refinement.id)",
    "DELETE FROM cart WHERE set_aside",
)
TAKEN_BACK = (
    "ALTER TABLE cart DROP COLUMN set_aside",
    "ALTER TABLE audit_log DROP COLUMN counterparty_id",
    "DROP INDEX ix_audit_log_at",
    "DROP INDEX ix_audit_log_subject",
    "ALTER TABLE counterparty DROP COLUMN access_closed_at",
    "ALTER TABLE session DROP COLUMN acting_for",
    "DELETE FROM membership WHERE revoked_at IS NOT NULL OR role = 'company_admin'"
    " OR role IN (SELECT code FROM role WHERE counterparty_id IS NOT NULL)",
    "DROP INDEX ix_membership_counterparty_id",
    "ALTER TABLE membership DROP COLUMN revoked_at",
    "DELETE FROM role WHERE code = 'company_admin' OR counterparty_id IS NOT NULL",
    "ALTER TABLE role DROP COLUMN retired_at",
    "ALTER TABLE role DROP COLUMN counterparty_id",
)


def upgrade() -> None:
    for statement in (*CHANGED, *TABLES, COMPANY_ADMIN):
        op.execute(statement)
    for role, rights in GIVEN.items():
        named = ", ".join(f"'{right}'" for right in rights)
        op.execute(f"UPDATE role SET permissions = permissions || ARRAY[{named}] WHERE code = '{role}'")


def downgrade() -> None:
    for table in DROPPED:
        op.execute(f"DROP TABLE {table}")
    for statement in (*NO_REQUESTS, *TAKEN_BACK):
        op.execute(statement)
    for right in NEW:
        op.execute(f"UPDATE role SET permissions = array_remove(permissions, '{right}')")
