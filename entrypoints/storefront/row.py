"""A row of a list: drawn once for all clients, with places left for what is told to one of them (ADR 0080)."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, NamedTuple, cast

from attrs import field, frozen
from markupsafe import Markup

from domain.shared.ids import ProductId, VariantId
from entrypoints.pages.rendering import Edition

MOST_DRAWN = 1 << 13  # some three kilobytes each
# What stands in a place until it is filled: no text out of PostgreSQL can hold it.
PLACE = Markup("\0")
SOME, ORDERED, NONE = "", " ordered", " none"

# What stands before, between and after: what is told about the goods, the price or why there is none, VAT, the stock.
# In UTF-8, as whatever is put into a page.
Drawn = tuple[bytes, bytes, bytes, bytes, bytes]


class RowFacts(NamedTuple):
    """All of a row that is no client's own, and so all that it is kept by: goods, and what kind of things is told.

    variant: `is_other` is a further one of the goods in the row above. others: how many variants the goods have beside
    the one that is shown. is_unmarked: nothing is told about them but that they can be kept. left: SOME, ORDERED, NONE.
    """

    product: ProductId
    variant: VariantId
    name: str
    sku: str
    picture: str | None
    unit: str
    step: str
    least: str
    others: int
    is_other: bool
    is_unmarked: bool
    is_priced: bool
    left: str
    can_order: bool
    is_tile: bool


def printable(text: str) -> str:
    """With U+0000 as browsers show it: people may type it, a page may not hold it, and here it is a mark."""
    return text.replace(PLACE, "\N{REPLACEMENT CHARACTER}")


@frozen
class Typed:
    """What stood in a field when the form came back, and what was wrong with it."""

    text: str = field(converter=printable)
    fault: str = field(converter=printable)


@frozen
class RowShelf:
    """Rows by all that they are drawn from, in each language; the longest unused go first."""

    _drawers: dict[str, Callable[[RowFacts], Drawn]] = field(factory=dict, init=False)

    def drawer(self, edition: Edition) -> Callable[[RowFacts], Drawn]:
        code = edition.language.code
        found = self._drawers.get(code)
        if found is None:
            found = self._drawers.setdefault(code, lru_cache(MOST_DRAWN)(partial(drawn, edition)))
        return found


def drawn(edition: Edition, facts: RowFacts, came: Typed | None = None) -> Drawn:
    module: Any = edition.environment.get_template("components/goods_row.html").module
    return cast(Drawn, tuple(piece.encode() for piece in module.row(facts, PLACE, came).split(PLACE)))
