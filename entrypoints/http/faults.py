"""Refusals of the doors themselves: a request that cannot be read, is not ours, or cannot be served now.

They stand in the same register as the refusals of the trade, so that a client meets one kind of answer.
"""

from datetime import date
from typing import ClassVar

from attrs import frozen

from domain.shared.errors import DomainError


@frozen
class Misfit:
    """One field that does not fit. `expected` is a stable code: missing, unknown, text, whole, decimal, …"""

    field: str
    expected: str


@frozen
class RequestInvalid(DomainError):
    code: ClassVar[str] = "request.invalid"
    fields: tuple[Misfit, ...]


@frozen
class BodyUnreadable(DomainError):
    """Not JSON, or not in UTF-8."""

    code: ClassVar[str] = "request.unreadable"


@frozen
class BodyTooLarge(DomainError):
    code: ClassVar[str] = "request.too-large"
    most_bytes: int


@frozen
class MediaTypeWrong(DomainError):
    code: ClassVar[str] = "request.media-type"
    expected: str


@frozen
class CsrfMismatch(DomainError):
    """A change by a cookie session without the token of that session."""

    code: ClassVar[str] = "request.csrf"


@frozen
class ForeignOrigin(DomainError):
    """A browser sent a change from a page of another site."""

    code: ClassVar[str] = "request.foreign-origin"


@frozen
class PathUnknown(DomainError):
    code: ClassVar[str] = "http.not-found"
    path: str


@frozen
class MethodNotAllowed(DomainError):
    code: ClassVar[str] = "http.method-not-allowed"
    method: str
    allowed: tuple[str, ...]


@frozen
class RequestRefused(DomainError):
    """Any other refusal of the web server's own, with its HTTP status."""

    code: ClassVar[str] = "http.refused"
    http_status: int
    reason: str


@frozen
class Busy(DomainError):
    """A lock or a connection did not come in time; nothing was changed."""

    code: ClassVar[str] = "server.busy"
    retry_after: int = 2


@frozen
class Broken(DomainError):
    """A fault of ours. The request id finds it in the log."""

    code: ClassVar[str] = "server.fault"
    request_id: str


@frozen
class PeriodInverted(DomainError):
    """A period that ends before it begins holds nothing."""

    code: ClassVar[str] = "request.period-inverted"
    begins: date
    ends: date
