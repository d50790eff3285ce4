"""What a person keeps for himself: favourites and goods to compare."""

from sqlalchemy import Column, ForeignKey, Integer, Table

from adapters.postgres.tables.metadata import ID, NOW, QUANTITY, instant, metadata

# No foreign keys on goods, as everywhere (ADR 0004): a withdrawn variant keeps its row, and so its name.
favourite = Table(
    "favourite",
    metadata,
    Column("user_id", ID, ForeignKey("app_user.id"), primary_key=True),
    Column("variant_id", Integer, primary_key=True),
    Column("packaging_id", Integer, nullable=False, server_default="0"),
    Column("quantity", QUANTITY, nullable=False, server_default="0"),
    instant("added_at", nullable=False, server_default=NOW),
)

compared = Table(
    "compared",
    metadata,
    Column("user_id", ID, ForeignKey("app_user.id"), primary_key=True),
    Column("product_id", Integer, primary_key=True),
    instant("added_at", nullable=False, server_default=NOW),
)
