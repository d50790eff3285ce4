"""What a file for people is, by its content: papers, pictures, video, archives. Programs and pages are none of them."""

from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

HEAD: Final = 4096
MAGIC: Final = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"GIF8", "image/gif", "gif"),
    (b"II*\x00", "image/tiff", "tif"),
    (b"MM\x00*", "image/tiff", "tif"),
    (b"8BPS", "image/vnd.adobe.photoshop", "psd"),
    (b"\x1aE\xdf\xa3", "video/webm", "webm"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword", "doc"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "7z"),
    (b"Rar!\x1a\x07", "application/vnd.rar", "rar"),
)
OFFICE: Final = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}
PROGRAMS: Final = ((b"MZ", "EXE"), (b"\x7fELF", "ELF"), (b"#!", "SH"))


def content_kind(content: bytes) -> tuple[str, str]:
    """The port `KindOf`."""
    head = content[:HEAD]
    for magic, kind, ending in MAGIC:
        if head.startswith(magic):
            return kind, ending
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp", "webp"
    if head[4:8] == b"ftyp":
        return "video/mp4", "mp4"
    if head.startswith(b"PK\x03\x04"):
        return _archive(content)
    return _other(head)


def _archive(content: bytes) -> tuple[str, str]:
    try:
        names = set(ZipFile(BytesIO(content)).namelist())
    except (BadZipFile, ValueError, NotImplementedError):
        return "", "ZIP"
    return next((told for name, told in OFFICE.items() if name in names), ("application/zip", "zip"))


def _other(head: bytes) -> tuple[str, str]:
    """Markup may run in whoever opens it; plain text may not."""
    program = next((name for magic, name in PROGRAMS if head.startswith(magic)), "")
    if program:
        return "", program
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith(b"<"):
        return "", "SVG" if b"<svg" in head.lower() else "HTML"
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in head):
        return "", ""
    return "text/plain", "txt"
