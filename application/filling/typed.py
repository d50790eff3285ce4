"""Lines of an order as somebody typed, pasted or sent them, before anything is known of them."""

from collections.abc import Mapping
from typing import Any

from attrs import asdict, frozen

from domain.catalog.folding import sku_key

# Of a cart, and of what is judged for one answer of the API; a draft holds an order form of a whole price list.
MOST_LINES = 2000
MOST_DRAFTED = 20_000
LONGEST = 200
# What copying from pages and 1C brings along and nobody sees.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@frozen
class TypedLine:
    """row: as its file or text counts. whole: the text that article and quantity were taken apart from.

    own: the client's own article. stamp: the key of a line of an order form that we issued. quantity: empty takes the
    least. variant, packaging: what a person has chosen of several; 0 and None are not chosen.
    """

    row: int
    article: str = ""
    quantity: str = ""
    unit: str = ""
    own: str = ""
    name: str = ""
    stamp: str = ""
    whole: str = ""
    variant: int = 0
    packaging: int | None = None

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "TypedLine":
        return cls(**facts)

    def facts(self) -> dict[str, Any]:
        """To be stored: what is not told is left out."""
        return asdict(self, filter=lambda attribute, value: value != attribute.default)


def cleaned(text: str) -> str:
    """One line of visible characters, blanks of every kind made one space; as long as anything may be."""
    return " ".join(text[: LONGEST * 4].translate(INVISIBLE).split())[:LONGEST].lstrip("'")


@frozen
class ArticleKeys:
    """`exact` tells articles apart as people do, `bare` also overlooks leading zeros, which table programs drop."""

    exact: str
    bare: str

    @classmethod
    def of(cls, text: str) -> "ArticleKeys":
        exact = sku_key(text.translate(INVISIBLE))
        return cls(exact, exact.lstrip("0") or exact[:1])
