"""Sending a stored document."""

from urllib.parse import quote

import falcon

from application.queries.orders import StoredDocument


def send(resp: falcon.Response, stored: StoredDocument, body: bytes) -> None:
    """Shown by the browser where it can, saved under its own name; never kept by a shared cache."""
    resp.content_type = "application/pdf" if stored.filename.endswith(".pdf") else "application/octet-stream"
    kind = "inline" if resp.content_type == "application/pdf" else "attachment"
    resp.set_header("Content-Disposition", f"{kind}; filename*=UTF-8''{quote(stored.filename, safe='')}")
    resp.set_header("Cache-Control", "private, no-store")
    resp.set_header("X-Content-Type-Options", "nosniff")
    resp.data = body
