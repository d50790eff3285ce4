"""Texts that stand on every card: delivery and payment, written by the administrator."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Protocol

from attrs import frozen

from application.access.context import Visit
from domain.access.permission import Permission
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import UserId

PLACES = ("delivery", "payment")
LONGEST = 5000


@frozen
class TextTooLong(DomainError):
    code: ClassVar[str] = "card-text.too-long"
    length: int
    most: int = LONGEST


@frozen
class TextChangedMeanwhile(DomainError):
    """Somebody saved the text since its form was opened."""

    code: ClassVar[str] = "card-text.changed-meanwhile"
    place: str


@frozen
class CardText:
    """version 0: nobody has written it yet."""

    place: str
    body: str = ""
    version: int = 0
    by: str = ""
    saved_at: datetime | None = None


class CardTexts(Protocol):
    def all(self) -> Mapping[str, CardText]:
        """The newest by place."""

    def save(self, place: str, body: str, seen: int, by: UserId) -> bool:
        """False where another version has come since `seen`."""


@frozen
class CardTextsQuery:
    texts: CardTexts

    def __call__(self, visit: Visit) -> Mapping[str, CardText]:
        visit.authority.need(Permission.EDIT_TEXTS)
        written = self.texts.all()
        return {place: written.get(place, CardText(place)) for place in PLACES}


@frozen
class SaveCardText:
    texts: CardTexts

    def __call__(self, visit: Visit, place: str, body: str, seen: int) -> None:
        """Raises NotFound, TextTooLong, TextChangedMeanwhile."""
        visit.authority.need(Permission.EDIT_TEXTS)
        if place not in PLACES:
            raise NotFound("card text", place)
        text = "\n".join(line.rstrip() for line in body.replace("\r\n", "\n").split("\n")).strip()
        if len(text) > LONGEST:
            raise TextTooLong(len(text))
        if not self.texts.save(place, text, seen, visit.authority.user):
            raise TextChangedMeanwhile(place)
