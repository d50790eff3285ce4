"""Words that mean one thing to buyers: a group, all of it equal, or one word that stands for the others."""

from collections.abc import Sequence
from typing import ClassVar

from attrs import field, frozen

from domain.catalog.folding import search_text
from domain.shared.errors import DomainError

MOST_WORDS = 20
LONGEST = 60


@frozen
class SynonymsNotSound(DomainError):
    """`why`: too-few, too-many, too-long, no-word. `told`: what it is about."""

    code: ClassVar[str] = "synonyms.not-sound"
    why: str
    told: str = ""


@frozen
class Synonyms:
    """words: folded as the search folds them, each once. one_way: who types the first finds the others, too; who
    types another finds what he typed alone.

    Raises: SynonymsNotSound.
    """

    words: tuple[str, ...] = field()
    one_way: bool = False

    def __attrs_post_init__(self) -> None:
        for word in self.words:
            if len(word) > LONGEST:
                raise SynonymsNotSound("too-long", word[:LONGEST])
            if not any(letter.isalnum() for letter in word):
                raise SynonymsNotSound("no-word", word)
        if len(self.words) < 2:
            raise SynonymsNotSound("too-few")
        if len(self.words) > MOST_WORDS:
            raise SynonymsNotSound("too-many", str(len(self.words)))

    @classmethod
    def of(cls, words: Sequence[str], *, one_way: bool = False) -> "Synonyms":
        folded = (" ".join(search_text(word).split()) for word in words)
        return cls(tuple(dict.fromkeys(word for word in folded if word)), one_way)

    @property
    def typed(self) -> tuple[str, ...]:
        """What leads to the others."""
        return self.words[:1] if self.one_way else self.words


def listed(text: str) -> list[str]:
    """The words of a field: by commas, semicolons or lines."""
    return [word.strip() for word in text.replace(";", ",").replace("\n", ",").split(",") if word.strip()]
