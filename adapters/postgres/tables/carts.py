"""Order lists that a company keeps, and the least sums of its orders."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Sequence,
    SmallInteger,
    Table,
    Text,
    text,
)

from adapters.postgres.tables.metadata import BIG, CODE3, ID, MONEY, NOW, PRICE, QUANTITY, instant, metadata

# A further cart begins its versions far from those of its sisters: a version names a cart, too (ADR 0042).
cart_series = Sequence("cart_series", metadata=metadata)

# The version at which a line was removed: a `set` that was made of an older view of the cart does not bring it back.
# position: where it stood, for who takes the removal back at once; null where there was nothing to remove.
cart_removal = Table(
    "cart_removal",
    metadata,
    Column("cart_id", ID, ForeignKey("cart.id"), primary_key=True),
    Column("variant_id", Integer, primary_key=True),
    Column("packaging_id", Integer, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger),
)

# A saved cart or a template: the row is of the counterparty, the owner decides what colleagues may do with it.
order_list = Table(
    "order_list",
    metadata,
    Column("id", ID, primary_key=True),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("owner_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("sharing", Text, nullable=False, server_default="private"),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("created_at", nullable=False, server_default=NOW),
    instant("changed_at", nullable=False, server_default=NOW),
    Column("changed_by", ID, ForeignKey("app_user.id"), nullable=False),
    instant("deleted_at"),
    CheckConstraint("sharing in ('private', 'read', 'change')", name="sharing"),
    Index(None, "counterparty_id"),
)

# seen_…: as the line was shown when it was put into the list; opening it tells what changed since.
order_list_line = Table(
    "order_list_line",
    metadata,
    Column("list_id", ID, ForeignKey("order_list.id"), primary_key=True),
    Column("variant_id", Integer, primary_key=True),
    Column("packaging_id", Integer, primary_key=True),
    Column("quantity", QUANTITY, nullable=False),
    Column("position", BigInteger, Identity(), nullable=False),
    Column("seen_price", PRICE),
    Column("seen_currency", CODE3),
    Column("seen_available", QUANTITY),
    Column("seen_state", Text),
    CheckConstraint("quantity > 0", name="positive"),
)

# The nearest agreement wins: contract, counterparty, holding, everybody. whole: of the whole cart, not of the orders
# under one contract. The owner of everybody's is the zero id.
order_minimum = Table(
    "order_minimum",
    metadata,
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("owner_id", ID, primary_key=True),
    Column("amount", MONEY, nullable=False),
    Column("currency", CODE3, nullable=False),
    Column("whole", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("amount >= 0", name="not_negative"),
)

order_minimum_change = Table(
    "order_minimum_change",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    instant("at", nullable=False, server_default=NOW),
    Column("user_id", ID, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("owner_id", ID, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index(None, "owner_id"),
)
