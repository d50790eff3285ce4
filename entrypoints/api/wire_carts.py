"""Several carts, and what is different in one since it was last seen, as JSON."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from application.carts.ports import CartSummary
from application.ordering.limits_seen import LimitChanged
from domain.ordering.changed import LineChanged
from domain.shared.money import Currency, Money


@frozen
class SeenWire:
    """price: in units of the line, null where there was none. available: in base units."""

    price: Decimal | None
    currency: Currency | None
    available: Decimal


@frozen
class SeenLineWire:
    """what: dearer, cheaper, repriced (another currency), price-gone, price-back, short, enough, gone, back."""

    variant: str
    packaging: str
    what: tuple[str, ...]
    before: SeenWire
    now: SeenWire


@frozen
class SeenLimitWire:
    """over: by how much the cart exceeds what the contract leaves; null: it fits again."""

    contract: str
    number: str
    over: Money | None


@frozen
class SeenChangesWire:
    """What is different since the cart was last seen; POST /cart/changes/acceptance says that it is known."""

    lines: tuple[SeenLineWire, ...]
    limits: tuple[SeenLimitWire, ...]


@frozen
class OwnCartWire:
    """totals: as last shown; empty until the cart is looked at."""

    id: str
    name: str
    counterparty: str
    counterparty_name: str
    region: str
    lines: int
    totals: tuple[Money, ...]
    is_active: bool
    changed_at: datetime


@frozen
class CartsWire:
    carts: tuple[OwnCartWire, ...]


@frozen
class CartMadeWire:
    id: str


@frozen
class CartEmptiedWire:
    """aside: where the lines stand for who changes his mind; null where there was nothing."""

    aside: str | None


def carts_wire(carts: Sequence[CartSummary]) -> CartsWire:
    return CartsWire(
        tuple(
            OwnCartWire(
                str(c.id), c.name, str(c.counterparty), c.counterparty_name, c.region_name, c.lines, c.totals,
                c.is_active, c.changed_at,
            )
            for c in carts
        )
    )  # fmt: skip


def changes_wire(lines: Sequence[LineChanged], limits: Sequence[LimitChanged]) -> SeenChangesWire:
    return SeenChangesWire(
        tuple(_line(one) for one in lines),
        tuple(SeenLimitWire(str(one.contract), one.number, one.over) for one in limits),
    )


def _line(one: LineChanged) -> SeenLineWire:
    key = one.line.wanted.key
    before, now = (SeenWire(seen.price, seen.currency, seen.available) for seen in (one.before, one.now))
    return SeenLineWire(str(key.variant), str(key.packaging), tuple(str(w) for w in one.what), before, now)
