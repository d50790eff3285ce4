"""An issued price list of one client, with the file that it was issued as."""

from io import BytesIO
from uuid import UUID

from adapters.storage.files import FolderFiles
from adapters.storage.folder import FolderMedia
from tests.shop import Shop

ISSUED = (
    "INSERT INTO price_list (id, user_id, counterparty_id, section_names, format, state, filename, sha256, size, lines,"
    " priced, read_at, pricing_version, catalogue_version, expires_at, is_kept) VALUES (%s, %s, %s, %s, 'csv', 'ready',"
    " %s, %s, %s, 4, 4, '2026-01-01', 1, 1, '2099-01-01', true)"
)


def settle_price_list(shop: Shop, files: FolderFiles, whose: tuple[UUID, UUID, UUID], text: str) -> tuple[UUID, str]:
    """Of (id, who asked, client): its id and the hash of its file, which lies in the folder beside the documents'."""
    kept = FolderMedia(files.folder.root.parent / "price-lists").keep(BytesIO(text.encode()), "csv")
    shop.run(ISSUED, *whose, [f"Section: {text}"], f"{text}.csv", kept.sha256, kept.size)
    return whose[0], kept.sha256
