"""Whether a version of the catalogue moved goods between sections

Goods that are told are looked for in all sections; the others stay where the index has them if nothing moved them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of versions that were told before, nobody knows.
    op.add_column(
        "catalogue_change", sa.Column("moves", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("catalogue_change", "moves")
