"""The one MetaData, and the column kinds that every table shares."""

from typing import Any

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

MONEY = Numeric(15, 2)
PRICE = Numeric(19, 5)
QUANTITY = Numeric(15, 3)
RATE = Numeric(19, 10)
COEFFICIENT = Numeric(15, 6)
PERCENT = Numeric(5, 2)
INSTANT = DateTime(timezone=True)
ID = UUID(as_uuid=True)
SERIAL = Integer
BIG = BigInteger
CODE3 = CHAR(3)

NOW = text("now()")


def instant(name: str, **options: Any) -> Column[Any]:
    return Column(name, INSTANT, **options)


# One row: the versions that pages and caches are keyed by. Raised in the transaction that changes what they name.
catalogue_state = Table(
    "catalogue_state",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("catalogue_version", BigInteger, nullable=False),
    Column("pricing_version", BigInteger, nullable=False),
)

# The goods that a catalogue version wrote, of the last versions and where it is known; whether others may stand in
# other sections since.
catalogue_change = Table(
    "catalogue_change",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("products", ARRAY(Integer), nullable=False),
    Column("moves", Boolean, nullable=False, server_default=text("true")),
)
