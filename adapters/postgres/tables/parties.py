"""Seller organizations, regions, holdings, counterparties, contracts (semantics 1)."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from adapters.postgres.tables.metadata import CODE3, ID, metadata


def _ref(name: str, target: str, *, nullable: bool = True) -> Column[object]:
    return Column(name, ID, ForeignKey(target), nullable=nullable)


def _mirrored() -> tuple[Column[object], Column[object]]:
    """Where it came from: the connection and the ERP's own id, opaque and case-sensitive."""
    return Column("connection_id", Integer, ForeignKey("connection.id")), Column("erp_id", Text)


seller_organization = Table(
    "seller_organization",
    metadata,
    Column("id", ID, primary_key=True),
    *_mirrored(),
    Column("name", Text, nullable=False),
    Column("full_name", Text, nullable=False, server_default=""),
    Column("inn", Text, nullable=False, server_default=""),
    Column("kpp", Text, nullable=False, server_default=""),
    Column("ogrn", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("phone", Text, nullable=False, server_default=""),
    Column("director", Text, nullable=False, server_default=""),
    Column("accountant", Text, nullable=False, server_default=""),
    Column("tax_regime", Text, nullable=False, server_default="general"),
    Column("account", Text, nullable=False, server_default=""),
    Column("bik", Text, nullable=False, server_default=""),
    Column("bank_name", Text, nullable=False, server_default=""),
    Column("corr_account", Text, nullable=False, server_default=""),
    Column("deleted", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("connection_id", "erp_id"),
)

region = Table(
    "region",
    metadata,
    Column("id", ID, primary_key=True),
    *_mirrored(),
    Column("name", Text, nullable=False),
    UniqueConstraint("connection_id", "erp_id"),
)

# The seller's people who keep clients, as the ERP tells them; a staff user may be bound to one.
manager = Table(
    "manager",
    metadata,
    Column("id", ID, primary_key=True),
    *_mirrored(),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, server_default=""),
    Column("phone", Text, nullable=False, server_default=""),
    UniqueConstraint("connection_id", "erp_id"),
)

# `implicit`: made for a counterparty that the ERP attaches to no holding; erp_id is then null.
holding = Table(
    "holding",
    metadata,
    Column("id", ID, primary_key=True),
    *_mirrored(),
    Column("name", Text, nullable=False),
    Column("implicit", Boolean, nullable=False, server_default="false"),
    Column("told", Boolean, nullable=False, server_default="true"),
    UniqueConstraint("connection_id", "erp_id"),
)

# status: by the ERP, which suspends orders and hides nothing. access_closed_at: the seller shut the company out whole.
counterparty = Table(
    "counterparty",
    metadata,
    Column("id", ID, primary_key=True),
    *_mirrored(),
    _ref("holding_id", "holding.id", nullable=False),
    Column("kind", Text, nullable=False, server_default="org"),
    Column("name", Text, nullable=False),
    Column("full_name", Text, nullable=False, server_default=""),
    Column("inn", Text, nullable=False, server_default=""),
    Column("kpp", Text, nullable=False, server_default=""),
    Column("ogrn", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("phone", Text, nullable=False, server_default=""),
    Column("email", Text, nullable=False, server_default=""),
    # default_region_id is in force: what the ERP tells (erp_region_id), or what the seller's people have set instead.
    _ref("default_region_id", "region.id"),
    _ref("erp_region_id", "region.id"),
    Column("region_is_own", Boolean, nullable=False, server_default="false"),
    _ref("manager_id", "manager.id"),
    Column("status", Text, nullable=False, server_default="active"),
    Column("status_reason", Text, nullable=False, server_default=""),
    Column("deleted", Boolean, nullable=False, server_default="false"),
    Column("access_closed_at", DateTime(timezone=True)),
    UniqueConstraint("connection_id", "erp_id"),
    Index(None, "holding_id"),
    Index(None, "manager_id"),
)

consignee = Table(
    "consignee",
    metadata,
    Column("id", ID, primary_key=True),
    *_mirrored(),
    _ref("counterparty_id", "counterparty.id", nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False, server_default=""),
    Column("deleted", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("connection_id", "erp_id", "counterparty_id"),
    Index(None, "counterparty_id"),
)

# `terms`: prepayment, limited or unlimited; the figures of a limit stand in credit_limit. refinement: none, confirm or
# wait (domain/pricing/refinement.py); null where the contract is silent, which counts as confirm.
contract = Table(
    "contract",
    metadata,
    Column("id", ID, primary_key=True),
    *_mirrored(),
    Column("number", Text, nullable=False),
    Column("date", Date),
    _ref("organization_id", "seller_organization.id", nullable=False),
    _ref("counterparty_id", "counterparty.id", nullable=False),
    Column("currency", CODE3, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("price_type_id", Integer, ForeignKey("price_type.id")),
    Column("is_default", Boolean, nullable=False, server_default="false"),
    Column("terms", Text, nullable=False, server_default="prepayment"),
    Column("deferral_days", SmallInteger, nullable=False, server_default="0"),
    Column("overdue_tolerance_days", SmallInteger, nullable=False, server_default="0"),
    Column("refinement", Text),
    Column("deleted", Boolean, nullable=False, server_default="false"),
    CheckConstraint("refinement in ('none', 'confirm', 'wait')", name="refinement"),
    UniqueConstraint("connection_id", "erp_id"),
    Index(None, "counterparty_id"),
)
