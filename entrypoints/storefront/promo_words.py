"""What the promo code of a cart says on its page."""

from collections.abc import Sequence

from attrs import frozen

from domain.ordering.quoted_cart import QuotedCart
from domain.shared.errors import DomainError
from domain.shared.money import Money
from entrypoints.http.problems import remedies, sentence


@frozen
class PromoView:
    """`code` is what stands in the field or on the cart; `fault` with the ways out is told beside it."""

    code: str = ""
    is_on: bool = False
    discounts: Sequence[Money] = ()
    fault: str = ""
    ways: Sequence[str] = ()


def promo_view(quoted: QuotedCart, language: str, typed: str = "", refusal: DomainError | None = None) -> PromoView:
    """What was just typed and refused comes before the code that is on the cart."""
    if refusal is not None:
        return PromoView(typed, False, (), *_told(refusal, language))
    promo = quoted.promo
    if promo is None:
        return PromoView()
    told = _told(promo.refusal, language) if promo.refusal is not None else ("", ())
    return PromoView(promo.text, True, promo.discounts, *told)


def _told(refusal: DomainError, language: str) -> tuple[str, Sequence[str]]:
    ways = [way.text for way in remedies(refusal, language) if way.action != "remove_promo"]
    return sentence(refusal, language), ways
