"""What reservations hold of each stock line is kept beside it, by the server itself

Whoever writes reservations (placing, expiry, containment, news of an order, a correction) writes them as before: a
trigger for each statement adds up what it changed. Lines are taken by key, the order in which everybody locks them.
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MORE = """
    INSERT INTO stock_line AS l (variant_id, warehouse_id, held)
    SELECT variant_id, warehouse_id, sum(uncontained) FROM {told} WHERE uncontained > 0
    GROUP BY variant_id, warehouse_id ORDER BY variant_id, warehouse_id
    ON CONFLICT (variant_id, warehouse_id) DO UPDATE SET held = l.held + excluded.held
"""
OTHER = """
    UPDATE stock_line l SET held = l.held + c.more
    FROM (SELECT variant_id, warehouse_id, sum(more) AS more FROM ({changes}) AS t (variant_id, warehouse_id, more)
          GROUP BY variant_id, warehouse_id HAVING sum(more) <> 0 ORDER BY variant_id, warehouse_id) AS c
    WHERE l.variant_id = c.variant_id AND l.warehouse_id = c.warehouse_id
"""
GONE = "SELECT variant_id, warehouse_id, -uncontained FROM gone"
CHANGES = f"SELECT variant_id, warehouse_id, uncontained FROM told UNION ALL {GONE}"
FUNCTION = f"""
CREATE FUNCTION keep_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'INSERT' THEN {MORE.format(told="told")};
    ELSIF tg_op = 'UPDATE' THEN {OTHER.format(changes=CHANGES)};
    ELSIF tg_op = 'DELETE' THEN {OTHER.format(changes=GONE)};
    ELSE UPDATE stock_line SET held = 0 WHERE held <> 0;
    END IF;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER keep_held_{name} AFTER {event} ON reservation {tables} EXECUTE FUNCTION keep_held()
"""
SEEN = {
    "INSERT": "REFERENCING NEW TABLE AS told",
    "UPDATE": "REFERENCING OLD TABLE AS gone NEW TABLE AS told",
    "DELETE": "REFERENCING OLD TABLE AS gone",
    "TRUNCATE": "",
}


def upgrade() -> None:
    op.execute("ALTER TABLE stock_line ADD COLUMN held numeric(15, 3) DEFAULT 0 NOT NULL")
    op.execute("ALTER TABLE stock_line ADD CONSTRAINT ck_stock_line_held CHECK (held >= 0)")
    # A line that is held again is written again: where its page has room, no index is.
    op.execute("ALTER TABLE stock_line SET (fillfactor = 70)")
    op.execute(MORE.format(told="reservation"))
    op.execute(FUNCTION)
    for event, tables in SEEN.items():
        op.execute(TRIGGER.format(name=event.lower(), event=event, tables=tables))


def downgrade() -> None:
    for event in SEEN:
        op.execute(f"DROP TRIGGER keep_held_{event.lower()} ON reservation")
    op.execute("DROP FUNCTION keep_held()")
    op.execute("ALTER TABLE stock_line DROP CONSTRAINT ck_stock_line_held")
    op.execute("ALTER TABLE stock_line RESET (fillfactor)")
    op.execute("ALTER TABLE stock_line DROP COLUMN held")
