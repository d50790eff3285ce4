"""Offer placed orders to 1C, remember which versions were in the answer, confirm exactly those (X3)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.exchange.values import ConnectionId, ErpConnection, ErpSession, ExchangeRefused, SessionId
from application.shared.ports import Clock

MOST = 100
# An order that was asked for so often in a batch of its own and never confirmed is what stops the others.
OFFENDER = 9
STUCK = "1С запрашивала заказ {n} раз и ни разу не подтвердила загрузку; передача отложена"


@frozen
class OfferedLine:
    """Quantity and price are of the packaging where there is one, else of the base unit; price and amount with VAT.

    discount: what a promo code took off the amount; both are told without it.
    """

    number: int
    product: str
    characteristic: str
    name: str
    sku: str
    unit_code: str
    unit: str
    package_code: str | None
    coefficient: Decimal | None
    quantity: Decimal
    price: Decimal
    amount: Decimal
    vat_rate: Decimal | None
    vat: Decimal
    discount: Decimal = Decimal("0.00")


@frozen
class OfferedOrder:
    """An order with everything that 1C looks it up by; ids are the ERP's, empty where it never told them.

    cancelled: cancelled, or asked to be. to_confirm: its prices went without the word of this ERP, which refines them.
    delivery: the name of the method.
    shipments: how the buyer divided it by date and address, in words; empty where he did not.
    """

    id: UUID
    version: int
    queries: int
    number: str
    placed_at: datetime
    currency: str
    total: Decimal
    cancelled: bool
    comment: str
    ship_on: date | None
    counterparty_erp_id: str
    counterparty_kind: str
    counterparty_name: str
    counterparty_full_name: str
    inn: str
    kpp: str
    contract_number: str
    contract_erp_id: str
    organization: str
    organization_erp_id: str
    warehouse: str
    warehouse_erp_id: str
    price_type: str
    consignee: str
    consignee_address: str
    user: str
    lines: tuple[OfferedLine, ...]
    to_confirm: bool = False
    delivery: str = ""
    delivery_address: str = ""
    delivery_window: str = ""
    delivery_contact: str = ""
    payer: str = ""
    shipments: str = ""


@frozen
class OrderUnwritable(ExchangeRefused):
    """An order that 1C would refuse together with all others of its answer."""

    number: str
    text: str


class OrderWriter(Protocol):
    def check(self, order: OfferedOrder) -> None:
        """Raises: OrderUnwritable."""

    def write(self, connection: ErpConnection, orders: Sequence[OfferedOrder], formed_at: datetime) -> bytes:
        """The answer, in the encoding of `charset`."""


class Offers(Protocol):
    """Orders on their way to the ERP."""

    def batch_size(self, connection: ConnectionId, most: int) -> int:
        """Halved for every query without a confirmation, from the second on, of the oldest order."""

    def pending(self, connection: ConnectionId, limit: int) -> Sequence[OfferedOrder]:
        """Oldest first; those with an error come when there are no others."""

    def set_aside(self, errors: Mapping[UUID, str]) -> None:
        """Shown with the error, offered no more until a person says so."""

    def offered(self, session: SessionId, orders: Sequence[OfferedOrder]) -> Sequence[OfferedOrder]:
        """The last answer of the session: those that stand as they were read, locked and read again. Each of them was
        queried once more, and from now on the ERP may have it; one that was cancelled or changed meanwhile is left out.
        """

    def confirm(self, session: SessionId) -> int:
        """Delivered: those of the last answer whose version is still the same; how many."""

    def any(self, connection: ConnectionId) -> bool: ...


@frozen
class QueryAnswer:
    body: bytes
    charset: str


@frozen
class QueryOrders:
    """mode=query. Without a confirmation it gives the same orders, in halves until the bad one is alone."""

    offers: Offers
    writer: OrderWriter
    clock: Clock

    def __call__(self, session: ErpSession) -> QueryAnswer:
        connection = session.connection
        size = self.offers.batch_size(connection.id, MOST)
        fit = self._fitting(self.offers.pending(connection.id, size))
        if size == 1 and fit and fit[0].queries >= OFFENDER:
            self.offers.set_aside({fit[0].id: STUCK.format(n=fit[0].queries)})
            size = self.offers.batch_size(connection.id, MOST)
            fit = self._fitting(self.offers.pending(connection.id, size))
        standing = self.offers.offered(session.id, fit)
        return QueryAnswer(self.writer.write(connection, standing, self.clock.now()), "utf-8")

    def _fitting(self, orders: Sequence[OfferedOrder]) -> list[OfferedOrder]:
        """Without those that would spoil the answer; they are set aside with the reason."""
        errors: dict[UUID, str] = {}
        for order in orders:
            try:
                self.writer.check(order)
            except OrderUnwritable as unwritable:
                errors[order.id] = unwritable.text
        if errors:
            self.offers.set_aside(errors)
        return [order for order in orders if order.id not in errors]


@frozen
class ConfirmOrders:
    """mode=success. It proves that 1C took the answer, not that it has the orders: that shows when they come back."""

    offers: Offers

    def __call__(self, session: ErpSession) -> int:
        return self.offers.confirm(session.id)


@frozen
class HasOrders:
    offers: Offers

    def __call__(self, session: ErpSession) -> bool:
        return self.offers.any(session.connection.id)
