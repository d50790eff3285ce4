"""Giving a file to somebody who may have it: saved under its own name, run by nothing, kept by no cache."""

from urllib.parse import quote

import falcon

from application.content.files import GivenFile


def give(resp: falcon.Response, given: GivenFile) -> None:
    resp.content_type = given.file.content_type
    resp.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(given.file.filename, safe='')}")
    resp.set_header("Cache-Control", "private, no-store")
    resp.set_header("X-Content-Type-Options", "nosniff")
    resp.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
    resp.set_stream(given.content, given.file.size)
