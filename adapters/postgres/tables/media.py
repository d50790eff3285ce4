"""Pictures that people uploaded, what was made of every picture, and the papers of goods.

A picture is found by the hash of its content. The ERP's pictures stand in product.pictures and media; those that
people uploaded stand here, so that no import takes them away.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.tables.metadata import BIG, ID, NOW, instant, metadata

# Every picture once, whoever sent it. width, height: upright. refusal: why it is shown to nobody, a code.
picture = Table(
    "picture",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("width", Integer),
    Column("height", Integer),
    Column("refusal", Text, nullable=False, server_default=""),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    instant("beat_at"),
    instant("added_at", nullable=False, server_default=NOW),
    CheckConstraint("state in ('waiting', 'making', 'ready', 'refused')", name="state"),
    CheckConstraint("state <> 'ready' or width is not null and height is not null", name="sides"),
    Index("ix_picture_waiting", "added_at", postgresql_where=text("state in ('waiting', 'making')")),
)

media_upload = Table(
    "media_upload",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("failure", Text, nullable=False, server_default=""),
    instant("uploaded_at", nullable=False, server_default=NOW),
    instant("finished_at"),
    instant("undone_at"),
    CheckConstraint("state in ('waiting', 'sorting', 'done', 'failed', 'undone')", name="state"),
    Index(None, "uploaded_at"),
)

# incoming: of a file that was sent, its content as it came, while that is kept. sha256: of an entry of an archive its
# own.
# verdict: sent (not looked at yet), unpacked (an archive), attached, duplicate, several, unmatched, kept, refused.
# reason: the code of a refusal, with `found` what it is instead. candidates: goods that answer to the name.
media_file = Table(
    "media_file",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    Column("upload_id", ID, ForeignKey("media_upload.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("size", BIG, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("incoming", Text),
    Column("verdict", Text, nullable=False, server_default="sent"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("found", Text, nullable=False, server_default=""),
    Column("product_id", Integer),
    Column("kind", Text, nullable=False, server_default="photo"),
    Column("place", Integer, nullable=False, server_default="1"),
    Column("candidates", ARRAY(Integer), nullable=False, server_default="{}"),
    CheckConstraint(
        "verdict in ('sent', 'unpacked', 'attached', 'duplicate', 'several', 'unmatched', 'kept', 'refused')",
        name="verdict",
    ),
    CheckConstraint("kind in ('photo', 'turn')", name="kind"),
    Index(None, "upload_id", "verdict"),
    Index("ix_media_file_incoming", "incoming", postgresql_where=text("incoming is not null")),
    Index("ix_media_file_kept", "id", postgresql_where=text("verdict = 'kept'")),
)

# ended_by: the upload that put another picture in its place; taking that upload back brings this one again.
product_picture = Table(
    "product_picture",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    Column("product_id", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("sha256", Text, ForeignKey("picture.sha256"), nullable=False),
    Column("upload_id", ID, ForeignKey("media_upload.id"), nullable=False),
    Column("file_id", BIG, ForeignKey("media_file.id"), nullable=False),
    Column("ended_by", ID, ForeignKey("media_upload.id")),
    CheckConstraint("kind in ('photo', 'turn')", name="kind"),
    Index(None, "product_id"),
    Index(None, "upload_id"),
    Index("ix_product_picture_ended_by", "ended_by", postgresql_where=text("ended_by is not null")),
)

# A paper of goods: uploaded once, bound to many. The present file; earlier ones stand in tech_document_version.
tech_document = Table(
    "tech_document",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("number", Text, nullable=False, server_default=""),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("withdrawn_at"),
    CheckConstraint(
        "kind in ('certificate', 'declaration', 'passport', 'instruction', 'drawing', 'other')", name="kind"
    ),
    Index(None, "valid_to"),
)

tech_document_version = Table(
    "tech_document_version",
    metadata,
    Column("document_id", ID, ForeignKey("tech_document.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("filename", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", BIG, nullable=False),
    Column("number", Text, nullable=False, server_default=""),
    Column("valid_to", Date),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    instant("at", nullable=False, server_default=NOW),
)

# One condition each, and any of them binds: a good, a section with all below it, a value of a property.
tech_document_binding = Table(
    "tech_document_binding",
    metadata,
    Column("id", BIG, Identity(), primary_key=True),
    Column("document_id", ID, ForeignKey("tech_document.id"), nullable=False),
    Column("product_id", Integer),
    Column("category_id", Integer),
    Column("property_id", Integer),
    Column("value", Text),
    CheckConstraint("num_nonnulls(product_id, category_id, property_id) = 1", name="one_condition"),
    CheckConstraint("(property_id is null) = (value is null)", name="value"),
    Index(None, "document_id"),
    Index(None, "product_id"),
    Index(None, "category_id"),
    Index(None, "property_id", "value"),
)

# Advertising. Nobody named is everybody; else whoever is named in any of the three ways.
material = Table(
    "material",
    metadata,
    Column("id", ID, primary_key=True),
    Column("title", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("filename", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", BIG, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("holdings", ARRAY(ID), nullable=False, server_default="{}"),
    Column("counterparties", ARRAY(ID), nullable=False, server_default="{}"),
    Column("groups", ARRAY(ID), nullable=False, server_default="{}"),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    instant("added_at", nullable=False, server_default=NOW),
    instant("withdrawn_at"),
)

# What a buyer misses on a card. The answer's file is for him alone, or for everybody who may see the good.
content_request = Table(
    "content_request",
    metadata,
    Column("id", ID, primary_key=True),
    Column("product_id", Integer, nullable=False),
    Column("user_id", ID, ForeignKey("app_user.id"), nullable=False),
    Column("counterparty_id", ID, ForeignKey("counterparty.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("comment", Text, nullable=False, server_default=""),
    instant("asked_at", nullable=False, server_default=NOW),
    Column("state", Text, nullable=False, server_default="open"),
    Column("answer", Text, nullable=False, server_default=""),
    Column("filename", Text, nullable=False, server_default=""),
    Column("sha256", Text),
    Column("content_type", Text, nullable=False, server_default=""),
    Column("size", BIG),
    Column("is_public", Boolean, nullable=False, server_default="false"),
    Column("answered_by", ID, ForeignKey("app_user.id")),
    instant("answered_at"),
    CheckConstraint("what in ('photo', 'video', 'document', 'other')", name="what"),
    CheckConstraint("state in ('open', 'answered', 'declined')", name="state"),
    CheckConstraint("(state = 'open') = (answered_at is null)", name="answered"),
    Index(None, "counterparty_id", "asked_at"),
    Index("ix_content_request_open", "asked_at", postgresql_where=text("state = 'open'")),
    Index("ix_content_request_public", "product_id", postgresql_where=text("is_public")),
)
