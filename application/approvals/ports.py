"""What requests for approval need of the outside."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.company.acts import Act
from application.ordering.choice import WHOLE_CART, CartChoice
from application.ordering.delivery_ports import NOT_CHOSEN, DeliveryChoice
from domain.ordering.approval import ApprovalRequest, RequestState, Step
from domain.shared.ids import CartId, ConsigneeId, CounterpartyId, OrderId, UserId
from domain.shared.money import Money


@frozen
class NewRequest:
    """sent_by: who pressed, another than the requester where somebody acts for him.

    choice: what he chose of the cart; lines that he postponed go over to the cart that takes its place.
    """

    id: UUID
    company: CounterpartyId
    requester: UserId
    sent_by: UserId
    cart: CartId
    cart_version: int
    totals: tuple[Money, ...]
    lines: int
    consignee: ConsigneeId | None
    ship_on: date | None
    comment: str
    steps: tuple[Step, ...]
    choice: CartChoice = WHOLE_CART
    delivery: DeliveryChoice = NOT_CHOSEN


@frozen
class StepView:
    step: Step
    approver: str
    decided_by: str
    instead_of: str


@frozen
class RequestRow:
    id: UUID
    company: CounterpartyId
    company_name: str
    requester: UserId
    requester_name: str
    sent_by_name: str
    state: RequestState
    totals: tuple[Money, ...]
    lines: int
    comment: str
    sent_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    step: int
    steps: int
    awaits_me: bool


@frozen
class RequestView:
    """mends: the request that was refused before; mended_by: what came of this one. orders: (id, number)."""

    row: RequestRow
    steps: tuple[StepView, ...]
    cart: CartId
    cart_version: int
    consignee: ConsigneeId | None
    consignee_name: str
    ship_on: date | None
    mends: UUID | None
    mended_by: UUID | None
    is_taken_back: bool
    orders: tuple[tuple[OrderId, str], ...]
    choice: CartChoice = WHOLE_CART
    delivery: DeliveryChoice = NOT_CHOSEN


@frozen
class Watcher:
    """Who asks for requests: his own, and those of the companies where he sees or approves everybody's."""

    user: UserId
    own: tuple[CounterpartyId, ...]
    sees: tuple[CounterpartyId, ...]
    approves: tuple[CounterpartyId, ...]
    day: date


class RequestWork(Protocol):
    """One transaction over requests of one company."""

    def people_who_approve(self, company: CounterpartyId) -> tuple[frozenset[UserId], Mapping[UserId, UserId]]:
        """Who has the right today, and {approver: his substitute today}."""

    def is_sent(self, id: UUID) -> bool: ...

    def send(self, request: NewRequest) -> bool:
        """The cart is put aside and a new one takes its place. False where the id was sent before.

        Raises CartChanged where the cart is not at that version any more.
        """

    def lock(self, id: UUID) -> ApprovalRequest:
        """Raises NotFound."""

    def save(self, request: ApprovalRequest) -> None: ...

    def take_back(self, id: UUID, user: UserId) -> bool:
        """The goods stand in the person's cart again, beside what is there. False where that was done before.

        Raises NotFound for a request that is not his.
        """

    def ask(self, request: UUID, people: Collection[UserId]) -> None:
        """A letter to each."""

    def decided(self, request: UUID) -> None:
        """A letter to the asker."""

    def record(self, act: Act) -> None: ...


class Requests(Protocol):
    """Every method filters by the watcher in the statement itself (A1)."""

    def rows(self, watcher: Watcher, kind: str, limit: int) -> Sequence[RequestRow]:
        """kind: `mine`, `waiting` for the watcher's decision, or `all`."""

    def one(self, watcher: Watcher, id: UUID) -> RequestView:
        """Raises NotFound."""

    def requester_visit(self, id: UUID) -> Visit | None:
        """As the asker is today, with the cart that was put aside; None for one who was shut out."""

    def late(self, at: datetime, most: int) -> Sequence[UUID]: ...


BeginRequests = Callable[[], AbstractContextManager[RequestWork]]
