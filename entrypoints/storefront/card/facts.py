"""Properties that an editor has put into lists, under the names of goods."""

from collections.abc import Sequence

from markupsafe import Markup

from application.properties.listed import ListedProperties
from application.queries.offers import Card
from domain.catalog.mark import UNMARKED
from domain.shared.ids import VariantId
from entrypoints.pages.rendering import Edition
from entrypoints.storefront.card.marks import written

LINE = Markup('<div class="small quiet listed">{}</div>')


def with_facts(
    marks: dict[VariantId, Markup], cards: Sequence[Card], listed: ListedProperties, version: int, edition: Edition
) -> dict[VariantId, Markup]:
    """Beside the first variant of a good, before its marks, which may be none."""
    told = listed(version, [card.product for card in cards])
    if not told:
        return marks
    found = dict(marks)
    for card in cards:
        if facts := told.get(card.product):
            variant = card.main.variant
            shown = found.get(variant) or written(UNMARKED, variant, edition)
            found[variant] = LINE.format(" · ".join(f"{name}: {value}" for name, value in facts)) + shown
    return found
