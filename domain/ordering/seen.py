"""A line as its owner last saw it, by which he is told what changed since."""

from decimal import Decimal
from enum import StrEnum

from domain.shared.light import light
from domain.shared.money import Currency


class What(StrEnum):
    """`back`: it can be ordered again. The last is of the whole cart under one contract."""

    DEARER = "dearer"
    CHEAPER = "cheaper"
    REPRICED = "repriced"
    PRICE_GONE = "price-gone"
    PRICE_BACK = "price-back"
    SHORT = "short"
    ENOUGH = "enough"
    GONE = "gone"
    BACK = "back"


@light
class Seen:
    """price: in the units of the line, None where it had none. available: in base units.

    state: the code of what kept the goods from being ordered, whatever their stock; empty for nothing.
    """

    price: Decimal | None
    currency: Currency | None
    available: Decimal
    state: str = ""

    def told(self, now: "Seen", wanted: Decimal) -> tuple[What, ...]:
        """What is different now to somebody who wants this much, in base units."""
        if self.state != now.state and (now.state == "") != (self.state == ""):
            return (What.GONE,) if now.state else (What.BACK, *_price(self, now))
        if now.state:
            return ()
        found = _price(self, now)
        if (self.available >= wanted) != (now.available >= wanted):
            found = (*found, What.ENOUGH if now.available >= wanted else What.SHORT)
        return found


def _price(before: Seen, now: Seen) -> tuple[What, ...]:
    if (before.price, before.currency) == (now.price, now.currency):
        return ()
    if now.price is None:
        return (What.PRICE_GONE,)
    if before.price is None:
        return (What.PRICE_BACK,)
    if before.currency is not now.currency:
        return (What.REPRICED,)
    return (What.DEARER if now.price > before.price else What.CHEAPER,)
