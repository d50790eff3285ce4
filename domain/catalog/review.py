"""A review: what a client says of a good that he bought, shown once the seller's people have read it (M014)."""

from enum import StrEnum
from typing import ClassVar

from attrs import frozen

from domain.shared.errors import DomainError

LONGEST = 3000
LONGEST_NAME = 60
LONGEST_REASON = 500


class ReviewState(StrEnum):
    """A refused one may be written anew, a published one may be taken back by the seller's people."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REFUSED = "refused"


@frozen
class NotBought(DomainError):
    """The client has ordered no such goods, or nothing of them was left uncancelled."""

    code: ClassVar[str] = "review.not-bought"
    product_id: int


@frozen
class AlreadyReviewed(DomainError):
    """One review of a good by a client, whoever of his people writes it."""

    code: ClassVar[str] = "review.already"
    product_id: int
    state: str


@frozen
class ReviewNotSound(DomainError):
    """`field`: stars, body, signed, reason. `why`: missing or too-long, with the bound."""

    code: ClassVar[str] = "review.not-sound"
    field: str
    why: str
    most: int = 0


def stars_of(text: str) -> int:
    if text in ("1", "2", "3", "4", "5"):
        return int(text)
    raise ReviewNotSound("stars", "missing")


def plain_text(text: str, field: str, most: int) -> str:
    """What people wrote, without control characters and blank ends; markup is text like any other."""
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    told = "\n".join("".join(letter for letter in line if letter.isprintable()) for line in lines).strip()
    if len(told) > most:
        raise ReviewNotSound(field, "too-long", most)
    return told
