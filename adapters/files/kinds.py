"""What a file is, by its first bytes and, for a ZIP, by what stands in it; its name is only what somebody called it."""

from collections.abc import Collection

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An encrypted workbook is an OLE file, too, with its name for the secret part in UTF-16.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ZIP = b"PK\x03\x04"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
HEAD = 4096
WORKBOOK = "xl/workbook.xml"
OTHERS = {"xl/workbook.bin": "xlsb", "word/document.xml": "document", "content.xml": "ods"}


def kind_of(content: bytes) -> str:
    """zip, or why it is no workbook: empty, xls, locked, picture, pdf, csv, unknown."""
    head = content[:HEAD]
    if not content:
        return "empty"
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(OLE):
        return "locked" if ENCRYPTED in content else "xls"
    if head.startswith(PICTURES):
        return "picture"
    if head.startswith(b"%PDF"):
        return "pdf"
    return "csv" if is_text(head) else "unknown"


def is_text(head: bytes) -> bool:
    """Of whichever encoding: a text has no control characters but those that lay it out."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in head)


def kind_in(names: Collection[str]) -> str:
    """xlsx, or what the archive is instead."""
    if WORKBOOK in names:
        return "xlsx"
    return next((kind for name, kind in OTHERS.items() if name in names), "unknown")
