"""The spine: parties, catalogue, prices, stock, credit, carts, orders, exchange"""

from alembic import op

from adapters.postgres.schema import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    op.execute("ALTER TABLE inbox_chunk ALTER COLUMN body SET STORAGE EXTERNAL")


def downgrade() -> None:
    metadata.drop_all(op.get_bind())
