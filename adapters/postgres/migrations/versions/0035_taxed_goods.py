"""What an own order asks of goods, in an index of its own

It is twenty bytes of a product, whose rows have fifteen hundred: to order a hundred thousand goods by the prices of a
client, the whole table was read.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NAME = "ix_product_taxed"


def upgrade() -> None:
    op.create_index(
        NAME,
        "product",
        ["id"],
        postgresql_include=["vat_kind", "vat_rate", "connection_id"],
        postgresql_where=sa.text("told AND NOT deleted"),
    )


def downgrade() -> None:
    op.drop_index(NAME, table_name="product")
