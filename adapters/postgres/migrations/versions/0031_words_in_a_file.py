"""Words that goods have lie in a file beside the catalogue's index, and in no table"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("search_vocabulary")
    op.drop_table("search_word")


def downgrade() -> None:
    op.create_table(
        "search_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("sound", sa.Text(), nullable=False),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("near", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("goods", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_word")),
    )
    for name, column in (("beginning", "word"), ("sound", "sound")):
        op.create_index(f"ix_search_word_{name}", "search_word", [column], postgresql_ops={column: "text_pattern_ops"})
    op.create_index("ix_search_word_stem", "search_word", ["stem"])
    op.create_index("ix_search_word_near", "search_word", ["near"], postgresql_using="gin")
    op.create_index(
        "ix_search_word_like", "search_word", ["sound"], postgresql_ops={"sound": "gin_trgm_ops"},
        postgresql_using="gin",
    )  # fmt: skip
    op.create_table(
        "search_vocabulary",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("catalogue_version", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("rebuilt_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_search_vocabulary_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_vocabulary")),
    )
