"""Favourites, comparison, labels, links between goods, reviews and ratings, watches, texts of the card"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

GRANTS = (
    ("showcase.change", ("manager", "sales_head", "administrator", "content_editor")),
    ("review.moderate", ("manager", "sales_head", "administrator", "content_editor")),
    ("text.edit", ("administrator",)),
)
TABLES = (
    *("watch_digest", "watch_owner", "goods_watch", "product_rating", "review", "card_text", "link_rule"),
    *("product_link", "label_state", "product_label", "label_binding", "compared", "favourite"),
)


def upgrade() -> None:
    _favourites()
    _labels()
    _links()
    _reviews()
    _watches()
    op.execute("INSERT INTO label_state (id, catalogue_version) VALUES (1, 0)")
    for permission, roles in GRANTS:
        op.execute(
            sa.text("UPDATE role SET permissions = permissions || ARRAY[:permission] WHERE code = ANY(:roles)")
            .bindparams(permission=permission, roles=list(roles))
        )  # fmt: skip


def _favourites() -> None:
    op.create_table(
        "favourite",
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("packaging_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=15, scale=3), server_default="0", nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_favourite_user_id")),
        sa.PrimaryKeyConstraint("user_id", "variant_id", name=op.f("pk_favourite")),
    )
    op.create_table(
        "compared",
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_compared_user_id")),
        sa.PrimaryKeyConstraint("user_id", "product_id", name=op.f("pk_compared")),
    )


def _labels() -> None:
    op.create_table(
        "label_binding",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("which", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "label in ('action', 'offer', 'sale', 'special', 'hit', 'new')", name=op.f("ck_label_binding_label")
        ),
        sa.CheckConstraint(
            "valid_from is null or valid_to is null or valid_from <= valid_to", name=op.f("ck_label_binding_days")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_label_binding_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_binding")),
    )
    op.create_table(
        "product_label",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("binding_id", sa.UUID(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["binding_id"], ["label_binding.id"], name=op.f("fk_product_label_binding_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "binding_id", name=op.f("pk_product_label")),
    )
    op.create_index(op.f("ix_product_label_binding_id"), "product_label", ["binding_id"], unique=False)
    op.create_index(op.f("ix_product_label_label"), "product_label", ["label"], unique=False)
    op.create_table(
        "label_state",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("catalogue_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_state")),
    )


def _links() -> None:
    op.create_table(
        "product_link",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("kind in ('recommended', 'substitute')", name=op.f("ck_product_link_kind")),
        sa.CheckConstraint("product_id <> other_id", name=op.f("ck_product_link_not_itself")),
        sa.PrimaryKeyConstraint("kind", "product_id", "other_id", name=op.f("pk_product_link")),
    )
    op.create_table(
        "link_rule",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("other_category_id", sa.Integer(), nullable=False),
        sa.Column("properties", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('recommended', 'substitute')", name=op.f("ck_link_rule_kind")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_link_rule_category_id")),
        sa.ForeignKeyConstraint(["other_category_id"], ["category.id"], name=op.f("fk_link_rule_other_category_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_link_rule_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_rule")),
    )
    op.create_table(
        "card_text",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("place in ('delivery', 'payment')", name=op.f("ck_card_text_place")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_card_text_user_id")),
        sa.PrimaryKeyConstraint("place", "version", name=op.f("pk_card_text")),
    )


def _reviews() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("counterparty_id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("order_id", sa.UUID(), nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("judged_by", sa.UUID(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (judged_at is null)", name=op.f("ck_review_judged")),
        sa.CheckConstraint("state in ('waiting', 'published', 'refused')", name=op.f("ck_review_state")),
        sa.CheckConstraint("stars between 1 and 5", name=op.f("ck_review_stars")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_review_counterparty_id")),
        sa.ForeignKeyConstraint(["judged_by"], ["app_user.id"], name=op.f("fk_review_judged_by")),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"], name=op.f("fk_review_order_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_review_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_counterparty_id"), "review", ["counterparty_id"], unique=False)
    op.create_index(
        "ix_review_waiting", "review", ["written_at"], unique=False, postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index("uq_review_client", "review", ["product_id", "counterparty_id"], unique=True)
    op.create_table(
        "product_rating",
        sa.Column("product_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("score", sa.Numeric(precision=6, scale=4), nullable=False),
        sa.CheckConstraint("votes > 0 and stars between votes and votes * 5", name=op.f("ck_product_rating_votes")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_rating")),
    )


def _watches() -> None:
    op.create_table(
        "goods_watch",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("counterparty_id", sa.UUID(), nullable=False),
        sa.Column("region_id", sa.UUID(), nullable=True),
        sa.Column("warehouse_id", sa.Integer(), nullable=True),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=15, scale=3), server_default="0", nullable=False),
        sa.Column("of_stock", sa.Boolean(), nullable=False),
        sa.Column("of_price", sa.Boolean(), nullable=False),
        sa.Column("price", sa.Numeric(precision=19, scale=5), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("contracts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("looked_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("of_stock or of_price", name=op.f("ck_goods_watch_waits_for_something")),
        sa.ForeignKeyConstraint(["counterparty_id"], ["counterparty.id"], name=op.f("fk_goods_watch_counterparty_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_goods_watch_region_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_goods_watch_user_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("fk_goods_watch_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_watch")),
        sa.UniqueConstraint(
            "user_id", "counterparty_id", "variant_id", name=op.f("uq_goods_watch_user_id_counterparty_id_variant_id")
        ),
    )
    op.create_index(op.f("ix_goods_watch_variant_id"), "goods_watch", ["variant_id"], unique=False)
    op.create_table(
        "watch_owner",
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_watch_owner_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_watch_owner")),
        sa.UniqueConstraint("token", name=op.f("uq_watch_owner_token")),
    )
    op.create_table(
        "watch_digest",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_watch_digest_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_digest")),
    )
    op.create_index("ix_watch_digest_made_at", "watch_digest", [sa.literal_column("made_at DESC")], unique=False)


def downgrade() -> None:
    for permission, _ in GRANTS:
        op.execute(
            sa.text("UPDATE role SET permissions = array_remove(permissions, :permission)")
            .bindparams(permission=permission)
        )  # fmt: skip
    for table in TABLES:
        op.drop_table(table)
