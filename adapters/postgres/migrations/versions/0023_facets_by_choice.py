"""Facets that an editor chooses, and those that the catalogue does

Nobody's choice was followed before, and «no facet» was what every setting began with: it becomes the catalogue's own.
"""

from alembic import op

revision = "0023"
down_revision = "0018"
branch_labels = None
depends_on = None

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
)
DOWN = (
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
