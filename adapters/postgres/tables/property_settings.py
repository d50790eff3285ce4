"""What buyers see of the properties of goods, set by an editor. The ERP's own row of a property stays as it came."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, Table, Text

from adapters.postgres.tables.metadata import metadata

# A property without a row: on the card, compared, a facet where it tells goods apart, the type of its kind.
property_setting = Table(
    "property_setting",
    metadata,
    Column("property_id", Integer, ForeignKey("property.id"), primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("type", Text, nullable=False, server_default="text"),
    Column("unit", Text, nullable=False, server_default=""),
    Column("facet", Text, nullable=False, server_default="auto"),
    Column("on_card", Boolean, nullable=False, server_default="true"),
    Column("in_lists", Boolean, nullable=False, server_default="false"),
    Column("compared", Boolean, nullable=False, server_default="true"),
    Column("hidden", Boolean, nullable=False, server_default="false"),
    Column("group_name", Text, nullable=False, server_default=""),
    Column("position", Integer, nullable=False, server_default="0"),
    CheckConstraint("type in ('text', 'number', 'yes-no', 'date')", name="type"),
    CheckConstraint("facet in ('auto', 'none', 'values', 'range')", name="facet"),
)
