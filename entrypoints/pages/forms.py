"""Reading what a form sent."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qsl
from uuid import UUID, uuid5

import falcon

from domain.shared.errors import NotFound
from entrypoints.http.faults import BodyTooLarge, BodyUnreadable

MOST_BYTES = 512 * 1024
MOST_FIELDS = 5000


def form_of(req: falcon.Request) -> Mapping[str, str]:
    """Fields of a form; of a repeated one the last counts. Raises BodyTooLarge, BodyUnreadable."""
    if (req.content_type or "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return {}
    raw = req.bounded_stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BodyTooLarge(MOST_BYTES)
    try:
        return dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise BodyUnreadable from None


def uuid_of(text: str, kind: str = "page") -> UUID:
    """Raises NotFound for what is no id: whoever mistypes an address learns no more than that."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(kind, text[:40]) from None


def number_of(text: str, kind: str = "page") -> int:
    """Raises NotFound."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise NotFound(kind, text[:40])


def whole(text: str, default: int, most: int) -> int:
    """A number of a query that somebody may have edited by hand."""
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 else default


def day_of(text: str) -> date | None:
    """None for nothing and for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def operation_of(form: Mapping[str, str]) -> UUID | None:
    """The id of what this form asks for.

    The form's own id together with what was typed: a form sent twice does nothing the second time, while one that
    the browser's «back» brought up again and that now asks for something else is carried out.
    """
    try:
        base = UUID(form.get("operation", ""))
    except ValueError:
        return None
    asked = "&".join(f"{name}={form[name]}" for name in sorted(form) if name != "csrf")
    return uuid5(base, asked)


def inner(address: str, default: str = "/") -> str:
    """Only an address of this portal: no other site can have people sent to itself after login."""
    if address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable():
        return address
    return default
