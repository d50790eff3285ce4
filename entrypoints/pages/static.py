"""Static files under addresses that hold a hash of their content: cached for ever, never stale."""

import gzip
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import falcon
from attrs import frozen

HERE = Path(__file__).parent
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
FIRST, LAST = ("tokens", "base", "layout"), ("print",)
FOREVER = "public, max-age=31536000, immutable"


@frozen
class StaticFile:
    url: str
    body: bytes
    packed: bytes | None
    content_type: str


def read_files() -> Mapping[str, StaticFile]:
    """By name: the files of `static/`, and `site.css` put together from the tokens and the components' parts."""
    found = {path.name: _file(path.name, path.read_bytes()) for path in sorted((HERE / "static").iterdir())
             if path.suffix in TYPES}  # fmt: skip
    style = stylesheet()
    for name, file in found.items():
        style = style.replace(f"url({name})", f"url({file.url})")
    return {**found, "site.css": _file("site.css", style.encode())}


def stylesheet() -> str:
    frame = {name: HERE / "styles" / f"{name}.css" for name in (*FIRST, *LAST)}
    # What refines a table comes after it.
    parts = sorted((HERE / "components").glob("*.css"), key=lambda path: (path.stem != "table", path.stem))
    ordered = [*(frame[name] for name in FIRST), *parts, *(frame[name] for name in LAST)]
    return "\n".join(path.read_text() for path in ordered)


def _file(name: str, body: bytes) -> StaticFile:
    suffix = Path(name).suffix
    packed = None if suffix == ".woff2" else gzip.compress(body, 9, mtime=0)
    mark = sha256(body).hexdigest()[:12]
    return StaticFile(f"/static/{mark}/{name}", body, packed, TYPES[suffix])


@frozen
class Static:
    """GET /static/{mark}/{name}"""

    files: Mapping[str, StaticFile]

    def on_get(self, req: falcon.Request, resp: falcon.Response, mark: str, name: str) -> None:
        file = self.files.get(name)
        if file is None or file.url != f"/static/{mark}/{name}":
            raise falcon.HTTPNotFound
        resp.content_type = file.content_type
        resp.set_header("Cache-Control", FOREVER)
        resp.set_header("Vary", "Accept-Encoding")
        resp.data = file.body
        if file.packed and "gzip" in (req.get_header("Accept-Encoding") or ""):
            resp.data = file.packed
            resp.set_header("Content-Encoding", "gzip")
