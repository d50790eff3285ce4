"""What a search is made with: goods by their words and numbers, the words that goods have, what clients call them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from attrs import frozen

from domain.catalog.asked import Term
from domain.catalog.respelling import Known
from domain.shared.ids import CategoryId, CounterpartyId, ProductId, VariantId

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


class ClientSkus(Protocol):
    """What clients call goods: an article of theirs, in whatever spelling of one key (`sku_key`), is one variant.

    Every call names the client: nobody's articles are read or written without saying whose they are.
    """

    def variants(self, client: CounterpartyId, skus: Collection[str]) -> Mapping[str, VariantId]:
        """By the article as asked for; those that he has not told are left out."""

    def skus(self, client: CounterpartyId, variants: Collection[VariantId]) -> Mapping[VariantId, str]:
        """As the client writes them, the newest where a variant has several."""

    def put(self, client: CounterpartyId, skus: Mapping[str, VariantId]) -> int:
        """By the article as typed; one told before now means the new variant. How many are new or other than before.

        Raises NotFound for a variant that is not there."""

    def remove(self, client: CounterpartyId, skus: Collection[str]) -> int: ...


class Misses(Protocol):
    def record(self, text: str, client: CounterpartyId | None) -> None:
        """Somebody searched for this and nothing was found."""
