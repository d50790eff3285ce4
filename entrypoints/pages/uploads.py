"""A file that a form sent, read into memory within a limit."""

from collections.abc import Mapping

import falcon
from attrs import frozen

from application.shared.sheets import MOST_BYTES, FileRefused

# Beside the file: the heads of the parts and a few short fields.
AROUND = 64 * 1024
MOST_TEXT = 2000


@frozen
class SentFile:
    name: str
    content: bytes


def sent_form(req: falcon.Request, file: str) -> tuple[Mapping[str, str], SentFile]:
    """The fields, and the file of the field `file`; empty where the form is none with files. Raises FileRefused."""
    fields: dict[str, str] = {}
    sent = SentFile("", b"")
    if not (req.content_type or "").lower().startswith("multipart/form-data"):
        return fields, sent
    if (req.content_length or 0) > MOST_BYTES + AROUND:
        raise FileRefused("too-large", MOST_BYTES)
    for part in req.get_media():
        if part.name == file:
            content = part.stream.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                raise FileRefused("too-large", MOST_BYTES)
            sent = SentFile(plain_name(part.filename or ""), content)
        elif part.name:
            fields[part.name] = part.stream.read(MOST_TEXT).decode(errors="replace")
    return fields, sent


def plain_name(name: str) -> str:
    """Some browsers send the whole path; control characters are nobody's name."""
    tail = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in tail if letter.isprintable())[:200]
