"""Rules of availability: their effects, a warehouse that they name; the day by which a line is promised"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PRICES = "effect in ('percent', 'amount', 'fixed', 'floor', 'ceiling')"
SUMS = "(effect in ('amount', 'fixed', 'floor', 'ceiling')) = (currency is not null)"
KNOWN = "effect in ('percent', 'amount', 'fixed', 'floor', 'ceiling', 'hide', 'show', 'only', 'on-order', 'cap')"
OF_STOCK = "warehouse_id is null or effect in ('hide', 'on-order', 'cap')"


def upgrade() -> None:
    op.add_column("price_rule", sa.Column("warehouse_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_price_rule_warehouse_id"), "price_rule", "warehouse", ["warehouse_id"], ["id"])
    op.drop_constraint(op.f("ck_price_rule_currency_of_sums"), "price_rule")
    op.create_check_constraint(op.f("ck_price_rule_currency_of_sums"), "price_rule", SUMS)
    op.create_check_constraint(op.f("ck_price_rule_effect"), "price_rule", KNOWN)
    op.create_check_constraint(op.f("ck_price_rule_warehouse_of_stock"), "price_rule", OF_STOCK)
    op.add_column("order_line", sa.Column("promised_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """What speaks of availability cannot be told to the older portal, and is switched off by being gone."""
    op.drop_column("order_line", "promised_on")
    op.drop_constraint(op.f("ck_price_rule_warehouse_of_stock"), "price_rule")
    op.drop_constraint(op.f("ck_price_rule_effect"), "price_rule")
    op.drop_constraint(op.f("ck_price_rule_currency_of_sums"), "price_rule")
    op.execute(
        f"DELETE FROM price_rule_log WHERE rule_id IN (SELECT id FROM price_rule WHERE NOT ({PRICES}))"
        f" OR NOT (content ->> {'effect'!r} IN ('percent', 'amount', 'fixed', 'floor', 'ceiling'))"
    )
    op.execute(f"DELETE FROM price_rule WHERE NOT ({PRICES})")
    op.create_check_constraint(
        op.f("ck_price_rule_currency_of_sums"), "price_rule", "(effect = 'percent') = (currency is null)"
    )
    op.drop_constraint(op.f("fk_price_rule_warehouse_id"), "price_rule")
    op.drop_column("price_rule", "warehouse_id")
