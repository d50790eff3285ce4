"""Messages to the worker: who takes which, so that senders and actors agree."""

from collections.abc import Mapping
from typing import ClassVar, Protocol

from attrs import frozen

from application.shared.outbox import INVOICE, MAIL, MANAGER_MAIL, ORDER_FILE, PRICE_LIST
from domain.shared.errors import DomainError

EXCHANGE = "exchange"
ORDERS = "orders"
DOCUMENTS = "documents"
NOTIFY = "notify"
INTEGRATIONS = "integrations"
PRICING = "pricing"

APPLY_NEXT = "apply_next"
PREVIEW_RULE = "preview_rule"

# Consumer of the outbox: its queue and actor.
ACTORS: Mapping[str, tuple[str, str]] = {
    INVOICE: (DOCUMENTS, "render_invoice"),
    MAIL: (NOTIFY, "send_mail"),
    MANAGER_MAIL: (NOTIFY, "tell_manager"),
    PRICE_LIST: (DOCUMENTS, "make_price_list"),
    ORDER_FILE: (ORDERS, "read_order_file"),
}


@frozen
class QueueAway(DomainError):
    """The job queue does not answer. Nothing is lost: whatever was to be sent is sent again from the
    database.
    """

    code: ClassVar[str] = "queue.away"


class Queue(Protocol):
    def send(self, queue: str, actor: str, argument: int) -> None:
        """Raises: QueueAway."""


def wake(queue: Queue, connection_id: int) -> bool:
    """Tell a worker that the inbox of a connection has something; False when the queue is away and the clock
    will.
    """
    try:
        queue.send(EXCHANGE, APPLY_NEXT, connection_id)
    except QueueAway:
        return False
    return True


def wake_preview(queue: Queue, preview_id: int) -> bool:
    """Tell a worker that a preview of a rule waits; False when the queue is away and the clock will."""
    try:
        queue.send(PRICING, PREVIEW_RULE, preview_id)
    except QueueAway:
        return False
    return True
