"""How the catalogue index stands: one row, for operators."""

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Numeric, SmallInteger, Table, Text

from adapters.postgres.tables.metadata import BIG, instant, metadata

# version, sequence, goods, bytes, seconds: of the file that was built last. failure: the name of an exception, empty
# once a file was built; failures: how many in a row.
catalogue_index = Table(
    "catalogue_index",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("version", BIG),
    Column("sequence", BIG),
    Column("goods", Integer, nullable=False, server_default="0"),
    Column("bytes", BIG, nullable=False, server_default="0"),
    Column("is_whole", Boolean, nullable=False, server_default="true"),
    Column("seconds", Numeric(10, 3), nullable=False, server_default="0"),
    instant("built_at"),
    instant("failed_at"),
    Column("failure", Text, nullable=False, server_default=""),
    Column("failures", Integer, nullable=False, server_default="0"),
    CheckConstraint("id = 1", name="one_row"),
)
