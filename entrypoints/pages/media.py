"""Pictures of goods. Their names are made of their content, so that they never change under one address."""

from collections.abc import Callable

import falcon
from attrs import frozen

from entrypoints.pages.static import FOREVER

SOON = "public, max-age=60"
SHOWN = frozenset(("image/png", "image/jpeg", "image/webp", "image/avif", "image/gif"))


@frozen
class Media:
    """GET /media/{key}"""

    picture: Callable[[str], tuple[bytes, str] | None]

    def on_get(self, req: falcon.Request, resp: falcon.Response, key: str) -> None:
        tag = f'"{key}"'
        resp.set_header("Cache-Control", FOREVER)
        resp.set_header("X-Content-Type-Options", "nosniff")
        # An SVG that came with the goods is somebody's markup: it is never run as a page of ours.
        resp.set_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        if req.get_header("If-None-Match") == tag:
            resp.status = falcon.HTTP_304
            return
        found = self.picture(key)
        if found is None:
            resp.set_header("Cache-Control", SOON)
            found = self.original(key)
        else:
            resp.set_header("ETag", tag)
        resp.data, resp.content_type = found
        if resp.content_type not in SHOWN:
            resp.set_header("Content-Disposition", "attachment")

    def original(self, key: str) -> tuple[bytes, str]:
        """Until the worker has made the smaller copy. Raises HTTPNotFound."""
        whole, dot, _ = key.partition(".")
        found = self.picture(whole) if dot else None
        if found is None:
            raise falcon.HTTPNotFound
        return found
