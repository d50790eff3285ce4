"""What the buyer chose of his cart at checkout: less than all of it, from one warehouse alone."""

from attrs import evolve, frozen

from application.access.context import BuyerContext
from domain.ordering.cart import LineKey
from domain.ordering.placing import WarehouseClosed
from domain.shared.ids import WarehouseId


@frozen
class CartChoice:
    """postponed: lines that stay in the cart for another order. pickup: the warehouse that he comes to."""

    postponed: frozenset[LineKey] = frozenset()
    pickup: WarehouseId | None = None

    def context(self, context: BuyerContext) -> BuyerContext:
        """Raises WarehouseClosed for one that does not serve his region, or serves it no more."""
        if self.pickup is None:
            return context
        serving = tuple(w for w in context.warehouses if w.id == self.pickup)
        if not serving:
            raise WarehouseClosed(self.pickup, "")
        return evolve(context, warehouses=serving)

    def text(self) -> str:
        """For the hash of what was asked; empty where nothing was chosen."""
        keys = sorted((key.variant, key.packaging) for key in self.postponed)
        return f"{keys} {self.pickup}" if keys or self.pickup is not None else ""


WHOLE_CART = CartChoice()
