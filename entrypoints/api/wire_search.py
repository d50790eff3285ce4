"""How a search was read, and suggestions, as JSON."""

from attrs import frozen

from application.queries.suggestions import Suggestions
from application.search.find_goods import Found, How


@frozen
class ReadingWire:
    """How `q` was read. how: plain, respelt (`text` was searched for instead) or some-words (not all were found)."""

    text: str
    how: How


@frozen
class SuggestedSectionWire:
    id: str
    name: str
    above: str
    goods: int


@frozen
class SuggestedGoodsWire:
    """own_sku: as the company itself calls it, empty where it has not told."""

    product: str
    name: str
    sku: str
    own_sku: str


@frozen
class SuggestionsWire:
    """text: what was searched for; it is not what was typed where respelt is true. words: whole texts to search for."""

    text: str
    respelt: bool
    sections: tuple[SuggestedSectionWire, ...]
    words: tuple[str, ...]
    goods: tuple[SuggestedGoodsWire, ...]


def reading_wire(found: Found) -> ReadingWire:
    return ReadingWire(found.text, found.how)


def suggestions_wire(found: Suggestions) -> SuggestionsWire:
    return SuggestionsWire(
        found.text,
        found.is_respelt,
        tuple(SuggestedSectionWire(str(one.id), one.name, one.above, one.goods) for one in found.sections),
        found.words,
        tuple(SuggestedGoodsWire(str(one.product), one.name, one.sku, one.own) for one in found.goods),
    )
