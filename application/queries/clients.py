"""The manager's clients: who they are, what they owe, what they ordered last (M067)."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.queries.orders import Readers, readers
from domain.shared.ids import CounterpartyId
from domain.shared.money import Money


@frozen
class ClientRow:
    """debt and overdue by currency as the ERP told them; orders: open ones now."""

    id: CounterpartyId
    name: str
    inn: str
    kpp: str
    holding_name: str
    manager_name: str
    status: str
    status_reason: str
    contracts: int
    debt: tuple[Money, ...]
    overdue: tuple[Money, ...]
    open_orders: int
    last_order_at: datetime | None
    last_order_number: str


@frozen
class ClientsPage:
    rows: tuple[ClientRow, ...]
    total: int
    text: str
    offset: int
    limit: int


class Clients(Protocol):
    def page(self, whose: Readers, text: str, offset: int, limit: int) -> ClientsPage:
        """`text`: a piece of the name or the beginning of the ИНН."""

    def one(self, whose: Readers, counterparty: UUID) -> ClientRow:
        """Raises NotFound."""


@frozen
class ClientsQuery:
    clients: Clients

    def __call__(self, visit: Visit, text: str = "", offset: int = 0, limit: int = 50) -> ClientsPage:
        return self.clients.page(readers(visit), text, offset, limit)


@frozen
class ClientQuery:
    clients: Clients

    def __call__(self, visit: Visit, counterparty: UUID) -> ClientRow:
        return self.clients.one(readers(visit), counterparty)
