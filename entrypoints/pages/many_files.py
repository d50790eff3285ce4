"""A form with many files, read part by part: nothing is held in memory whole."""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, cast

import falcon
from falcon.media import MultipartFormHandler
from falcon.media.multipart import MultipartParseError

from application.media.values import MOST_FILES, MOST_SENT, UploadRefused
from entrypoints.http.faults import BodyUnreadable
from entrypoints.pages.uploads import MOST_TEXT

AROUND = 4 * 1024 * 1024


class Limited:
    """A part of the form as a file to be read once. Raises UploadRefused past the bound of the whole form."""

    def __init__(self, stream: BinaryIO, counted: list[int]) -> None:
        self.stream, self.counted = stream, counted

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.counted[0] += len(block)
        if self.counted[0] > MOST_SENT:
            raise UploadRefused("too-large", MOST_SENT)
        return block


def sent_files(req: falcon.Request, trust: Callable[[Mapping[str, str]], None]) -> Iterator[tuple[str, BinaryIO]]:
    """Files in the order of the form; `trust` judges the fields that stand before the first of them.

    Raises UploadRefused, BodyUnreadable, and whatever `trust` raises.
    """
    if (req.content_length or 0) > MOST_SENT + AROUND:
        raise UploadRefused("too-large", MOST_SENT)
    fields: dict[str, str] = {}
    trusted, counted = False, [0]
    if (req.content_type or "").lower().startswith("multipart/form-data"):
        handler = MultipartFormHandler()
        handler.parse_options.max_body_part_count = MOST_FILES + 20
        try:
            for part in handler.deserialize(req.bounded_stream, req.content_type, req.content_length):
                if part.filename is None:
                    fields[part.name or ""] = part.stream.read(MOST_TEXT).decode(errors="replace")
                    continue
                if not trusted:
                    trust(fields)
                    trusted = True
                if part.filename:
                    yield part.filename, cast(BinaryIO, Limited(cast(BinaryIO, part.stream), counted))
        except MultipartParseError:
            raise BodyUnreadable from None
    if not trusted:
        trust(fields)
