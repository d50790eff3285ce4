"""Name a promo code for the cart, or take it off."""

from uuid import UUID

from attrs import evolve, frozen

from application.access.context import BuyerContext, Visit
from application.access.ports import Limiter
from application.ordering.cart_quotes import CartQuotes
from application.ordering.ports import Carts, Promos
from domain.access.permission import Permission
from domain.pricing.promo import LONGEST, Promo, promo_key
from domain.pricing.promo_refusals import PromoGuessedTooOften, PromoUnknown

# Every naming counts and a right one forgives nothing, or a known code between guesses would let them go on for ever.
NAMINGS, WINDOW = 20, 600


@frozen
class NamePromoHandler:
    carts: Carts
    promos: Promos
    quotes: CartQuotes
    limiter: Limiter

    def __call__(self, visit: Visit, text: str) -> None:
        """A code that would take nothing of the cart as it is now is refused and not kept.

        Raises PromoUnknown; PromoGuessedTooOften; what the code refuses the cart for.
        """
        context = visit.buyer()
        visit.authority.need(Permission.CHANGE_CART, context.party.id)
        if not self.limiter.allow(f"promo:{visit.authority.user}", NAMINGS, WINDOW):
            raise PromoGuessedTooOften(WINDOW)
        promo = self._named(context, text)
        cart = self.carts.lines(context.cart, visit.authority.user)
        tried = self.quotes.of(visit, context, evolve(cart, promo=promo.code.id)).quoted.promo
        if tried is not None and tried.refusal is not None:
            raise tried.refusal
        self._keep(visit, context, promo.code.id)

    def remove(self, visit: Visit) -> None:
        """A cart without a code stays as it is."""
        context = visit.buyer()
        visit.authority.need(Permission.CHANGE_CART, context.party.id)
        self._keep(visit, context, None)

    def _named(self, context: BuyerContext, text: str) -> Promo:
        key = promo_key(text[: 2 * LONGEST])
        promo = self.promos.named(key, context.party.id) if key else None
        if promo is None:
            raise PromoUnknown(text.strip()[:LONGEST])
        return promo

    def _keep(self, visit: Visit, context: BuyerContext, promo: UUID | None) -> None:
        with self.carts.change(context.cart, visit.authority.user) as change:
            if change.cart.promo == promo:
                return
            change.cart.name_promo(promo)
            change.save_promo()
        self.quotes.remember(visit, change.cart)
