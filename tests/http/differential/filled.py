"""An order that a client is filling from a file, the articles by which he calls goods, a key of a feed of his."""

from collections.abc import Mapping
from io import BytesIO
from uuid import UUID

from adapters.storage.files import FolderFiles
from adapters.storage.folder import FolderMedia
from entrypoints.prove.world import named
from tests.shop import Shop

DRAFT = (
    "INSERT INTO order_draft (id, user_id, counterparty_id, name, lines, file, layout, updated_at)"
    ' VALUES (%s, %s, %s, %s, \'[{"row": 2, "article": "A-1", "quantity": "3"}]\', %s,'
    ' \'{"header": 1, "columns": {"article": 0, "quantity": 1}}\', \'2026-01-01\')'
)
KEY = (
    "INSERT INTO feed_key (id, user_id, counterparty_id, name, key_hash, scopes, created_at)"
    " VALUES (%s, %s, %s, %s, sha256(%s), '{prices,stock}', '2026-01-01')"
)


def settle_filled(shop: Shop, files: FolderFiles, who: str, whose: tuple[UUID, UUID], text: str) -> Mapping[str, UUID]:
    """Of (who fills, client). `text` is in the name of the file, of the key, and an article of his.

    The key itself is in no pool: whoever holds it may read by it.
    """
    draft, feed = named(who, "draft"), named(who, "feed")
    content = f"article;quantity\nA-1;3\n{text};4\n".encode()
    kept = FolderMedia(files.folder.root.parent / "order-files").keep(BytesIO(content), "csv")
    shop.run(DRAFT, draft, *whose, f"{text}.csv", kept.sha256)
    shop.run(KEY, feed, *whose, f"Key {text}", f"{who} of {feed}".encode())
    shop.run(
        "INSERT INTO client_sku (counterparty_id, sku_key, sku, variant_id, changed_at)"
        " VALUES (%s, %s, %s, 1, '2026-01-01')",
        *(whose[1], text.upper(), text),
    )
    return {"draft": draft, "feed": feed}
