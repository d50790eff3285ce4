"""Pictures of goods. Their names are made of their content, so that they never change under one address."""

from collections.abc import Callable

import falcon
from attrs import frozen

from entrypoints.pages.static import FOREVER

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
            resp.set_header("Cache-Control", "public, max-age=60")
            raise falcon.HTTPNotFound
        resp.data, resp.content_type = found
        resp.set_header("ETag", tag)
        if resp.content_type not in SHOWN:
            resp.set_header("Content-Disposition", "attachment")
