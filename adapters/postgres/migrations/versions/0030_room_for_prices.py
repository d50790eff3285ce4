"""Room beside each price for the one that replaces it"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A list of prices replaces most of them at once. Where a page has room for its rows once more, the key is not
    # written again: of a million changed prices, half of the work. Such a list takes this room anyway, in other pages,
    # and as much in the key. What stands in full pages moves as it is changed.
    op.execute("ALTER TABLE price SET (fillfactor = 50)")


def downgrade() -> None:
    op.execute("ALTER TABLE price RESET (fillfactor)")
