"""The cart as a file that comes back through the quick order unchanged."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from application.filling.stamps import Stamp, Stamps
from application.ordering.cart_quotes import CartView
from application.shared.ports import Clock
from domain.ordering.quoted_cart import QuotedCartLine
from domain.shared.money import Currency, Money

OF_CART = "cart"


@frozen
class CartFileLine:
    """price: of one unit of the packaging; None where it has none. unit: of the packaging."""

    sku: str
    name: str
    quantity: Decimal
    unit: str
    price: Decimal | None
    currency: str
    vat: Decimal | None
    sum: Decimal | None
    key: str


@frozen
class CartFile:
    client: str
    contracts: tuple[str, ...]
    at: datetime
    lines: tuple[CartFileLine, ...]
    totals: tuple[Money, ...]


class CartSheets(Protocol):
    def __call__(self, file: CartFile, language: str) -> bytes: ...


@frozen
class CartFileQuery:
    """Prices as the cart shows them now, with the thresholds of the whole order and the promo code."""

    cart: Callable[[Visit], CartView]
    stamps: Stamps
    clock: Clock

    def __call__(self, visit: Visit) -> CartFile:
        view = self.cart(visit)
        context = view.context
        return CartFile(
            context.party.name,
            tuple(contract.number for contract in context.active_contracts()),
            self.clock.now(),
            tuple(self._line(line) for line in view.quoted.lines),
            view.quoted.totals,
        )

    def _line(self, line: QuotedCartLine) -> CartFileLine:
        goods, packaging, quoted = line.wanted.goods, line.wanted.packaging, line.price
        is_priced = quoted is not None and quoted.refusal is None
        price = quoted.price if quoted is not None and is_priced else None
        currency = quoted.currency if quoted is not None else Currency.RUB
        stamp = Stamp(OF_CART, goods.variant, packaging.id, price, currency, line.available)
        return CartFileLine(
            goods.sku, goods.name, line.wanted.quantity, packaging.name or goods.unit, price,
            currency.value if is_priced else "", quoted.vat_rate if quoted is not None else None,
            line.gross if is_priced else None, self.stamps.write(stamp),
        )  # fmt: skip
