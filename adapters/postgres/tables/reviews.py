"""Reviews of clients who bought, and the rating that follows from them."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Numeric, SmallInteger, Table, Text, text

from adapters.postgres.tables.metadata import ID, NOW, instant, metadata

# One review of a good by a client, whoever of his people wrote it. signed: the name that is shown.
review = Table(
    "review",
    metadata,
    Column("id", ID, primary_key=True),
    Column("product_id", Integer, nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("order_id", ID, ForeignKey("sales_order.id"), nullable=False),
    Column("stars", SmallInteger, nullable=False),
    Column("body", Text, nullable=False, server_default=""),
    Column("signed", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("reason", Text, nullable=False, server_default=""),
    instant("written_at", nullable=False, server_default=NOW),
    Column("judged_by", ID, ForeignKey("app_user.id")),
    instant("judged_at"),
    CheckConstraint("stars between 1 and 5", name="stars"),
    CheckConstraint("state in ('waiting', 'published', 'refused')", name="state"),
    CheckConstraint("(state = 'waiting') = (judged_at is null)", name="judged"),
    Index("uq_review_client", "product_id", "counterparty_id", unique=True),
    Index("ix_review_waiting", "written_at", postgresql_where=text("state = 'waiting'")),
    Index(None, "counterparty_id"),
)

# score: smoothed, for ordering; absent is nobody's vote and ranks as the prior.
product_rating = Table(
    "product_rating",
    metadata,
    Column("product_id", Integer, primary_key=True, autoincrement=False),
    Column("votes", Integer, nullable=False),
    Column("stars", Integer, nullable=False),
    Column("score", Numeric(6, 4), nullable=False),
    CheckConstraint("votes > 0 and stars between votes and votes * 5", name="votes"),
)
