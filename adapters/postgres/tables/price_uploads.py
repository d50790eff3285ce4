"""Files of individual prices: what was read in them, what was decided of each row, what was applied."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.metadata import BIG, ID, NOW, instant, metadata

# The counts are those of the judgement that is stored with the rows: before applying, a forecast; after it, what was
# done. act_id: the audit record of the application; null until then.
price_upload = Table(
    "price_upload",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("filename", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    instant("uploaded_at", nullable=False, server_default=NOW),
    Column("ignored", JSONB, nullable=False, server_default="[]"),
    Column("act_id", BIG, ForeignKey("audit_log.id")),
    Index(None, "user_id", "uploaded_at"),
)

# entry: the cells as text. before: what the row changes. faults: [[field, {code, facts}]].
price_upload_row = Table(
    "price_upload_row",
    metadata,
    Column("upload_id", ID, ForeignKey("price_upload.id"), primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("verdict", Text, nullable=False),
    Column("entry", JSONB, nullable=False),
    Column("owner_name", Text, nullable=False, server_default=""),
    Column("goods_name", Text, nullable=False, server_default=""),
    Column("before", JSONB),
    Column("faults", JSONB, nullable=False, server_default="[]"),
    CheckConstraint("verdict in ('new', 'changed', 'same', 'refused')", name="verdict"),
)
