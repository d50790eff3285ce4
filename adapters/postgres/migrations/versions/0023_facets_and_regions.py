"""Facets that an editor chooses; a client's region as the ERP tells it and as the seller's people set it

Nobody's choice of a facet was followed before, and «no facet» was what every setting began with: it becomes the
catalogue's own.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

GRANTED = ("manager", "sales_head", "administrator")
UP = (
    "ALTER TABLE property_setting DROP CONSTRAINT ck_property_setting_facet",
    "ALTER TABLE property_setting ALTER COLUMN facet SET DEFAULT 'auto'",
    "UPDATE property_setting SET facet = 'auto' WHERE facet = 'none'",
    """
    UPDATE property_setting SET facet = 'values' WHERE facet = 'range' AND type <> 'number'
    """,
    """
    ALTER TABLE property_setting ADD CONSTRAINT ck_property_setting_facet
        CHECK (facet in ('auto', 'none', 'values', 'range'))
    """,
    "ALTER TABLE counterparty ADD COLUMN erp_region_id uuid",
    "ALTER TABLE counterparty ADD COLUMN region_is_own boolean DEFAULT false NOT NULL",
    """
    ALTER TABLE counterparty ADD CONSTRAINT fk_counterparty_erp_region_id FOREIGN KEY (erp_region_id)
        REFERENCES region (id)
    """,
    "UPDATE counterparty SET erp_region_id = default_region_id",
    f"UPDATE role SET permissions = permissions || ARRAY['client-region.set'] WHERE code IN {GRANTED}",
)
DOWN = (
    "UPDATE role SET permissions = array_remove(permissions, 'client-region.set')",
    "ALTER TABLE counterparty DROP COLUMN region_is_own",
    "ALTER TABLE counterparty DROP COLUMN erp_region_id",
    "ALTER TABLE property_setting DROP CONSTRAINT ck_property_setting_facet",
    "ALTER TABLE property_setting ALTER COLUMN facet SET DEFAULT 'none'",
    "UPDATE property_setting SET facet = 'none' WHERE facet = 'auto'",
    """
    ALTER TABLE property_setting ADD CONSTRAINT ck_property_setting_facet
        CHECK (facet in ('none', 'values', 'range'))
    """,
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
