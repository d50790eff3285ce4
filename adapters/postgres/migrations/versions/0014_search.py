"""Search: the words of goods, synonyms, clients' own articles, what was not found; articles and barcodes by index"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

GRANTS = (
    ("search.see", ("manager", "sales_head", "administrator", "auditor")),
    ("search.change", ("manager", "sales_head", "administrator")),
)
# The article of a variant is kept as the ERP wrote it: folded here as `domain.catalog.folding.sku_key` folds.
FOLDED = r"""
CREATE FUNCTION sku_folded(sku text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT translate(upper(normalize(replace(sku, '№', ''), NFKC)),
        'АВЕКМНОРСТУХ×Ё' || E' \t\r\n\u00a0\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212' || '-./\',
        'ABEKMHOPCTYXXE')
$$
"""
BARE = """
CREATE FUNCTION sku_bare(key text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT CASE WHEN position('0' in key) = 0 THEN key
                ELSE regexp_replace(key, '(^|[^0-9])0+(?=[0-9])', '\\1', 'g') END
$$
"""


def upgrade() -> None:
    op.execute(FOLDED)
    op.execute(BARE)
    for table, key in (("product", "sku_key"), ("variant", "sku")):
        folded = key if key == "sku_key" else f"sku_folded({key})"
        op.create_index(
            f"ix_{table}_bare", table, [sa.text(f"sku_bare({folded})")], postgresql_where=sa.text(f"{key} <> ''")
        )
        op.create_index(f"ix_{table}_barcode", table, ["barcode"], postgresql_where=sa.text("barcode <> ''"))
    _words()
    _synonyms()
    _misses_and_own_articles()
    for permission, roles in GRANTS:
        op.execute(
            sa.text("UPDATE role SET permissions = permissions || ARRAY[:permission] WHERE code = ANY(:roles)")
            .bindparams(permission=permission, roles=list(roles))
        )  # fmt: skip


def _words() -> None:
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


def _synonyms() -> None:
    op.create_table(
        "search_synonym",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("one_way", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_by", sa.UUID(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("cardinality(words) >= 2", name=op.f("ck_search_synonym_words")),
        sa.ForeignKeyConstraint(["changed_by"], ["app_user.id"], name=op.f("fk_search_synonym_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_synonym")),
    )
    op.create_index(op.f("ix_search_synonym_changed_at"), "search_synonym", ["changed_at"])
    op.create_table(
        "search_synonym_rule",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("synonym_id", sa.UUID(), nullable=False),
        sa.Column("target", postgresql.TSQUERY(), nullable=False),
        sa.Column("instead", postgresql.TSQUERY(), nullable=False),
        sa.Column("stems", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["synonym_id"], ["search_synonym.id"], name=op.f("fk_search_synonym_rule_synonym_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_synonym_rule")),
    )
    op.create_index(op.f("ix_search_synonym_rule_synonym_id"), "search_synonym_rule", ["synonym_id"])
    op.create_index("ix_search_synonym_rule_stems", "search_synonym_rule", ["stems"], postgresql_using="gin")


def _misses_and_own_articles() -> None:
    op.create_table(
        "search_miss",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), server_default="1", nullable=False),
        sa.Column("clients", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(["handled_by"], ["app_user.id"], name=op.f("fk_search_miss_handled_by")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_search_miss")),
    )
    op.create_index(op.f("ix_search_miss_last_at"), "search_miss", ["last_at"])
    op.create_table(
        "client_sku",
        sa.Column("counterparty_id", sa.UUID(), nullable=False),
        sa.Column("sku_key", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("sku_key <> ''", name=op.f("ck_client_sku_key")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_client_sku_counterparty_id")),
        sa.PrimaryKeyConstraint("counterparty_id", "sku_key", name=op.f("pk_client_sku")),
    )
    op.create_index(op.f("ix_client_sku_counterparty_id_variant_id"), "client_sku", ["counterparty_id", "variant_id"])
    op.create_index("ix_client_sku_bare", "client_sku", ["counterparty_id", sa.text("sku_bare(sku_key)")])


def downgrade() -> None:
    for permission, _ in GRANTS:
        op.execute(
            sa.text("UPDATE role SET permissions = array_remove(permissions, :permission)")
            .bindparams(permission=permission)
        )  # fmt: skip
    for table in ("client_sku", "search_miss", "search_synonym_rule", "search_synonym", "search_vocabulary"):
        op.drop_table(table)
    op.drop_table("search_word")
    for table in ("product", "variant"):
        op.drop_index(f"ix_{table}_barcode", table_name=table)
        op.drop_index(f"ix_{table}_bare", table_name=table)
    op.execute("DROP FUNCTION sku_bare")
    op.execute("DROP FUNCTION sku_folded")
