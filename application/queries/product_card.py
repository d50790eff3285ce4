"""The card of a good."""

from collections.abc import Mapping
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from application.pricing.goods import Reading, circumstances
from application.queries.assortment import Assortments
from application.queries.offers import Offer, ask_of, offer
from application.queries.tree import Section, Tree
from domain.access.permission import Permission
from domain.ordering.circumstances import Circumstances, ServingWarehouse
from domain.pricing.ask import QuotedLine
from domain.pricing.quote import quote_line
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId, ProductId, VariantId
from domain.shared.quantity import Packaging, Steps


@frozen
class ProductText:
    """What a card shows beside its offers. properties: (name, value) in the seller's order.

    property_groups: the same by heading; the first may have none.
    """

    product: ProductId
    sku: str
    name: str
    description: str
    manufacturer: str
    country: str
    barcode: str
    pictures: tuple[str, ...]
    properties: tuple[tuple[str, str], ...]
    sections: tuple[CategoryId, ...]
    property_groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


class ProductTexts(Protocol):
    def of(self, product: ProductId) -> ProductText:
        """Raises NotFound for an unknown or withdrawn product."""


@frozen
class PackPrice:
    packaging: Packaging
    price: QuotedLine
    steps: Steps


@frozen
class ProductCard:
    """`under`: what its prices and its stock are made of, for sums in other units and quantities."""

    text: ProductText
    tree: Tree
    path: tuple[Section, ...]
    offers: tuple[Offer, ...]
    packs: Mapping[VariantId, tuple[PackPrice, ...]]
    warehouses: tuple[ServingWarehouse, ...]
    under: Circumstances


@frozen
class ProductCardQuery:
    texts: ProductTexts
    reading: Reading
    assortments: Assortments

    def __call__(self, visit: Visit, product: ProductId) -> ProductCard:
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        visit.authority.need(Permission.SEE_PRICES, context.party.id)
        text = self.texts.of(product)
        board, facts = self.reading.product(product, context, visit.pricing_version)
        if not board.rows:
            # Goods that he does not have are told like goods that are not there.
            raise NotFound("product", str(product))
        under = circumstances(context, facts, board)
        offers = tuple(offer(row, under) for row in board.rows)
        packs = {o.variant: self._packs(o, under) for o in offers}
        tree = self.assortments.tree(visit)
        sections = [s for s in text.sections if s in tree.sections]
        path = tree.path(sections[0]) if sections else ()
        return ProductCard(text, tree, path, offers, packs, context.warehouses, under)

    def _packs(self, shown: Offer, under: Circumstances) -> tuple[PackPrice, ...]:
        if shown.seller is None:
            return ()
        goods = shown.row.goods
        return tuple(
            PackPrice(p, quote_line(under.book, ask_of(shown.row, under, shown.seller, p)), goods.steps(p))
            for p in shown.row.packagings
        )
