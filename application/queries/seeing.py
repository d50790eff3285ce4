"""Whether a buyer has a good at all: for what hangs on the good and is asked for by itself, a file first of all."""

from attrs import frozen

from application.access.context import Visit
from application.pricing.goods import Reading
from domain.access.permission import Permission
from domain.shared.errors import NotFound
from domain.shared.ids import ProductId


@frozen
class GoodsSeen:
    reading: Reading

    def __call__(self, visit: Visit, product: ProductId) -> None:
        """Raises NotAllowed; NotFound for goods that he does not have, as for goods that are not there."""
        context = visit.buyer()
        visit.authority.need(Permission.SEE_CATALOGUE, context.party.id)
        board, _ = self.reading.product(product, context, visit.pricing_version)
        if not board.rows:
            raise NotFound("product", str(product))
