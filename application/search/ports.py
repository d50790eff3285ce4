"""What a search is made with: goods by their words and numbers, the words that goods have, what clients call them."""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from domain.catalog.asked import Term
from domain.catalog.respelling import Known
from domain.shared.ids import CategoryId, CounterpartyId, ProductId

MOST_WORDS_TOLD = 8


@frozen
class LookUp:
    """One way of reading a text. terms: goods that have all of them but `without`, whichever these are.

    articles: in full, compared without leading zeros. parts: of an article, each compared so. piece: of an article.
    code: a barcode.
    own: articles as this client calls goods. sections: only of these; None is everywhere.
    """

    terms: tuple[Term, ...] = ()
    articles: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    piece: str = ""
    code: str = ""
    own: tuple[str, ...] = ()
    client: CounterpartyId | None = None
    sections: Sequence[CategoryId] | None = None
    without: int = 0


class GoodsLookup(Protocol):
    def find(self, asked: LookUp, most: int | None) -> Sequence[ProductId]:
        """Goods on sale, best first, each once; None is all of them. Costs one statement."""


class Vocabulary(Protocol):
    def near(self, words: Sequence[tuple[str, str]]) -> Sequence[Sequence[Known]]:
        """For each word and its other layout the words that may have been meant, the last also by its beginning."""

    def beginning(self, word: str, most: int = MOST_WORDS_TOLD) -> Sequence[str]:
        """Words that begin so, those of most goods first."""


class Misses(Protocol):
    def record(self, text: str, client: CounterpartyId | None) -> None:
        """Somebody searched for this and nothing was found."""
