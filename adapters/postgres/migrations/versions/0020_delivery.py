"""Delivery, address books, how carts are split, leads; the warehouse of an order's line"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = (
    "CREATE SEQUENCE lead_number",
    "CREATE SEQUENCE lead_event_id",
    """
    CREATE TABLE delivery_method (
        id UUID NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, weekdays SMALLINT[] DEFAULT '{1, 2, 3, 4, 5,
        6, 7}' NOT NULL, cut_off TIME WITHOUT TIME ZONE DEFAULT '16:00' NOT NULL,
        lead_days SMALLINT DEFAULT '0' NOT NULL, windows TEXT[] DEFAULT '{}' NOT NULL, minimum NUMERIC(15, 2),
        currency CHAR(3) DEFAULT 'RUB' NOT NULL, note TEXT DEFAULT '' NOT NULL,
        position SMALLINT DEFAULT '0' NOT NULL, is_on BOOLEAN DEFAULT 'true' NOT NULL,
        version INTEGER DEFAULT '1' NOT NULL, CONSTRAINT pk_delivery_method PRIMARY KEY (id),
        CONSTRAINT ck_delivery_method_kind CHECK (kind in ('pickup', 'delivery', 'carrier')))
    """,
    """
    CREATE TABLE delivery_route (
        id UUID NOT NULL, name TEXT NOT NULL, weekdays SMALLINT[] DEFAULT '{1, 2, 3, 4, 5, 6, 7}' NOT NULL,
        cut_off TIME WITHOUT TIME ZONE DEFAULT '16:00' NOT NULL, lead_days SMALLINT DEFAULT '0' NOT NULL,
        windows TEXT[] DEFAULT '{}' NOT NULL, is_on BOOLEAN DEFAULT 'true' NOT NULL,
        version INTEGER DEFAULT '1' NOT NULL, CONSTRAINT pk_delivery_route PRIMARY KEY (id))
    """,
    """
    CREATE TABLE delivery_day (
        day DATE NOT NULL, works BOOLEAN NOT NULL, note TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_delivery_day PRIMARY KEY (day))
    """,
    """
    CREATE TABLE ordering_settings (
        id SMALLINT NOT NULL, weekdays SMALLINT[] DEFAULT '{1, 2, 3, 4, 5}' NOT NULL,
        horizon SMALLINT DEFAULT '30' NOT NULL, criteria TEXT[] DEFAULT '{warehouse, availability}' NOT NULL,
        property_id INTEGER, version INTEGER DEFAULT '1' NOT NULL,
        CONSTRAINT pk_ordering_settings PRIMARY KEY (id),
        CONSTRAINT fk_ordering_settings_property_id FOREIGN KEY(property_id) REFERENCES property (id))
    """,
    """
    CREATE TABLE delivery_address (
        id UUID NOT NULL, counterparty_id UUID NOT NULL, name TEXT NOT NULL, postcode TEXT DEFAULT '' NOT NULL,
        city TEXT NOT NULL, street TEXT NOT NULL, contact TEXT DEFAULT '' NOT NULL,
        phone TEXT DEFAULT '' NOT NULL, note TEXT DEFAULT '' NOT NULL, route_id UUID,
        version INTEGER DEFAULT '1' NOT NULL, archived_at TIMESTAMP WITH TIME ZONE,
        CONSTRAINT pk_delivery_address PRIMARY KEY (id),
        CONSTRAINT fk_delivery_address_counterparty_id FOREIGN KEY(counterparty_id) REFERENCES counterparty (id),
        CONSTRAINT fk_delivery_address_route_id FOREIGN KEY(route_id) REFERENCES delivery_route (id))
    """,
    "CREATE INDEX ix_delivery_address_counterparty_id ON delivery_address (counterparty_id)",
    """
    CREATE TABLE order_delivery (
        order_id UUID NOT NULL, method_id UUID, method_name TEXT DEFAULT '' NOT NULL,
        kind TEXT DEFAULT '' NOT NULL, address_id UUID, address TEXT DEFAULT '' NOT NULL,
        contact TEXT DEFAULT '' NOT NULL, time_window TEXT DEFAULT '' NOT NULL, pickup_warehouse_id INTEGER,
        payer_id UUID, payer_name TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_order_delivery PRIMARY KEY (order_id),
        CONSTRAINT fk_order_delivery_order_id FOREIGN KEY(order_id) REFERENCES sales_order (id),
        CONSTRAINT fk_order_delivery_method_id FOREIGN KEY(method_id) REFERENCES delivery_method (id),
        CONSTRAINT fk_order_delivery_address_id FOREIGN KEY(address_id) REFERENCES delivery_address (id),
        CONSTRAINT fk_order_delivery_pickup_warehouse_id FOREIGN KEY(pickup_warehouse_id) REFERENCES warehouse (id),
        CONSTRAINT fk_order_delivery_payer_id FOREIGN KEY(payer_id) REFERENCES counterparty (id))
    """,
    """
    CREATE TABLE lead (
        id UUID NOT NULL, number INTEGER DEFAULT nextval('lead_number') NOT NULL, phone TEXT NOT NULL,
        email TEXT NOT NULL, name TEXT DEFAULT '' NOT NULL, goods TEXT NOT NULL,
        lines JSONB DEFAULT '[]' NOT NULL, key TEXT NOT NULL, asked SMALLINT DEFAULT '1' NOT NULL,
        state TEXT DEFAULT 'new' NOT NULL, taken_by UUID, note TEXT DEFAULT '' NOT NULL,
        version INTEGER DEFAULT '1' NOT NULL, created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        last_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, CONSTRAINT pk_lead PRIMARY KEY (id),
        CONSTRAINT ck_lead_state CHECK (state in ('new', 'taken', 'won', 'lost')),
        CONSTRAINT uq_lead_number UNIQUE (number),
        CONSTRAINT fk_lead_taken_by FOREIGN KEY(taken_by) REFERENCES app_user (id))
    """,
    "CREATE INDEX ix_lead_created_at ON lead (created_at)",
    "CREATE UNIQUE INDEX uq_lead_key ON lead (key) WHERE state in ('new', 'taken')",
    """
    CREATE TABLE lead_event (
        lead_id UUID NOT NULL, id BIGINT DEFAULT nextval('lead_event_id') NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, user_id UUID, state TEXT NOT NULL,
        note TEXT DEFAULT '' NOT NULL, CONSTRAINT pk_lead_event PRIMARY KEY (lead_id, id),
        CONSTRAINT fk_lead_event_lead_id FOREIGN KEY(lead_id) REFERENCES lead (id))
    """,
    "ALTER TABLE order_line ADD COLUMN warehouse_id integer",
)
DROPPED = (
    "lead_event", "lead", "order_delivery", "delivery_address", "ordering_settings", "delivery_day", "delivery_route",
    "delivery_method",
)  # fmt: skip
# What was one warehouse for a whole order is that of each of its lines.
LINES = """
UPDATE order_line l SET warehouse_id = o.warehouse_id
FROM sales_order o WHERE o.id = l.order_id AND o.warehouse_id IS NOT NULL
"""
GRANTS = {
    "delivery.change": ("sales_head", "administrator"),
    "lead.take": ("manager", "sales_head", "administrator"),
}


def upgrade() -> None:
    for statement in (*TABLES, LINES):
        op.execute(statement)
    for permission, roles in GRANTS.items():
        codes = ", ".join(f"'{role}'" for role in roles)
        op.execute(f"UPDATE role SET permissions = permissions || ARRAY['{permission}'] WHERE code IN ({codes})")


def downgrade() -> None:
    op.execute("ALTER TABLE order_line DROP COLUMN warehouse_id")
    for table in DROPPED:
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP SEQUENCE lead_event_id")
    op.execute("DROP SEQUENCE lead_number")
    for permission in GRANTS:
        op.execute(f"UPDATE role SET permissions = array_remove(permissions, '{permission}')")
