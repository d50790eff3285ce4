"""Files of goods that people have sent, each with the message that it became."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from adapters.postgres.tables.metadata import BIG, ID, NOW, instant, metadata

goods_file = Table(
    "goods_file",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("filename", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    instant("sent_at", nullable=False, server_default=NOW),
    Column("good", Integer, nullable=False, server_default="0"),
    Column("bad", Integer, nullable=False, server_default="0"),
    Column("message_id", BIG, ForeignKey("inbox_message.id")),
    Index(None, "sent_at"),
)
