"""What issuing a document needs of the outside."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from application.shared.outbox import Deliveries, Event
from domain.documents.payment_invoice import Consignee, InvoiceLine, Party, PaymentInvoice, Seller
from domain.ordering.status import Phase
from domain.shared.ids import CounterpartyId, OrderId
from domain.shared.money import Currency, Money


@frozen
class ContractTerms:
    """`deferral_days` 0 for a prepaid one."""

    number: str
    day: date | None
    prepaid: bool
    deferral_days: int


@frozen
class InvoicedOrder:
    """An order with the requisites as they are now; the invoice keeps them as they were.

    seller_number: which of the seller's organizations it is, counted from 1 as they became known. awaits_prices: an ERP
    that refines prices has neither confirmed them nor taken the order. lines: what is shipped or still to be.
    erp_total: what the ERP says that all of it comes to, once it has said so.
    """

    id: OrderId
    number: str
    placed_on: date
    phase: Phase
    counterparty_id: CounterpartyId
    currency: Currency
    seller: Seller
    seller_number: int
    buyer: Party
    consignee: Consignee | None
    contract: ContractTerms | None
    reserved_until: datetime | None
    lines: tuple[InvoiceLine, ...] = field(repr=False)
    awaits_prices: bool = False
    erp_total: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """What the lines come to, without what was cancelled of them."""
        return sum((line.gross for line in self.lines), Decimal("0.00"))


@frozen
class StandingInvoice:
    """The last one that the order has."""

    number: str
    day: date
    total: Decimal
    by_erp: bool


@frozen
class IssuedDocument:
    """A file that belongs to an order; `storage_key` is where the file store keeps it."""

    id: UUID
    order_id: OrderId
    counterparty_id: CounterpartyId
    kind: str
    number: str
    day: date
    total: Money
    storage_key: str
    sha256: str
    size: int


class FileStore(Protocol):
    """Files by content: the same bytes have the same key."""

    def put(self, content: bytes) -> str: ...

    def get(self, key: str) -> bytes: ...


class InvoicePrinter(Protocol):
    def pdf(self, invoice: PaymentInvoice) -> bytes: ...


class InvoicingWork(Protocol):
    """One transaction; what it holds is kept on leaving, and forgotten when an error leaves it."""

    @property
    def deliveries(self) -> Deliveries: ...

    def order(self, order_id: OrderId) -> InvoicedOrder:
        """Raises: NotFound."""

    def standing(self, order_id: OrderId) -> StandingInvoice | None:
        """None where it has none yet."""

    def is_behind(self, outbox_id: int, order_id: OrderId) -> bool:
        """Whether an earlier event of the order still waits for its invoice, or is having it made."""

    def next_number(self) -> int: ...

    def add(self, document: IssuedDocument) -> None: ...

    def record(self, events: Sequence[Event]) -> None: ...
