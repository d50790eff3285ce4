"""What imports remember: the version of a connection's hashes, the hash of each part of a file"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("connection", sa.Column("hashes_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("inbox_chunk", sa.Column("sha256", sa.LargeBinary(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("inbox_chunk", "sha256")
    op.drop_column("connection", "hashes_version")
