"""Individual prices are looked up by whose they are, then by the goods

A page asks for a few owners and two dozen goods, most of which have no price of theirs. By goods first each of them is
a search of its own from the root; by owner first, an owner is one search and his goods lie side by side.
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLE = "individual_price"


def upgrade() -> None:
    op.drop_index("ix_individual_price_owner", TABLE)
    op.drop_index("ix_individual_price_of", TABLE)
    op.create_index(op.f("ix_individual_price_owner_id_variant_id"), TABLE, ["owner_id", "variant_id"])
    op.create_index(op.f("ix_individual_price_variant_id"), TABLE, ["variant_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_individual_price_variant_id"), TABLE)
    op.drop_index(op.f("ix_individual_price_owner_id_variant_id"), TABLE)
    op.create_index("ix_individual_price_of", TABLE, ["owner_id"])
    op.create_index("ix_individual_price_owner", TABLE, ["variant_id", "owner_id"])
