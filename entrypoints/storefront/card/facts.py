"""Properties that an editor has put into lists, under the names of goods."""

from collections.abc import Sequence

from markupsafe import Markup

from application.properties.listed import ListedProperties
from application.queries.offers import Card
from domain.shared.ids import VariantId

LINE = Markup('<div class="small quiet listed">{}</div>')


def list_facts(cards: Sequence[Card], listed: ListedProperties, version: int) -> dict[VariantId, bytes]:
    """By the first variant of each good that has any; markup in UTF-8."""
    told = listed(version, [card.product for card in cards])
    return {
        card.main.variant: LINE.format(" · ".join(f"{name}: {value}" for name, value in facts)).encode()
        for card in cards
        if (facts := told.get(card.product))
    }
