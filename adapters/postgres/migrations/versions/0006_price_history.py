"""Facts that prices are made of are kept as they were: contracts, price types, thresholds, rules, when each was told"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What of a table a quote reads, and what people need to know it by. A change of anything else is no change of a price.
LOGGED = {
    "price_type": (
        "id", ("id", "name", "currency", "vat_included", "scale", "fallback_id", "set_here", "told", "deleted"),
    ),
    "price_threshold": ("price_type_id,place", ("price_type_id", "place", "total", "becomes_id")),
    "contract": (
        "id",
        ("id", "number", "organization_id", "counterparty_id", "currency", "valid_from", "valid_to", "price_type_id",
         "deleted"),
    ),
    "seller_organization": ("id", ("id", "tax_regime")),
    "counterparty": ("id", ("id", "holding_id")),
    "price_rule": (
        "id",
        ("id", "version", "state", "name", "priority", "effect", "value", "currency", "which", "whom", "properties",
         "minimum", "valid_from", "valid_to", "stops", "touches_agreed"),
    ),
}  # fmt: skip
# `by` is told by whoever writes: set_config('optovik.message', ..., true), or 'optovik.act' for an act of a person.
KEEP = """
CREATE FUNCTION keep_pricing_fact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    columns text[] := string_to_array(TG_ARGV[1], ',');
    after jsonb; before jsonb; named jsonb;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        named := to_jsonb(NEW);
        SELECT jsonb_object_agg(key, value) INTO after FROM jsonb_each(named) WHERE key = ANY(columns);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        named := to_jsonb(OLD);
        SELECT jsonb_object_agg(key, value) INTO before FROM jsonb_each(named) WHERE key = ANY(columns);
    END IF;
    IF after IS DISTINCT FROM before THEN
        INSERT INTO pricing_fact (kind, key, content, message_id, act_id)
        SELECT TG_TABLE_NAME, string_agg(named ->> name, '/' ORDER BY place), after,
               nullif(current_setting('optovik.message', true), '')::bigint,
               nullif(current_setting('optovik.act', true), '')::bigint
        FROM unnest(string_to_array(TG_ARGV[0], ',')) WITH ORDINALITY AS k(name, place);
    END IF;
    RETURN NULL;
END $$
"""
SEED = """
INSERT INTO pricing_fact (kind, key, content)
SELECT '{table}', {key}, (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(to_jsonb(t)) AS e
                           WHERE e.key = ANY(string_to_array('{columns}', ',')))
FROM {table} AS t
"""
# The row of the versions is locked by then, so the moments stand in the order of the versions, just before each commit.
VERSIONS = """
CREATE FUNCTION keep_pricing_moment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pricing_moment (pricing_version, began_at, at) VALUES (NEW.pricing_version, now(), clock_timestamp());
    RETURN NULL;
END $$
"""
GUARD = """
CREATE FUNCTION price_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
# What the first message that replaced something tells of its moment; of the others the end of their applying is known.
PRICED = """
UPDATE inbox_message m SET priced_at = l.at
FROM (SELECT replaced_by, min(replaced_at) AS at FROM price_log GROUP BY replaced_by) AS l WHERE l.replaced_by = m.id
"""
TOLD = """
UPDATE individual_price i SET recorded_at = t.at FROM (
    SELECT i.id, coalesce(a.at, m.applied_at, m.received_at, '-infinity') AS at
    FROM individual_price i LEFT JOIN inbox_message m ON m.id = i.message_id LEFT JOIN audit_log a ON a.id = i.act_id
) AS t WHERE t.id = i.id
"""
TOLD_ONCE = """
UPDATE individual_price_log l SET recorded_at = least(replaced_at, coalesce(
    (SELECT at FROM audit_log WHERE id = l.told_act_id),
    (SELECT coalesce(applied_at, received_at) FROM inbox_message WHERE id = l.told_by), '-infinity'))
"""


def upgrade() -> None:
    instant, now = sa.DateTime(timezone=True), sa.text("now()")
    op.create_table(
        "pricing_fact",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("recorded_at", instant, server_default=now, nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("act_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pricing_fact")),
    )
    op.create_index(op.f("ix_pricing_fact_kind_key"), "pricing_fact", ["kind", "key"])
    op.create_table(
        "pricing_moment",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("pricing_version", sa.BigInteger(), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pricing_moment")),
    )
    op.create_index(op.f("ix_pricing_moment_at"), "pricing_moment", ["at"])
    op.add_column("inbox_message", sa.Column("priced_at", instant, nullable=True))
    op.add_column("individual_price", sa.Column("recorded_at", instant, server_default=now, nullable=False))
    op.add_column("individual_price_log", sa.Column("recorded_at", instant, nullable=True))
    for statement in (PRICED, TOLD, TOLD_ONCE, KEEP, VERSIONS, GUARD):
        op.execute(statement)
    op.alter_column("individual_price_log", "recorded_at", nullable=False, server_default=now)
    for table, (key, columns) in LOGGED.items():
        named = ",".join(columns)
        op.execute(SEED.format(table=table, columns=named, key=" || '/' || ".join(f"t.{c}" for c in key.split(","))))
        op.execute(
            f"CREATE TRIGGER keep_pricing_fact AFTER INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_pricing_fact('{key}', '{named}')"
        )
    for event, when in (("INSERT", ""), ("UPDATE", "WHEN (NEW.pricing_version <> OLD.pricing_version)")):
        op.execute(
            f"CREATE TRIGGER keep_pricing_moment_on_{event.lower()} AFTER {event} ON catalogue_state"
            f" FOR EACH ROW {when} EXECUTE FUNCTION keep_pricing_moment()"
        )
    for table in ("pricing_fact", "pricing_moment"):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION price_history_is_append_only()"
        )


def downgrade() -> None:
    for table in LOGGED:
        op.execute(f"DROP TRIGGER keep_pricing_fact ON {table}")
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER keep_pricing_moment_on_{event} ON catalogue_state")
    op.drop_column("individual_price_log", "recorded_at")
    op.drop_column("individual_price", "recorded_at")
    op.drop_column("inbox_message", "priced_at")
    op.drop_table("pricing_moment")
    op.drop_table("pricing_fact")
    for function in ("keep_pricing_fact", "keep_pricing_moment", "price_history_is_append_only"):
        op.execute(f"DROP FUNCTION {function}()")
