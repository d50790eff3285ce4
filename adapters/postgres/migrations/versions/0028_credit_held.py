"""What open orders hold of each limit is kept beside it, by the server itself

As with stock (0025): whoever writes holds writes them as before, and a trigger for each statement adds up what it
changed of each owner, in the order in which everybody locks them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

OWNERS = """
    FROM ({changes}) AS h (contract_id, counterparty_id, holding_id, currency, more)
    CROSS JOIN LATERAL (VALUES (0, contract_id), (1, counterparty_id), (2, holding_id)) AS o (level, owner_id)
    GROUP BY o.level, o.owner_id, h.currency HAVING sum(h.more) {sign} 0 ORDER BY o.level DESC, o.owner_id, h.currency
"""
MORE = f"""
    INSERT INTO credit_held AS l (level, owner_id, currency, amount)
    SELECT o.level, o.owner_id, h.currency, sum(h.more) {OWNERS}
    ON CONFLICT (level, owner_id, currency) DO UPDATE SET amount = l.amount + excluded.amount
"""
LESS = f"""
    UPDATE credit_held l SET amount = l.amount + c.more
    FROM (SELECT o.level, o.owner_id, h.currency, sum(h.more) AS more {OWNERS}) AS c
    WHERE l.level = c.level AND l.owner_id = c.owner_id AND l.currency = c.currency
"""
TOLD = "SELECT contract_id, counterparty_id, holding_id, currency, uncontained FROM told"
GONE = "SELECT contract_id, counterparty_id, holding_id, currency, -uncontained FROM gone"
BOTH = f"{TOLD} UNION ALL {GONE}"
FUNCTION = f"""
CREATE FUNCTION keep_credit_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'INSERT' THEN {MORE.format(changes=TOLD, sign=">")};
    ELSIF tg_op = 'UPDATE' THEN
        {LESS.format(changes=BOTH, sign="<")};
        {MORE.format(changes=BOTH, sign=">")};
    ELSIF tg_op = 'DELETE' THEN {LESS.format(changes=GONE, sign="<")};
    ELSE UPDATE credit_held SET amount = 0 WHERE amount <> 0;
    END IF;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER keep_credit_held_{name} AFTER {event} ON credit_hold {tables} EXECUTE FUNCTION keep_credit_held()
"""
SEEN = {
    "INSERT": "REFERENCING NEW TABLE AS told FOR EACH STATEMENT",
    "UPDATE": "REFERENCING OLD TABLE AS gone NEW TABLE AS told FOR EACH STATEMENT",
    "DELETE": "REFERENCING OLD TABLE AS gone FOR EACH STATEMENT",
    "TRUNCATE": "FOR EACH STATEMENT",
}
OPEN = """
SELECT contract_id, counterparty_id, holding_id, currency, uncontained FROM credit_hold WHERE uncontained > 0
"""


def upgrade() -> None:
    # Nobody's order comes between the sums and the trigger that goes on with them.
    op.execute("LOCK TABLE credit_hold IN SHARE ROW EXCLUSIVE MODE")
    op.create_table(
        "credit_held",
        sa.Column("level", sa.SmallInteger, primary_key=True),
        sa.Column("owner_id", sa.Uuid, primary_key=True),
        sa.Column("currency", sa.CHAR(3), primary_key=True),
        sa.Column("amount", sa.Numeric(15, 2), nullable=False),
        sa.CheckConstraint("amount >= 0", name="ck_credit_held_amount"),
    )
    # It is written again with every order: where its page has room, no index is.
    op.execute("ALTER TABLE credit_held SET (fillfactor = 50)")
    op.execute(MORE.format(changes=OPEN, sign=">"))
    op.execute(FUNCTION)
    for event, tables in SEEN.items():
        op.execute(TRIGGER.format(name=event.lower(), event=event, tables=tables))
    # Nobody adds up the holds of a contract or of a holding any more.
    op.drop_index("ix_credit_hold_contract", "credit_hold")
    op.drop_index("ix_credit_hold_holding", "credit_hold")


def downgrade() -> None:
    for level in ("contract", "holding"):
        op.execute(f"CREATE INDEX ix_credit_hold_{level} ON credit_hold ({level}_id) WHERE uncontained > 0")
    for event in SEEN:
        op.execute(f"DROP TRIGGER keep_credit_held_{event.lower()} ON credit_hold")
    op.execute("DROP FUNCTION keep_credit_held()")
    op.drop_table("credit_held")
