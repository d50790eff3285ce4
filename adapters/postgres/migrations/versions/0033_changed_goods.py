"""Which goods a version of the catalogue wrote

So that a process which keeps goods forgets those alone, not all that it has.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_change",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("products", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_catalogue_change")),
    )


def downgrade() -> None:
    op.drop_table("catalogue_change")
