"""A paper of goods that everybody may have who has the goods."""

from uuid import UUID

from adapters.storage.files import FolderFiles
from entrypoints.prove.world import named
from tests.shop import Shop


def a_paper(text: str) -> bytes:
    return f"%PDF-1.7 {text}".encode()


def settle_paper(shop: Shop, files: FolderFiles, editor: UUID) -> UUID:
    """Bound to goods 1, 3 and 8, which are those that are asked for."""
    id, key = named("paper"), files.put(a_paper("Certificate"))
    shop.run("INSERT INTO tech_document (id, kind, title) VALUES (%s, 'certificate', 'Certificate')", id)
    shop.run(
        "INSERT INTO tech_document_version (document_id, version, filename, sha256, content_type, size, user_id, at)"
        " VALUES (%s, 1, 'certificate.pdf', %s, 'application/pdf', %s, %s, '2026-01-01')",
        *(id, key, len(a_paper("Certificate")), editor),
    )
    for product in (1, 3, 8):
        shop.run("INSERT INTO tech_document_binding (document_id, product_id) VALUES (%s, %s)", id, product)
    return id


def settle_material(shop: Shop, files: FolderFiles, id: UUID, party: UUID, editor: UUID, title: str) -> UUID:
    """For this client alone."""
    key = files.put(a_paper(title))
    shop.run(
        "INSERT INTO material (id, title, filename, sha256, content_type, size, counterparties, user_id, added_at)"
        " VALUES (%s, %s, 'leaflet.pdf', %s, 'application/pdf', %s, ARRAY[%s::uuid], %s, '2026-01-01')",
        *(id, title, key, len(a_paper(title)), party, editor),
    )
    return id


def settle_request(
    shop: Shop, files: FolderFiles, id: UUID, party: UUID, user: UUID, comment: str, answerer: UUID
) -> UUID:
    """Answered with a file for the asker alone."""
    key = files.put(a_paper(f"Answer to {comment}"))
    shop.run(
        "INSERT INTO content_request (id, product_id, user_id, counterparty_id, what, comment, asked_at, state, answer,"
        " filename, sha256, content_type, size, answered_by, answered_at) VALUES (%s, 1, %s, %s, 'document', %s,"
        " '2026-01-01', 'answered', '', 'answer.pdf', %s, 'application/pdf', %s, %s, '2026-01-02')",
        *(id, user, party, comment, key, len(a_paper(f"Answer to {comment}")), answerer),
    )
    return id
