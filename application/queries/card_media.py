"""What a card shows beside its text and prices: pictures with their sides, a turn, papers, answers to requests."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from attrs import frozen

from application.media.judging import widths_of
from application.queries.product_card import ProductCard

FRAME = 640
ZOOMED = 1280


@frozen
class Shot:
    """A picture of the card. width, height: of the original, 0 while nobody has measured it."""

    key: str
    width: int = 0
    height: int = 0

    @property
    def widths(self) -> tuple[int, ...]:
        """Of the copies that there are, but the smallest."""
        return widths_of(self.width)[1:] if self.width else ()

    def copies(self, suffix: str) -> str:
        """As a browser wants them to choose from."""
        return ", ".join(f"/media/{self.key}.{width}.{suffix} {min(width, self.width)}w" for width in self.widths)

    def at_most(self, width: int, suffix: str = "jpg") -> str:
        """The widest copy up to that width; the original where there is none yet."""
        found = [each for each in self.widths if each <= width]
        return f"/media/{self.key}.{found[-1]}.{suffix}" if found else f"/media/{self.key}"

    @property
    def thumb(self) -> str:
        return f"/media/{self.key}.80.webp"

    @property
    def main(self) -> str:
        return self.at_most(FRAME)

    @property
    def frame(self) -> str:
        return self.at_most(FRAME, "webp")

    @property
    def zoomed(self) -> str:
        return self.at_most(ZOOMED)


@frozen
class CardPaper:
    """A document of the good. is_expired: by the business day."""

    id: UUID
    kind: str
    title: str
    number: str
    valid_to: date | None
    filename: str
    size: int
    is_expired: bool = False


@frozen
class CardAnswer:
    """A file that somebody asked for and that the seller lets all see who see the good."""

    id: UUID
    what: str
    filename: str
    size: int


@frozen
class CardMedia:
    """shots: of the gallery. turn: ordered frames, none where there are too few of them for a turn."""

    shots: tuple[Shot, ...] = ()
    turn: tuple[Shot, ...] = ()
    papers: tuple[CardPaper, ...] = ()
    answers: tuple[CardAnswer, ...] = ()


@frozen
class FoundMedia:
    """sides: of those pictures that somebody has measured."""

    sides: Mapping[str, tuple[int, int]]
    frames: Sequence[Shot]
    papers: Sequence[CardPaper]
    answers: Sequence[CardAnswer]


def media_of(card: ProductCard, found: FoundMedia, least: int) -> CardMedia:
    shots = [Shot(key, *found.sides.get(key, (0, 0))) for key in card.text.pictures]
    turn = tuple(found.frames)
    if len(turn) < least:
        # Too few to turn steadily: they are pictures like any other.
        shots, turn = [*shots, *turn], ()
    return CardMedia(tuple(shots), turn, tuple(found.papers), tuple(found.answers))


def as_the_text_tells(card: ProductCard) -> CardMedia:
    """Without a store of media at hand: the pictures alone, unmeasured."""
    return CardMedia(tuple(Shot(key) for key in card.text.pictures))
