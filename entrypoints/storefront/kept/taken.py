"""What became of the lines of a list that went to the cart: nothing is lost without a word."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from application.access.context import Visit
from application.ordering.cart_quotes import CartView
from application.ordering.change_cart import CartChanged
from application.queries.offers import Card
from application.related.related import LinkKind
from domain.ordering.cart import LineKey
from domain.ordering.drafting import NotInAssortment
from domain.shared.ids import ProductId
from entrypoints.http.problems import sentence
from entrypoints.storefront.card.use_cases import CardUseCases

MOST_INSTEAD = 3


@frozen
class TakenLine:
    """quantity: in the cart now; None where nothing came of the line. instead: what may be had in its place."""

    name: str
    sku: str
    unit: str
    wanted: Decimal
    quantity: Decimal | None
    raised_from: Decimal | None
    why_not: str
    product: ProductId
    instead: tuple[Card, ...] = ()


def taken_lines(view: CartView, keys: Sequence[LineKey], changed: CartChanged, language: str) -> tuple[TakenLine, ...]:
    """`view`: of the list; `keys`: of its lines as they were sent."""
    lines = {line.wanted.key: line for line in view.quoted.lines}
    found = []
    for outcome in changed.outcomes:
        line = lines.get(keys[outcome.row])
        if line is None:
            continue
        wanted = line.wanted
        unit = wanted.goods.unit if wanted.packaging.is_base else wanted.packaging.name
        refusal = outcome.refusal
        # What rules hide is called as the list calls it, not «unknown»; nothing more is told of it.
        if refusal is not None:
            refusal = next((r for r in line.refusals if isinstance(r, NotInAssortment)), refusal)
        found.append(
            TakenLine(
                wanted.goods.name, wanted.goods.sku, unit, wanted.quantity, outcome.quantity, outcome.raised_from,
                sentence(refusal, language) if refusal else "", wanted.goods.product,
            )
        )  # fmt: skip
    return tuple(found)


def with_substitutes(cards: CardUseCases | None, visit: Visit, lines: Sequence[TakenLine]) -> tuple[TakenLine, ...]:
    gone = [line.product for line in lines if line.quantity is None and line.product]
    if cards is None or not gone:
        return tuple(lines)
    found: Mapping[ProductId, tuple[Card, ...]] = cards.related(visit, LinkKind.SUBSTITUTE, gone, MOST_INSTEAD)
    return tuple(evolve(line, instead=found.get(line.product, ())) if line.quantity is None else line for line in lines)
