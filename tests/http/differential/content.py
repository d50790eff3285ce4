"""A paper of goods that everybody may have who has the goods."""

from uuid import UUID

from adapters.storage.files import FolderFiles
from entrypoints.prove.world import named
from tests.http.differential.stranger import a_file
from tests.shop import Shop


def settle_paper(shop: Shop, files: FolderFiles, editor: UUID) -> UUID:
    """Bound to goods 1, 3 and 8, which are those that are asked for."""
    id, key = named("paper"), files.put(a_file("Certificate"))
    shop.run("INSERT INTO tech_document (id, kind, title) VALUES (%s, 'certificate', 'Certificate')", id)
    shop.run(
        "INSERT INTO tech_document_version (document_id, version, filename, sha256, content_type, size, user_id, at)"
        " VALUES (%s, 1, 'certificate.pdf', %s, 'application/pdf', %s, %s, '2026-01-01')",
        *(id, key, len(a_file("Certificate")), editor),
    )
    for product in (1, 3, 8):
        shop.run("INSERT INTO tech_document_binding (document_id, product_id) VALUES (%s, %s)", id, product)
    return id
