"""Pictures that people upload, smaller copies, papers of goods, advertising, what buyers miss on a card"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

GRANTED = ("sales_head", "administrator")
# Pictures that 1C sent before there were smaller copies are made smaller, too.
KNOWN = """
INSERT INTO picture (sha256) SELECT DISTINCT sha256 FROM media WHERE content_type LIKE 'image/%' AND
    content_type <> 'image/svg+xml'
"""


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("refusal", sa.Text(), server_default="", nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state <> 'ready' or width is not null and height is not null", name=op.f("ck_picture_sides")
        ),
        sa.CheckConstraint("state in ('waiting', 'making', 'ready', 'refused')", name=op.f("ck_picture_state")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_picture")),
    )
    op.create_index(
        "ix_picture_waiting",
        "picture",
        ["added_at"],
        unique=False,
        postgresql_where=sa.text("state in ('waiting', 'making')"),
    )
    op.create_table(
        "media_upload",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failure", sa.Text(), server_default="", nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'sorting', 'done', 'failed', 'undone')", name=op.f("ck_media_upload_state")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_media_upload_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_upload")),
    )
    op.create_index(op.f("ix_media_upload_uploaded_at"), "media_upload", ["uploaded_at"], unique=False)
    op.create_table(
        "media_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("upload_id", sa.UUID(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("incoming", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), server_default="sent", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("found", sa.Text(), server_default="", nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), server_default="photo", nullable=False),
        sa.Column("place", sa.Integer(), server_default="1", nullable=False),
        sa.Column("candidates", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.CheckConstraint("kind in ('photo', 'turn')", name=op.f("ck_media_file_kind")),
        sa.CheckConstraint(
            "verdict in ('sent', 'unpacked', 'attached', 'duplicate', 'several', 'unmatched', 'kept', 'refused')",
            name=op.f("ck_media_file_verdict"),
        ),
        sa.ForeignKeyConstraint(["upload_id"], ["media_upload.id"], name=op.f("fk_media_file_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_file")),
    )
    op.create_index(
        "ix_media_file_incoming",
        "media_file",
        ["incoming"],
        unique=False,
        postgresql_where=sa.text("incoming is not null"),
    )
    op.create_index(
        "ix_media_file_kept", "media_file", ["id"], unique=False, postgresql_where=sa.text("verdict = 'kept'")
    )
    op.create_index(op.f("ix_media_file_upload_id_verdict"), "media_file", ["upload_id", "verdict"], unique=False)
    op.create_table(
        "product_picture",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("upload_id", sa.UUID(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("kind in ('photo', 'turn')", name=op.f("ck_product_picture_kind")),
        sa.ForeignKeyConstraint(["ended_by"], ["media_upload.id"], name=op.f("fk_product_picture_ended_by")),
        sa.ForeignKeyConstraint(["file_id"], ["media_file.id"], name=op.f("fk_product_picture_file_id")),
        sa.ForeignKeyConstraint(["sha256"], ["picture.sha256"], name=op.f("fk_product_picture_sha256")),
        sa.ForeignKeyConstraint(["upload_id"], ["media_upload.id"], name=op.f("fk_product_picture_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_picture")),
    )
    op.create_index(
        "ix_product_picture_ended_by",
        "product_picture",
        ["ended_by"],
        unique=False,
        postgresql_where=sa.text("ended_by is not null"),
    )
    op.create_index(op.f("ix_product_picture_product_id"), "product_picture", ["product_id"], unique=False)
    op.create_index(op.f("ix_product_picture_upload_id"), "product_picture", ["upload_id"], unique=False)
    op.create_table(
        "tech_document",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('certificate', 'declaration', 'passport', 'instruction', 'drawing', 'other')",
            name=op.f("ck_tech_document_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tech_document")),
    )
    op.create_index(op.f("ix_tech_document_valid_to"), "tech_document", ["valid_to"], unique=False)
    op.create_table(
        "tech_document_version",
        sa.Column("document_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["tech_document.id"], name=op.f("fk_tech_document_version_document_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_tech_document_version_user_id")),
        sa.PrimaryKeyConstraint("document_id", "version", name=op.f("pk_tech_document_version")),
    )
    op.create_table(
        "tech_document_binding",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.UUID(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("property_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.CheckConstraint("(property_id is null) = (value is null)", name=op.f("ck_tech_document_binding_value")),
        sa.CheckConstraint(
            "num_nonnulls(product_id, category_id, property_id) = 1",
            name=op.f("ck_tech_document_binding_one_condition"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["tech_document.id"], name=op.f("fk_tech_document_binding_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tech_document_binding")),
    )
    op.create_index(
        op.f("ix_tech_document_binding_category_id"), "tech_document_binding", ["category_id"], unique=False
    )
    op.create_index(
        op.f("ix_tech_document_binding_document_id"), "tech_document_binding", ["document_id"], unique=False
    )
    op.create_index(op.f("ix_tech_document_binding_product_id"), "tech_document_binding", ["product_id"], unique=False)
    op.create_index(
        op.f("ix_tech_document_binding_property_id_value"),
        "tech_document_binding",
        ["property_id", "value"],
        unique=False,
    )
    op.create_table(
        "material",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("holdings", postgresql.ARRAY(sa.UUID()), server_default="{}", nullable=False),
        sa.Column("counterparties", postgresql.ARRAY(sa.UUID()), server_default="{}", nullable=False),
        sa.Column("groups", postgresql.ARRAY(sa.UUID()), server_default="{}", nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_material_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
    )
    op.create_table(
        "content_request",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("counterparty_id", sa.UUID(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("filename", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("content_type", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("is_public", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("answered_by", sa.UUID(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'open') = (answered_at is null)", name=op.f("ck_content_request_answered")),
        sa.CheckConstraint("state in ('open', 'answered', 'declined')", name=op.f("ck_content_request_state")),
        sa.CheckConstraint("what in ('photo', 'video', 'document', 'other')", name=op.f("ck_content_request_what")),
        sa.ForeignKeyConstraint(["answered_by"], ["app_user.id"], name=op.f("fk_content_request_answered_by")),
        sa.ForeignKeyConstraint(
            ["counterparty_id"], ["counterparty.id"], name=op.f("fk_content_request_counterparty_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_content_request_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_request")),
    )
    op.create_index(
        op.f("ix_content_request_counterparty_id_asked_at"),
        "content_request",
        ["counterparty_id", "asked_at"],
        unique=False,
    )
    op.create_index(
        "ix_content_request_open",
        "content_request",
        ["asked_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_content_request_public",
        "content_request",
        ["product_id"],
        unique=False,
        postgresql_where=sa.text("is_public"),
    )
    op.execute(KNOWN)
    op.execute(
        sa.text("UPDATE role SET permissions = permissions || ARRAY['content.change'] WHERE code = ANY(:roles)")
        .bindparams(roles=list(GRANTED))
    )  # fmt: skip
    op.execute(
        "INSERT INTO role (code, name, permissions) VALUES"
        " ('content_editor', 'Контент-редактор', ARRAY['catalogue.see', 'content.change'])"
    )


def downgrade() -> None:
    op.execute("DELETE FROM membership WHERE role = 'content_editor'")
    op.execute("DELETE FROM role WHERE code = 'content_editor'")
    op.execute("UPDATE role SET permissions = array_remove(permissions, 'content.change')")
    for name in (
        "content_request",
        "material",
        "tech_document_binding",
        "tech_document_version",
        "tech_document",
        "product_picture",
        "media_file",
        "media_upload",
        "picture",
    ):
        op.drop_table(name)
