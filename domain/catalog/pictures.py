"""What a picture file's name says: whose it is, its place among the others, and whether it is a frame of a turn.

Photographers name by article: `SKU.jpg`, `SKU_2.jpg`, `SKU/01.jpg`, and a set of frames `SKU_360/001.jpg`. An article
may itself end in digits, so a name has several readings; the first that some good answers to is meant.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from attrs import frozen

LONGEST_PLACE = 4
_NUMBERED = re.compile(r"(.+?)[ _-]*\(([0-9]{1,4})\)|(.+?)[ _-]+([0-9]{1,4})")
_FRAME = re.compile(r"(.+?)[ _-]360[ _-]+([0-9]{1,4})", re.IGNORECASE)
_TURN_FOLDER = re.compile(r"(.+?)[ _-]+360")
_ANY_NUMBER = re.compile(r"([0-9]{1,4})\D*$")
FIRST = 1


class PictureKind(StrEnum):
    """PHOTO stands in the gallery; TURN is a frame of the view from all sides."""

    PHOTO = "photo"
    TURN = "turn"


@frozen
class Reading:
    """One reading of a name. place: among the pictures of its kind, from 1."""

    sku: str
    kind: PictureKind
    place: int


def readings(path: str) -> Iterator[Reading]:
    """Of a relative path with `/`, best first; none for a name without letters or digits."""
    *folders, name = [part.strip() for part in path.split("/")]
    stem, dot, _ = name.rpartition(".")
    stem = stem if dot else name
    folder = folders[-1] if folders else ""
    found = dict.fromkeys(_readings(stem, folder))
    return (one for one in found if any(letter.isalnum() for letter in one.sku))


def _readings(stem: str, folder: str) -> Iterator[Reading]:
    turn = _TURN_FOLDER.fullmatch(folder)
    if turn is not None and (number := _ANY_NUMBER.search(stem)) is not None:
        yield Reading(turn[1], PictureKind.TURN, int(number[1]))
    frame = _FRAME.fullmatch(stem)
    if frame is not None:
        yield Reading(frame[1], PictureKind.TURN, int(frame[2]))
    # «01» within a folder is a number, not an article; a folder of articles is a section or a shooting day.
    if folder and stem.isdigit() and len(stem) <= LONGEST_PLACE:
        yield Reading(folder, PictureKind.PHOTO, int(stem))
    yield Reading(stem, PictureKind.PHOTO, FIRST)
    numbered = _NUMBERED.fullmatch(stem)
    if numbered is not None:
        yield Reading(numbered[1] or numbered[3], PictureKind.PHOTO, int(numbered[2] or numbered[4]))
    # File systems allow no slash in a name, so people write _ for it.
    if "_" in stem:
        yield Reading(stem.replace("_", ""), PictureKind.PHOTO, FIRST)
    if folder:
        number = _ANY_NUMBER.search(stem)
        yield Reading(folder, PictureKind.PHOTO, int(number[1]) if number else FIRST)


def is_frame(path: str) -> bool:
    """Whether the ERP's own path stands in a folder of frames, by the same rule."""
    folder, _, _ = path.rpartition("/")
    return _TURN_FOLDER.fullmatch(folder.rpartition("/")[2]) is not None
