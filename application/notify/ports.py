"""What sending letters needs of the outside."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import field, frozen

from application.shared.outbox import Deliveries, Event
from domain.shared.errors import DomainError
from domain.shared.ids import OrderId
from domain.shared.money import Currency


@frozen
class Recipient:
    """`language`: ru or en."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    language: str = "ru"


@frozen
class LetterLine:
    """`ordered` is what stands now, `requested` what the buyer asked for first.

    promised: the day by which what is still to come is there, where there is one.
    """

    number: int
    sku: str
    name: str
    unit: str
    requested: Decimal
    ordered: Decimal
    cancelled: Decimal
    price: Decimal
    gross: Decimal
    promised: date | None = None

    @property
    def is_corrected(self) -> bool:
        return self.ordered - self.cancelled != self.requested


@frozen
class OrderNews:
    """An order as a letter tells it. `buyer`, `manager`: None where there is nobody with an address."""

    id: OrderId
    number: str
    placed_at: datetime
    status: str
    status_en: str
    counterparty: str
    organization: str
    consignee: str
    currency: Currency
    total: Decimal
    comment: str
    buyer: Recipient | None
    manager: Recipient | None
    lines: tuple[LetterLine, ...] = field(repr=False)
    reserved_until: datetime | None = None


@frozen
class ChangeNews:
    """A request to change an order that the ERP has. state: asked, accepted, partly or refused; text: the answer."""

    number: int
    cancels: bool
    state: str
    reason: str
    text: str
    asked_by: str = field(repr=False)


@frozen
class DocumentNews:
    """A document of an order. `storage_key` is where its file lies."""

    id: UUID
    kind: str
    number: str
    day: date
    storage_key: str
    order: OrderNews


@frozen
class NoticeLine:
    """A good in a notice. kind: stock or price; was: the price that was seen before, None where there was none."""

    kind: str
    name: str
    sku: str
    unit: str
    quantity: Decimal | None = None
    price: Decimal | None = None
    was: Decimal | None = None
    currency: Currency = Currency.RUB


@frozen
class Notice:
    """News of no order. kind: review-published, review-refused or watches. path: where the button leads.

    unsubscribe: the path that ends such letters without signing in; empty where there is none.
    """

    kind: str
    to: Recipient | None
    path: str
    told: Mapping[str, str] = field(factory=dict)
    lines: tuple[NoticeLine, ...] = ()
    unsubscribe: str = ""


@frozen
class AnswerNews:
    """What came of a request for content. `asker`: None where he has no address."""

    id: UUID
    goods: str
    what: str
    comment: str
    is_declined: bool
    answer: str
    filename: str
    asker: Recipient | None


@frozen
class Attachment:
    name: str
    content: bytes = field(repr=False)
    media_type: str = "application/pdf"


@frozen
class Letter:
    """`id` is stable: a letter that leaves twice is seen by the recipient's program as the same."""

    id: str
    to: Recipient
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    attachments: tuple[Attachment, ...] = ()


@frozen
class MailAway(DomainError):
    """The mail server does not answer, or does not serve us now; `reply` is its code or the kind of
    failure.
    """

    code: ClassVar[str] = "mail.away"
    reply: str


@frozen
class MailRefused(DomainError):
    """The server will never take this letter to this address."""

    code: ClassVar[str] = "mail.refused"
    reply: str


class Mailer(Protocol):
    def send(self, letter: Letter) -> None:
        """Returns when the server has taken it. Raises: MailAway, MailRefused."""


class Letters(Protocol):
    """The wording. Each answer is a subject, a plain text and the same as HTML."""

    def order_placed(self, order: OrderNews, language: str) -> tuple[str, str, str]: ...

    def order_changed(self, order: OrderNews, language: str) -> tuple[str, str, str]: ...

    def order_for_manager(self, order: OrderNews) -> tuple[str, str, str]: ...

    def order_told(self, kind: str, order: OrderNews, language: str, *, for_manager: bool) -> tuple[str, str, str]:
        """kind: held, ending, ended or divided: the order waits for its limit, its reserve ends soon, or has ended,
        its buyer asked for shipment in parts.
        """

    def change_told(
        self, order: OrderNews, change: ChangeNews, language: str, *, for_manager: bool
    ) -> tuple[str, str, str]: ...

    def document_issued(self, document: DocumentNews, language: str) -> tuple[str, str, str]: ...

    def notice(self, notice: Notice, language: str) -> tuple[str, str, str]: ...

    def content_answered(self, news: AnswerNews, language: str) -> tuple[str, str, str]: ...


class NotifyWork(Protocol):
    """One transaction; what it holds is kept on leaving, and forgotten when an error leaves it."""

    @property
    def deliveries(self) -> Deliveries: ...

    def order(self, order_id: OrderId) -> OrderNews:
        """Raises: NotFound."""

    def change(self, change_id: UUID) -> ChangeNews:
        """Raises: NotFound."""

    def document(self, document_id: UUID) -> DocumentNews:
        """Raises: NotFound."""

    def notice(self, event: Event) -> Notice:
        """Raises: NotFound."""

    def answer(self, request_id: UUID) -> AnswerNews:
        """Raises: NotFound."""
