"""What search knows beside the goods: synonyms, clients' own articles, what was not found."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from adapters.postgres.tables.metadata import ID, NOW, instant, metadata

# one_way: whoever types the first of the words finds the others, too, and not the other way round.
search_synonym = Table(
    "search_synonym",
    metadata,
    Column("id", ID, primary_key=True),
    Column("words", ARRAY(Text), nullable=False),
    Column("one_way", Boolean, nullable=False, server_default="false"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("changed_by", ID, ForeignKey("app_user.id")),
    instant("changed_at", nullable=False, server_default=NOW),
    CheckConstraint("cardinality(words) >= 2", name="words"),
    Index(None, "changed_at"),
)

# What of a question each word of a group stands for; made of `search_synonym` in the same transaction.
search_synonym_rule = Table(
    "search_synonym_rule",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("synonym_id", ID, ForeignKey("search_synonym.id", ondelete="CASCADE"), nullable=False),
    Column("target", TSQUERY, nullable=False),
    Column("instead", TSQUERY, nullable=False),
    Column("stems", ARRAY(Text), nullable=False),
    Index(None, "synonym_id"),
    Index("ix_search_synonym_rule_stems", "stems", postgresql_using="gin"),
)

# key: the text folded. clients: hashes of those who asked, at most so many: enough to say whether it is one or many.
search_miss = Table(
    "search_miss",
    metadata,
    Column("key", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("clients", ARRAY(Integer), nullable=False, server_default="{}"),
    instant("first_at", nullable=False, server_default=NOW),
    instant("last_at", nullable=False, server_default=NOW),
    instant("handled_at"),
    Column("handled_by", ID, ForeignKey("app_user.id")),
    Index(None, "last_at"),
)

# No foreign key to the variant: nothing deletes one, and bulk tables have none (catalog.py).
client_sku = Table(
    "client_sku",
    metadata,
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), primary_key=True),
    Column("sku_key", Text, primary_key=True),
    Column("sku", Text, nullable=False),
    Column("variant_id", Integer, nullable=False),
    instant("changed_at", nullable=False, server_default=NOW),
    CheckConstraint("sku_key <> ''", name="key"),
    Index(None, "counterparty_id", "variant_id"),
    # In a search leading zeros do not count.
    Index("ix_client_sku_bare", "counterparty_id", text("sku_bare(sku_key)")),
)
