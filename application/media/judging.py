"""What a file is, judged by its content; its name is only what somebody called it."""

from collections.abc import Sequence
from typing import BinaryIO, ClassVar, Protocol

from attrs import frozen

from domain.shared.errors import DomainError

# Of the widest smaller one a phone with a dense screen shows no more than it has points.
WIDTHS = (80, 320, 640, 1280)
MOST_SIDE = 12_000
MOST_POINTS = 60_000_000
MOST_BYTES = 40 * 1024 * 1024


@frozen
class PictureRefused(DomainError):
    """The file is no picture that the portal shows. `why`: empty, not-a-picture, svg, other-format, broken, too-wide,
    too-large. `found`: what it is instead, or its sides."""

    code: ClassVar[str] = "picture.refused"
    why: str
    found: str = ""


@frozen
class Sides:
    """In points, upright as people see it, whatever the camera noted."""

    content_type: str
    width: int
    height: int


@frozen
class Rendition:
    width: int
    suffix: str
    content_type: str
    content: bytes


class Judge(Protocol):
    def look(self, file: BinaryIO) -> Sides:
        """Unpacks nothing before its sides are known to be bearable. Raises PictureRefused."""

    def renditions(self, file: BinaryIO, widths: Sequence[int] = WIDTHS) -> tuple[Sides, Sequence[Rendition]]:
        """Smaller copies in a modern format and in one that every program shows. Raises PictureRefused."""


def key_of(sha256: str, width: int, suffix: str) -> str:
    return f"{sha256}.{width}.{suffix}"


def widths_of(width: int, widths: Sequence[int] = WIDTHS) -> tuple[int, ...]:
    """Under which widths copies of a picture so wide are kept: the two smallest always, so that a list may name them
    without a look; of the others those that say more than the one before. None is blown up."""
    return tuple(each for place, each in enumerate(widths) if place < 2 or widths[place - 1] < width)
