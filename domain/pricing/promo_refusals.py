"""Why a promo code takes nothing: each reason with the facts that tell how to pass."""

from datetime import date
from typing import ClassVar

from attrs import frozen

from domain.shared.errors import DomainError
from domain.shared.money import Currency, Money


@frozen
class PromoNotSound(DomainError):
    """A code that could only give nonsense. `field` is the part to mend, `why` a stable word for what is wrong.

    told: the text in question, where that is one of several.
    """

    code: ClassVar[str] = "promo.not-sound"
    field: str
    why: str
    told: str = ""


@frozen
class PromoUnknown(DomainError):
    code: ClassVar[str] = "promo.unknown"
    promo: str


@frozen
class PromoNotInForce(DomainError):
    """`why`: not-yet, over, or off for one that the seller switched off."""

    code: ClassVar[str] = "promo.not-in-force"
    promo: str
    why: str
    valid_from: date | None = None
    valid_to: date | None = None


@frozen
class PromoUsedUp(DomainError):
    """As many orders as it was meant for have been placed with it; a cancelled order gives its use back."""

    code: ClassVar[str] = "promo.used-up"
    promo: str
    most: int


@frozen
class PromoUsedUpByCounterparty(DomainError):
    """The counterparty has used it as often as one may; another one still can."""

    code: ClassVar[str] = "promo.used-up-by-counterparty"
    promo: str
    most: int


@frozen
class PromoTotalNotReached(DomainError):
    """Sums in the code's currency: `total` is of the whole cart, with VAT, before the code; `left` is what lacks."""

    code: ClassVar[str] = "promo.total-not-reached"
    promo: str
    minimum: Money
    total: Money
    left: Money


@frozen
class PromoNotForGoods(DomainError):
    """No line of the cart is of its goods; only_agreed: there are such, but at individual prices."""

    code: ClassVar[str] = "promo.not-for-goods"
    promo: str
    only_agreed: bool = False


@frozen
class PromoNotForClient(DomainError):
    code: ClassVar[str] = "promo.not-for-client"
    promo: str


@frozen
class PromoNoRate(DomainError):
    """The code's sums cannot be told in the contract's currency: `currency` has no rate; it never counts as 1."""

    code: ClassVar[str] = "promo.no-rate"
    promo: str
    currency: Currency


@frozen
class PromoTakesNothing(DomainError):
    """Every line that it is for stands at its lowest price already: the use is not spent."""

    code: ClassVar[str] = "promo.takes-nothing"
    promo: str


@frozen
class PromoGuessedTooOften(DomainError):
    """Codes are short and worth money: whoever names very many is guessing."""

    code: ClassVar[str] = "promo.too-many-attempts"
    retry_after: int
