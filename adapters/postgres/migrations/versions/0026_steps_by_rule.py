"""Rules that say from which quantity, and in which multiples, a client orders"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BEFORE = "effect in ('percent', 'amount', 'fixed', 'floor', 'ceiling', 'hide', 'show', 'only', 'on-order', 'cap')"
KNOWN = (
    "effect in ('percent', 'amount', 'fixed', 'floor', 'ceiling', 'hide', 'show', 'only', 'on-order', 'cap', 'least',"
    " 'multiple')"
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_price_rule_effect"), "price_rule")
    op.create_check_constraint(op.f("ck_price_rule_effect"), "price_rule", KNOWN)


def downgrade() -> None:
    """The older portal knows nothing of steps by rule: they are switched off by being gone."""
    op.drop_constraint(op.f("ck_price_rule_effect"), "price_rule")
    op.execute(
        "DELETE FROM price_rule_log WHERE content ->> 'effect' IN ('least', 'multiple')"
        " OR rule_id IN (SELECT id FROM price_rule WHERE effect IN ('least', 'multiple'))"
    )
    op.execute("DELETE FROM price_rule WHERE effect IN ('least', 'multiple')")
    op.create_check_constraint(op.f("ck_price_rule_effect"), "price_rule", BEFORE)
