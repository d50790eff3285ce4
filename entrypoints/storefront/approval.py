"""What checkout shows of the company's own rules, and the press that asks for somebody's yes."""

from attrs import frozen

from application.access.context import Visit
from application.approvals.note import ApprovalNote
from application.ordering.cart_quotes import CartView
from application.ordering.place_order import PlaceOrder
from entrypoints.http.problems import sentence
from entrypoints.storefront.desk import Desk


@frozen
class CheckoutNote:
    """refused: in words, why the company does not let the order pass."""

    note: ApprovalNote
    refused: tuple[str, ...]


def approval_note(desk: Desk, visit: Visit, view: CartView, language: str) -> CheckoutNote:
    note = desk.use_cases.approval(visit, view)
    return CheckoutNote(note, tuple(sentence(refusal, language) for refusal in note.refusals))


def asked_for(desk: Desk, visit: Visit, order: PlaceOrder) -> str:
    """Where the request stands."""
    return f"/approvals/{desk.use_cases.send_for_approval(visit, order)}?done=sent"
