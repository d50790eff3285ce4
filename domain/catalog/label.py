"""Labels of goods (признаки и ярлыки, M117): what the seller calls to the buyer's attention."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import ClassVar

from attrs import frozen

from domain.shared.errors import DomainError


class Label(StrEnum):
    """In the order in which they are shown."""

    ACTION = "action"
    SALE = "sale"
    SPECIAL = "special"
    OFFER = "offer"
    HIT = "hit"
    NEW = "new"

    @property
    def claims_lower_price(self) -> bool:
        """It says that the price is lower than usual, which is true of some clients and not of others."""
        return self in (Label.SALE, Label.SPECIAL)


@frozen
class LabelNotSound(DomainError):
    """`why`: unreadable, unknown (nothing is called so), too-many, before-start, nothing (no goods are named)."""

    code: ClassVar[str] = "label.not-sound"
    field: str
    why: str
    told: str = ""


@frozen
class Days:
    """Both inclusive; open where None."""

    first: date | None = None
    last: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise LabelNotSound("valid_to", "before-start")

    def have(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def told_of(labels: Iterable[Label], *, is_below_base: bool) -> tuple[Label, ...]:
    """What a client is told: a label never contradicts his own price (ADR 0033)."""
    found = set(labels)
    return tuple(label for label in Label if label in found and (is_below_base or not label.claims_lower_price))
