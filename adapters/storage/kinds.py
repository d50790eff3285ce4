"""What a file is, judged by its first bytes: a name may promise anything."""

import codecs
import re

HEAD = 4096
_SVG = re.compile(rb"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"PK\x03\x04", "application/zip"),
)
# Whoever shows these must not let them run: SVG and HTML may carry scripts.
_OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def content_type(head: bytes) -> str | None:
    """`head` is the first `HEAD` bytes; None for anything that is not a known picture or document."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if found == "application/zip":
        return next((kind for mark, kind in _OFFICE.items() if mark in head), None)
    return found or ("image/svg+xml" if _SVG.match(head) else _text(head))


def _text(head: bytes) -> str | None:
    """Descriptions come as plain text; whatever else they hold, they are given out as text."""
    if not head or any(code < 32 and code not in (9, 10, 13) for code in head):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return None
    return None if head.lstrip()[:1] == b"<" else "text/plain"
