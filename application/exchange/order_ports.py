"""Orders as the exchange changes them: one locking transaction for each."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.exchange.order_facts import OrderFacts
from application.exchange.order_news import Heard
from application.exchange.values import ConnectionId
from domain.inventory.stock import Mark
from domain.ordering.change_request import ChangeRequest
from domain.ordering.correction import sum_told
from domain.ordering.status import Phase


@frozen
class OfflineLine:
    """In the unit that the document names."""

    product: str
    characteristic: str | None
    name: str
    sku: str
    unit: str
    coefficient: Decimal
    quantity: Decimal
    price: Decimal
    amount: Decimal
    vat_rate: Decimal | None
    vat: Decimal
    vat_included: bool


@frozen
class OfflineOrder:
    """An order that was made in the ERP."""

    number: str
    erp_id: str | None
    erp_number: str | None
    erp_date: date | None
    erp_state: str | None
    counterparty_id: UUID
    contract: str | None
    warehouse: str | None
    currency: str
    total: Decimal
    placed_at: datetime
    status: str
    phase: str
    mark: Mark
    lines: Sequence[OfflineLine]

    @property
    def erp_total(self) -> Decimal | None:
        return sum_told(self.total, Phase(self.phase), any(line.quantity for line in self.lines))


class OrderWork(Protocol):
    """Leaving it without an exception commits. Locks come in the global order: credit lines, then stock lines."""

    def find(self, number: str | None, erp_id: str | None) -> UUID | None:
        """By the portal's number, then by the ERP's id, among the orders of this connection's parties."""

    def lock(self, order_id: UUID) -> OrderFacts:
        """The order with its holds, locked, then read by a later statement."""

    def save(self, before: OrderFacts, heard: Heard, message_id: int) -> None:
        """What differs, the history, the event for whoever is to be told, the end of the offer."""

    def refuse(self, order_id: UUID, answered: ChangeRequest, text: str, message_id: int) -> None:
        """The ERP refuses what was asked of it; the order is as it was."""

    def counterparty(self, erp_id: str | None, tin: str | None, kpp: str | None) -> UUID | None:
        """By the ERP's id, else by ИНН and КПП where that is one alone."""

    def add_offline(self, order: OfflineOrder, message_id: int) -> UUID: ...


class OrderWorks(Protocol):
    def begin(self, connection: ConnectionId) -> AbstractContextManager[OrderWork]: ...


class Numbers(Protocol):
    def is_ours(self, number: str) -> bool:
        """Whether the portal gives such numbers."""


@frozen
class PrefixedNumbers:
    """The instance's prefix and at least six digits."""

    prefix: str

    def is_ours(self, number: str) -> bool:
        digits = number.removeprefix(self.prefix)
        return number.startswith(self.prefix) and len(digits) >= 6 and digits.isascii() and digits.isdigit()
