"""Events and who must hear of them (semantics 7, outbound).

An event is written in the transaction that made it. For each consumer a delivery stays open until the
consumer's own
transaction closes it, so that a repeated message does nothing and a lost queue is refilled.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from domain.shared.errors import DomainError
from domain.shared.ids import OrderId

ORDER_PLACED = "order.placed"
ORDER_CHANGED = "order.changed"
ORDER_SUM_CHANGED = "order.sum-changed"
ORDER_LOWERED = "order.lowered"  # recorded no more: what it was called once, and may still wait as
ORDER_HELD = "order.held"
ORDER_DIVIDED = "order.divided"
RESERVE_ENDING = "reserve.ending"
RESERVE_ENDED = "reserve.ended"
DOCUMENT_ISSUED = "document.issued"
PRICE_LIST_ASKED = "price-list.asked"
PICTURES_SENT = "pictures.sent"
CONTENT_ANSWERED = "content.answered"
REVIEW_JUDGED = "review.judged"
WATCHES_MET = "watches.met"
ORDER_FILE_SENT = "order-file.sent"
PERSON_INVITED = "person.invited"
CHANGE_ASKED = "order.change-asked"
CHANGE_ANSWERED = "order.change-answered"
APPROVAL_ASKED = "approval.asked"
APPROVAL_DECIDED = "approval.decided"
# What a client's company tells its own people.
COMPANY_NEWS = frozenset((PERSON_INVITED, APPROVAL_ASKED, APPROVAL_DECIDED))

INVOICE = "invoice"
MAIL = "mail"
MANAGER_MAIL = "manager-mail"
ONEC = "onec"
PRICE_LIST = "price-list"
MEDIA_UPLOAD = "media-upload"
ORDER_FILE = "order-file"

# One delivery is one effect: a letter to the buyer and one to the manager fail and are repeated apart.
CONSUMERS: Mapping[str, tuple[str, ...]] = {
    ORDER_PLACED: (INVOICE, MAIL, MANAGER_MAIL, ONEC),
    ORDER_CHANGED: (MAIL,),
    ORDER_SUM_CHANGED: (INVOICE,),
    ORDER_LOWERED: (INVOICE,),
    ORDER_HELD: (MAIL, MANAGER_MAIL),
    ORDER_DIVIDED: (MANAGER_MAIL,),
    RESERVE_ENDING: (MAIL, MANAGER_MAIL),
    RESERVE_ENDED: (MAIL, MANAGER_MAIL),
    DOCUMENT_ISSUED: (MAIL,),
    PRICE_LIST_ASKED: (PRICE_LIST,),
    PICTURES_SENT: (MEDIA_UPLOAD,),
    CONTENT_ANSWERED: (MAIL,),
    REVIEW_JUDGED: (MAIL,),
    WATCHES_MET: (MAIL,),
    ORDER_FILE_SENT: (ORDER_FILE,),
    PERSON_INVITED: (MAIL,),
    CHANGE_ASKED: (MANAGER_MAIL,),
    CHANGE_ANSWERED: (MAIL, MANAGER_MAIL),
    APPROVAL_ASKED: (MAIL,),
    APPROVAL_DECIDED: (MAIL,),
}


@frozen
class Event:
    """What happened: a kind in the past tense and the ids that tell to whom. The payload becomes JSON."""

    kind: str
    payload: Mapping[str, Any]


def order_placed(order_id: OrderId) -> Event:
    return Event(ORDER_PLACED, {"order_id": str(order_id)})


def order_changed(order_id: OrderId) -> Event:
    """The status or the lines are no longer what the buyer was told last."""
    return Event(ORDER_CHANGED, {"order_id": str(order_id)})


def of_order(kind: str, order_id: OrderId) -> Event:
    """News of an order that are told by its id alone."""
    return Event(kind, {"order_id": str(order_id)})


def of_change(kind: str, order_id: UUID, change_id: UUID) -> Event:
    """News of a request to change an order that the ERP has."""
    return Event(kind, {"order_id": str(order_id), "change_id": str(change_id)})


def document_issued(document_id: object) -> Event:
    return Event(DOCUMENT_ISSUED, {"document_id": str(document_id)})


def price_list_asked(price_list_id: object) -> Event:
    return Event(PRICE_LIST_ASKED, {"price_list_id": str(price_list_id)})


def pictures_sent(upload_id: object) -> Event:
    return Event(PICTURES_SENT, {"upload_id": str(upload_id)})


def content_answered(request_id: object) -> Event:
    """What a buyer missed on a card is there, or will not be."""
    return Event(CONTENT_ANSWERED, {"request_id": str(request_id)})
def review_judged(review_id: object) -> Event:
    """It was published or refused; its author is told once for each judgement."""
    return Event(REVIEW_JUDGED, {"review_id": str(review_id)})
def watches_met(digest_id: object) -> Event:
    """Something that a person waits for has come; what exactly is kept in the digest."""
    return Event(WATCHES_MET, {"digest_id": str(digest_id)})
def order_file_sent(draft_id: object) -> Event:
    return Event(ORDER_FILE_SENT, {"draft_id": str(draft_id)})


def person_invited(invitation_id: object) -> Event:
    """The letter has a link of its own; an earlier letter's link ends with it."""
    return Event(PERSON_INVITED, {"invitation_id": str(invitation_id)})


def approval_asked(request_id: object, user_id: object) -> Event:
    """One event for each person who may decide: their letters fail and are repeated apart."""
    return Event(APPROVAL_ASKED, {"request_id": str(request_id), "user_id": str(user_id)})


def approval_decided(request_id: object) -> Event:
    return Event(APPROVAL_DECIDED, {"request_id": str(request_id)})


@frozen
class EventUnknown(DomainError):
    """An event that no consumer is named for would be lost in silence."""

    code: ClassVar[str] = "outbox.event-unknown"
    kind: str


class Deliveries(Protocol):
    """The open deliveries of one consumer's transaction."""

    def open(self, outbox_id: int, consumer: str) -> Event | None:
        """The event, its delivery locked until the work ends; None when it is done, or in another's hands."""

    def close(self, outbox_id: int, consumer: str, note: str = "") -> None:
        """Never again; `note` tells why nothing came of it, where nothing did."""


class Failures(Protocol):
    """What went wrong, kept beside the open delivery for the people who look at the queue."""

    def note(self, outbox_id: int, consumer: str, error: str) -> None: ...
