"""Messages to the worker: who takes which, so that senders and actors agree."""

from collections.abc import Mapping
from typing import ClassVar, Protocol

from attrs import frozen

from application.shared.outbox import INVOICE, MAIL, MANAGER_MAIL, MEDIA_UPLOAD, ORDER_FILE, PRICE_LIST
from domain.shared.errors import DomainError

EXCHANGE = "exchange"
ORDERS = "orders"
DOCUMENTS = "documents"
NOTIFY = "notify"
INTEGRATIONS = "integrations"
PRICING = "pricing"
CATALOGUE = "catalogue"
MEDIA = "media"

APPLY_NEXT = "apply_next"
PREVIEW_RULE = "preview_rule"
BUILD_INDEX = "build_index"
SHRINK_PICTURES = "shrink_pictures"

# Consumer of the outbox: its queue and actor.
ACTORS: Mapping[str, tuple[str, str]] = {
    INVOICE: (DOCUMENTS, "render_invoice"),
    MAIL: (NOTIFY, "send_mail"),
    MANAGER_MAIL: (NOTIFY, "tell_manager"),
    PRICE_LIST: (DOCUMENTS, "make_price_list"),
    MEDIA_UPLOAD: (MEDIA, "sort_upload"),
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
    """Tell a worker that the inbox of a connection has something; False when the queue is away and the clock will."""
    return _is_told(queue, EXCHANGE, APPLY_NEXT, connection_id)


def wake_preview(queue: Queue, preview_id: int) -> bool:
    """The same of a preview of a rule that waits."""
    return _is_told(queue, PRICING, PREVIEW_RULE, preview_id)


def wake_pictures(queue: Queue) -> bool:
    """The same of pictures that wait to be made smaller."""
    return _is_told(queue, MEDIA, SHRINK_PICTURES)


def wake_index(queue: Queue) -> bool:
    """The same of a catalogue that has changed; with the queue away the site goes on with the index that it has."""
    return _is_told(queue, CATALOGUE, BUILD_INDEX)


def _is_told(queue: Queue, name: str, actor: str, argument: int = 0) -> bool:
    try:
        queue.send(name, actor, argument)
    except QueueAway:
        return False
    return True
