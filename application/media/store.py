"""Where files lie, whatever holds them: a folder of this machine, or a bucket of an object store (ADR 0032)."""

from typing import BinaryIO, ClassVar, Protocol

from attrs import frozen

from application.exchange.ports import StoredFile
from domain.shared.errors import DomainError


@frozen
class StoreAway(DomainError):
    """The store does not answer, or not as it should; `reply` is its code or the kind of failure."""

    code: ClassVar[str] = "store.away"
    reply: str


class Store(Protocol):
    """Content by its own hash; what is made of it (a smaller picture) by that hash and a suffix of ours.

    Every method raises StoreAway while the store does not answer.
    """

    def keep(self, file: BinaryIO, kind: str) -> StoredFile:
        """Any content, under a type that the caller answers for; kept once, never half there."""

    def keep_as(self, key: str, content: bytes, kind: str) -> None:
        """What was derived: `key` is a hash with a suffix, and tells all that the content depends on."""

    def open(self, key: str) -> BinaryIO | None:
        """None for a file that is not there. The caller closes it."""

    def remove(self, key: str) -> None:
        """One that is not there is no error."""
