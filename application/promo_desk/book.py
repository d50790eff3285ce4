"""The seller's promo codes as people read them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.promo_desk.rights import need
from application.promo_desk.typed import TypedPromo
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.pricing.promo import PromoCode
from domain.shared.money import Money


@frozen
class PromoFilter:
    """`state`: on, off, future, past, used-up; empty is all. `text`: a piece of the code or of its name."""

    text: str = ""
    state: str = ""
    offset: int = 0
    limit: int = 50


@frozen
class PromoRow:
    """uses: placings that stand. taken: what it took of them, one sum a currency."""

    code: PromoCode
    name: str
    version: int
    created_at: datetime
    uses: int
    taken: tuple[Money, ...] = ()

    def state(self, day: date) -> str:
        code = self.code
        if not code.is_on:
            return "off"
        if code.valid_from is not None and day < code.valid_from:
            return "future"
        if code.valid_to is not None and code.valid_to < day:
            return "past"
        return "used-up" if code.most_uses is not None and self.uses >= code.most_uses else "on"


@frozen
class PromoPage:
    rows: tuple[PromoRow, ...]
    total: int
    filter: PromoFilter
    day: date


@frozen
class PromoUse:
    order: UUID
    number: str
    client: str
    amount: Money
    at: datetime
    released_at: datetime | None


@frozen
class PromoVersion:
    version: int
    at: datetime
    who: str
    action: str
    value: Decimal
    kind: str
    state: str


@frozen
class PromoCard:
    """`typed`: the code as its form shows it, conditions by name."""

    row: PromoRow
    typed: TypedPromo
    uses: tuple[PromoUse, ...]
    versions: tuple[PromoVersion, ...]
    day: date


class PromoBook(Protocol):
    def page(self, ask: PromoFilter, day: date) -> tuple[Sequence[PromoRow], int]:
        """The newest first."""

    def card(self, id: UUID) -> tuple[PromoRow, TypedPromo]:
        """Raises NotFound."""

    def uses(self, id: UUID, limit: int) -> Sequence[PromoUse]:
        """The newest first."""

    def versions(self, id: UUID) -> Sequence[PromoVersion]: ...


@frozen
class PromoPageQuery:
    book: PromoBook
    clock: Clock

    def __call__(self, visit: Visit, ask: PromoFilter) -> PromoPage:
        need(visit, Permission.SEE_PROMOS)
        day = self.clock.today()
        rows, total = self.book.page(ask, day)
        return PromoPage(tuple(rows), total, ask, day)


@frozen
class PromoQuery:
    book: PromoBook
    clock: Clock
    most_uses: int = 200

    def __call__(self, visit: Visit, id: UUID) -> PromoCard:
        """Raises NotFound."""
        need(visit, Permission.SEE_PROMOS)
        row, typed = self.book.card(id)
        uses, versions = self.book.uses(id, self.most_uses), self.book.versions(id)
        return PromoCard(row, typed, tuple(uses), tuple(versions), self.clock.today())
