"""What the seller's people say of goods: labels, links between goods, texts of the card."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import BIG, ID, NOW, instant, metadata

# Goods are named by which: products, categories, manufacturers, values, all of which must hold.
label_binding = Table(
    "label_binding",
    metadata,
    Column("id", ID, primary_key=True),
    Column("label", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("which", JSONB, nullable=False, server_default="{}"),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    instant("changed_at", nullable=False, server_default=NOW),
    CheckConstraint("label in ('action', 'offer', 'sale', 'special', 'hit', 'new')", name="label"),
    CheckConstraint("valid_from is null or valid_to is null or valid_from <= valid_to", name="days"),
)

# The bindings spread over the goods, by catalogue version: what lists, filters and the index read.
product_label = Table(
    "product_label",
    metadata,
    Column("product_id", Integer, primary_key=True),
    Column("binding_id", ID, ForeignKey("label_binding.id", ondelete="CASCADE"), primary_key=True),
    Column("label", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Index(None, "label"),
    Index(None, "binding_id"),
)

# One row: the catalogue version for which the bindings were spread.
label_state = Table(
    "label_state",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("catalogue_version", BIG, nullable=False),
)

# kind: recommended or substitute. position: as the manager listed them.
product_link = Table(
    "product_link",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("product_id", Integer, primary_key=True),
    Column("other_id", Integer, primary_key=True),
    Column("position", SmallInteger, nullable=False),
    CheckConstraint("kind in ('recommended', 'substitute')", name="kind"),
    CheckConstraint("product_id <> other_id", name="not_itself"),
)

# To every good of one section and below, the goods of another that have the same values of the properties.
link_rule = Table(
    "link_rule",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("category_id", Integer, ForeignKey("category.id"), nullable=False),
    Column("other_category_id", Integer, ForeignKey("category.id"), nullable=False),
    Column("properties", ARRAY(Integer), nullable=False, server_default="{}"),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    instant("changed_at", nullable=False, server_default=NOW),
    CheckConstraint("kind in ('recommended', 'substitute')", name="kind"),
)

# place: delivery, payment. Every saving is a version; the greatest one is shown.
card_text = Table(
    "card_text",
    metadata,
    Column("place", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    instant("saved_at", nullable=False, server_default=NOW),
    CheckConstraint("place in ('delivery', 'payment')", name="place"),
)
