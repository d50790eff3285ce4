"""The root of every refusal: a named fact of the trade, without prose and without a status code."""

from typing import ClassVar

from attrs import frozen


@frozen
class DomainError(Exception):
    """A rule of the trade said no. Subclasses carry the facts; the doors find the sentence by `code`.

    `code` is a promise to clients: never renamed, never reused.
    """

    code: ClassVar[str] = "domain.error"

    def __str__(self) -> str:
        return f"{self.code}: {self!r}"


@frozen
class NotFound(DomainError):
    """No such thing, or not for this person: the two are never told apart (A1)."""

    code: ClassVar[str] = "not-found"

    kind: str
    id: str


@frozen
class NotAllowed(DomainError):
    """The person lacks the permission that the use case names."""

    code: ClassVar[str] = "access.not-allowed"

    permission: str


@frozen
class Refusals(DomainError):
    """Everything that stands in the way, at once, so that it is mended in one go."""

    code: ClassVar[str] = "refusals"

    reasons: tuple[DomainError, ...]
