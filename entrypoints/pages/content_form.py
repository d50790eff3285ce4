"""A form with a file or two for people, and long texts beside; read whole within limits."""

from collections.abc import Mapping

import falcon
from falcon.media import MultipartFormHandler
from falcon.media.multipart import MultipartParseError

from application.content.files import MOST_BYTES, ContentRefused, SentContent
from entrypoints.http.faults import BodyUnreadable
from entrypoints.pages.forms import form_of
from entrypoints.pages.uploads import plain_name

MOST_TEXT = 300_000
AROUND = 1024 * 1024
NOTHING = SentContent("", b"")


def content_form(req: falcon.Request) -> tuple[Mapping[str, str], Mapping[str, SentContent]]:
    """Fields and files by name; a form without files is read like any other. Raises ContentRefused, BodyUnreadable."""
    if not (req.content_type or "").lower().startswith("multipart/form-data"):
        return form_of(req), {}
    if (req.content_length or 0) > MOST_BYTES + AROUND:
        raise ContentRefused("too-large")
    fields: dict[str, str] = {}
    files: dict[str, SentContent] = {}
    try:
        for part in MultipartFormHandler().deserialize(req.bounded_stream, req.content_type, req.content_length):
            name = part.name or ""
            if part.filename is None:
                fields[name] = part.stream.read(MOST_TEXT).decode(errors="replace").replace("\0", "")
                continue
            content = part.stream.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                raise ContentRefused("too-large")
            files[name] = SentContent(plain_name(part.filename or ""), content)
    except MultipartParseError:
        raise BodyUnreadable from None
    return fields, files
