"""The body of a request, with a limit."""

from typing import Any

import falcon
import msgspec

from entrypoints.http.faults import BodyTooLarge, BodyUnreadable, MediaTypeWrong

MOST_BYTES = 1024 * 1024
JSON = "application/json"

_decode = msgspec.json.Decoder().decode


def json_body(req: falcon.Request, most: int = MOST_BYTES) -> Any:
    """Raises MediaTypeWrong, BodyTooLarge, BodyUnreadable."""
    if (req.content_type or "").partition(";")[0].strip().lower() != JSON:
        raise MediaTypeWrong(JSON)
    if (req.content_length or 0) > most:
        raise BodyTooLarge(most)
    raw = req.bounded_stream.read(most + 1)
    if len(raw) > most:
        raise BodyTooLarge(most)
    try:
        return _decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BodyUnreadable from None
