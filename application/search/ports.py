"""What a search is made with: goods by their words and numbers, the words that goods have, what clients call them."""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from domain.catalog.asked import Term
from domain.catalog.respelling import Known
from domain.shared.ids import CategoryId, CounterpartyId, ProductId

MOST_WORDS_TOLD = 8


@frozen
class Reading:
    """One way of reading a text. terms: goods that have all of them. articles: in full, compared without leading zeros.

    own: articles as this client calls goods.
    """

    terms: tuple[Term, ...] = ()
    articles: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


@frozen
class LookUp:
    """readings: one, or two of which the first that finds anything counts.

    Of the first: parts: of an article, each compared without its leading zeros. piece: of an article. code: a barcode.
    without: goods that have all terms but so many, whichever these are. sections: only of these; None is everywhere.
    """

    readings: tuple[Reading, ...]
    parts: tuple[str, ...] = ()
    piece: str = ""
    code: str = ""
    client: CounterpartyId | None = None
    sections: Sequence[CategoryId] | None = None
    without: int = 0


class GoodsLookup(Protocol):
    def find(self, asked: LookUp, most: int | None) -> Sequence[Sequence[ProductId]]:
        """For each reading the goods on sale, best first, each once; of all readings at most so many, None is all of
        them. Costs one statement."""


class Vocabulary(Protocol):
    def knows(self, word: str, *, begun: bool) -> bool:
        """Whether goods have it in any of its forms, or, if it is `begun`, have a word that begins so."""

    def near(self, words: Sequence[tuple[str, str]]) -> Sequence[Sequence[Known]]:
        """For each word and its other layout the words that may have been meant, the last also by its beginning."""

    def beginning(self, word: str, most: int = MOST_WORDS_TOLD) -> Sequence[str]:
        """Words that begin so, those of most goods first."""


class Misses(Protocol):
    def record(self, text: str, client: CounterpartyId | None) -> None:
        """Somebody searched for this and nothing was found."""
