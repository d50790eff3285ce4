"""Orders, one order, documents: what a buyer finds of his own counterparties, and a manager of his clients."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from domain.access.permission import Permission
from domain.ordering.correction import Sums, standing_sums
from domain.ordering.delivery_details import DeliveryDetails
from domain.shared.errors import NotAllowed
from domain.shared.ids import CounterpartyId, OrderId, UserId
from domain.shared.money import Money


@frozen
class StatusView:
    code: str
    phase: str
    name_ru: str
    name_en: str
    colour: str


@frozen
class OrderRow:
    """`origin`: portal, or offline for one made in the ERP. erp_number: empty until the ERP accepted it."""

    id: OrderId
    number: str
    placed_at: datetime
    counterparty: CounterpartyId
    counterparty_name: str
    organization_name: str
    warehouse_name: str
    status: StatusView
    total: Money
    lines: int
    origin: str
    erp_number: str
    placed_by: str


@frozen
class OrderFilter:
    """Every part narrows; `number` matches the portal's and the ERP's number by a piece."""

    status: str = ""
    number: str = ""
    counterparty: UUID | None = None
    placed_from: date | None = None
    placed_to: date | None = None
    offset: int = 0
    limit: int = 50


@frozen
class OrdersPage:
    rows: tuple[OrderRow, ...]
    total: int
    statuses: tuple[tuple[StatusView, int], ...]  # with counts under the other filters
    filter: OrderFilter


@frozen
class OrderLineView:
    """Quantities in the line's unit; remaining = ordered - shipped - cancelled (O3)."""

    line: int
    variant: int | None
    product: int | None
    sku: str
    name: str
    unit: str
    requested: Decimal
    ordered: Decimal
    reserved: Decimal
    shipped: Decimal
    cancelled: Decimal
    price: Decimal
    vat_included: bool
    vat_rate: Decimal | None
    amount: Decimal
    vat: Decimal
    gross: Decimal
    proof: str
    discount: Decimal = Decimal("0.00")
    promised_on: date | None = None  # the last day told of what was still to come
    packaging: int = 0
    warehouse: str = ""  # that serves it; of a whole order only where carts are split by warehouses

    @property
    def remaining(self) -> Decimal:
        return self.ordered - self.shipped - self.cancelled

    @property
    def due(self) -> Sums:
        """What is to be paid for it: for all that was ordered and not cancelled."""
        return standing_sums(self)


@frozen
class EventView:
    """`kind` is a stable code, `facts` what changed; who: a person's name, or the ERP when `by_erp`."""

    at: datetime
    kind: str
    who: str
    by_erp: bool
    facts: dict[str, Any]


@frozen
class DocumentView:
    """replaced: a later invoice of ours took its place."""

    id: UUID
    kind: str
    number: str
    day: date
    total: Money
    source: str
    size: int
    replaced: bool = False


@frozen
class PriceBasis:
    """The question to the ERP that an order's prices stand on. unanswered: why it came to nothing, empty with an
    answer. accepted_by: who said yes to what became dearer.
    """

    base: str
    asked_at: datetime
    valid_until: datetime | None
    unanswered: str
    accepted_at: datetime | None = None
    accepted_by: str = ""


@frozen
class OrderView:
    row: OrderRow
    contract_number: str
    consignee: str
    ship_on: date | None
    comment: str
    vat_total: Money
    reserved_until: datetime | None
    delivered_to_erp_at: datetime | None
    accepted_by_erp_at: datetime | None
    lines: tuple[OrderLineView, ...]
    events: tuple[EventView, ...]
    documents: tuple[DocumentView, ...]
    siblings: tuple[OrderRow, ...]  # the other parts of the same placing
    explanations: dict[str, list[list[Any]]]  # line number -> trail as stored
    promo: str = ""  # the code that took of it
    to_confirm: bool = False  # some prices went without the word of an ERP that refines them
    basis: PriceBasis | None = None
    delivery: DeliveryDetails | None = None
    erp_total: Decimal | None = None  # what the ERP says that the order comes to

    @property
    def due(self) -> Money:
        """What is to be paid for what still stands of it; where the ERP has told a sum of that, this one."""
        return Money(self._left if self.erp_total is None else self.erp_total, self.row.total.currency)

    @property
    def due_vat(self) -> Money | None:
        """Within what is to be paid; None where that is the ERP's own sum and not by our lines."""
        if self.due.amount != self._left:
            return None
        return Money(sum((line.due.vat for line in self.lines), Decimal("0.00")), self.row.total.currency)

    @property
    def _left(self) -> Decimal:
        return sum((line.due.gross for line in self.lines), Decimal("0.00"))

    @property
    def is_mixed(self) -> bool:
        """Whether its lines come from several warehouses."""
        return len({line.warehouse for line in self.lines if line.warehouse}) > 1

    @property
    def awaits_prices(self) -> bool:
        """Once the ERP has taken the order in its own books, its prices are its word."""
        return self.to_confirm and self.accepted_by_erp_at is None

    @property
    def discount(self) -> Money:
        """What the code took; already off the total."""
        return Money(sum((line.discount for line in self.lines), Decimal("0.00")), self.row.total.currency)


@frozen
class Readers:
    """Whose orders the asker may read: his counterparties, or the clients of a manager; None means all.

    only_own: those of the counterparties where he sees what he ordered himself, and what nobody of the portal did.
    """

    counterparties: tuple[CounterpartyId, ...] | None = None
    manager: UUID | None = None
    only_own: tuple[CounterpartyId, ...] = ()
    user: UserId | None = None


class Orders(Protocol):
    """Every method filters by the readers in the statement itself (A1)."""

    def page(self, readers: Readers, ask: OrderFilter) -> OrdersPage: ...

    def one(self, readers: Readers, order: OrderId) -> OrderView:
        """Raises NotFound, for another's order as well."""

    def document(self, readers: Readers, document: UUID) -> "StoredDocument":
        """Raises NotFound."""


@frozen
class StoredDocument:
    view: DocumentView
    key: str
    filename: str


def readers(visit: Visit, permission: Permission = Permission.SEE_ORDERS) -> Readers:
    """Raises NotAllowed for somebody who may see no orders at all."""
    authority = visit.authority
    if not authority.is_staff:
        parties = authority.parties_with(permission)
        if not parties:
            raise NotAllowed(permission)
        all_of = set(authority.parties_with(Permission.SEE_ALL_ORDERS))
        own = tuple(party for party in parties if party not in all_of)
        return Readers(parties, only_own=own, user=authority.user)
    if Permission.SEE_ALL_CLIENTS in authority.staff_permissions:
        return Readers(None)
    authority.need(Permission.SEE_OWN_CLIENTS)
    if authority.manager is None:
        return Readers(())
    return Readers(None, authority.manager)


@frozen
class OrdersQuery:
    orders: Orders

    def __call__(self, visit: Visit, ask: OrderFilter) -> OrdersPage:
        return self.orders.page(readers(visit), ask)


@frozen
class OrderQuery:
    orders: Orders

    def __call__(self, visit: Visit, order: OrderId) -> OrderView:
        return self.orders.one(readers(visit), order)


@frozen
class DocumentQuery:
    orders: Orders

    def __call__(self, visit: Visit, document: UUID) -> StoredDocument:
        return self.orders.document(readers(visit, Permission.SEE_DOCUMENTS), document)
