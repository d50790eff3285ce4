"""The portal's own tree beside the ERP's groups, the rules between the two, and what follows from them (ADR 0035).

A section has its id from the counter of `category`, so that a number names one section whichever tree it is of.
What follows (section_product and below) is written by the recomputation alone, in sets. Readers of the catalogue ask
neither table but the views `catalog_section` and `catalog_place`, which are the ERP's groups until the portal's tree is
in use.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.metadata import ID, NOW, instant, metadata

# shown: neither it nor a section above it is hidden; written with every change of the tree.
portal_section = Table(
    "portal_section",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("parent_id", Integer, ForeignKey("portal_section.id", deferrable=True, initially="DEFERRED")),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False, server_default=""),
    Column("sort_key", Text, nullable=False, server_default=""),
    Column("slug", Text, nullable=False),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("hidden", Boolean, nullable=False, server_default="false"),
    Column("shown", Boolean, nullable=False, server_default="true"),
    # Two sections may change their addresses at once.
    UniqueConstraint("slug", deferrable=True, initially="DEFERRED"),
    Index(None, "parent_id"),
)

# Whoever follows an address that stood is told what became of the section. slug: its last one.
portal_section_gone = Table(
    "portal_section_gone",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("parent_id", Integer),
    instant("went_at", nullable=False, server_default=NOW),
    Index(None, "slug"),
)

# Addresses that sections had.
portal_slug = Table(
    "portal_slug",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("section_id", Integer, nullable=False),
)

section_rule = Table(
    "section_rule",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column(
        "section_id", Integer, ForeignKey("portal_section.id", deferrable=True, initially="DEFERRED"), nullable=False
    ),
    Column("position", Integer, nullable=False),
    Column("group_id", Integer, ForeignKey("category.id")),
    Column("below", Boolean, nullable=False, server_default="true"),
    Column("maker", Text, nullable=False, server_default=""),
    Column("property_id", Integer, ForeignKey("property.id")),
    Column("value", Text, nullable=False, server_default=""),
    CheckConstraint("group_id is not null or maker <> '' or property_id is not null", name="asks"),
    Index(None, "section_id"),
    Index(None, "group_id"),
)

# One row. computed_for: the catalogue version whose goods stand in section_product.
portal_structure = Table(
    "portal_structure",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("in_use", Boolean, nullable=False, server_default="false"),
    Column("unmapped", Text, nullable=False, server_default="own"),
    Column("computed_for", BigInteger, nullable=False, server_default="0"),
    instant("computed_at"),
    CheckConstraint("unmapped in ('own', 'hidden')", name="unmapped"),
)

# place: 1 is the canonical section of the product.
section_product = Table(
    "section_product",
    metadata,
    Column("section_id", Integer, primary_key=True, autoincrement=False),
    Column("product_id", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, nullable=False),
    Index(None, "product_id"),
)

# On sale and taken by no rule.
unmapped_product = Table(
    "unmapped_product", metadata, Column("product_id", Integer, primary_key=True, autoincrement=False)
)

# On sale, and shown to no buyer: they stand in hidden sections alone, or on the shelf that is not shown.
shelved_product = Table(
    "shelved_product", metadata, Column("product_id", Integer, primary_key=True, autoincrement=False)
)

# Groups of the ERP that are shown beside the portal's tree, because unmapped goods stand in them or below.
leftover_group = Table(
    "leftover_group", metadata, Column("category_id", Integer, primary_key=True, autoincrement=False)
)

# Groups of the ERP that no rule takes. seen: somebody has looked at it on the shelf.
untaken_group = Table(
    "untaken_group",
    metadata,
    Column("category_id", Integer, primary_key=True, autoincrement=False),
    instant("since", nullable=False, server_default=NOW),
    Column("seen", Boolean, nullable=False, server_default="false"),
)

# Who changed what, and what stood before: {sections: {id: [before, after]}, rules: alike, settings: [before, after]}.
# undoes: the change that this one took back.
structure_change = Table(
    "structure_change",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    instant("at", nullable=False, server_default=NOW),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, server_default=""),
    Column("edit", JSONB, nullable=False),
    Column("moved", Integer, nullable=False, server_default="0"),
    Column("undoes", Integer),
)
