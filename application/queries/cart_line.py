"""Why a line of the cart costs what it costs: with the steps that only the whole cart decides."""

from attrs import frozen

from application.access.context import Visit
from application.ordering.cart_quotes import CartQuotes
from application.queries.price_explanation import PriceExplanation, proof_of
from domain.ordering.cart import LineKey
from domain.pricing.trail import explained
from domain.shared.errors import NotFound
from domain.shared.ids import PackagingId, VariantId


@frozen
class CartLineExplanationQuery:
    """Thresholds, the ERP's word and promo codes depend on all lines; the price of a good by itself has none."""

    quotes: CartQuotes

    def __call__(self, visit: Visit, variant: VariantId, packaging: PackagingId) -> PriceExplanation:
        """Of a divided line, its first part. Raises NotFound for what is not in the cart."""
        key = LineKey(variant, packaging)
        line = next((one for one in self.quotes(visit).quoted.lines if one.wanted.key == key), None)
        if line is None or line.price is None:
            raise NotFound("cart line", f"{variant}-{packaging}")
        goods, quoted = line.wanted.goods, line.price
        return PriceExplanation(goods.name, goods.sku, variant, quoted, explained(quoted.trail), proof_of(quoted))
