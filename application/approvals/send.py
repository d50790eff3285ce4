"""A cart that the company's rules do not let pass becomes a request (N05)."""

from uuid import UUID, uuid5

from attrs import frozen

from application.access.context import Visit
from application.approvals.ports import BeginRequests, NewRequest
from application.company.acts import act
from application.ordering.cart_quotes import CartQuotes
from application.ordering.oversight import Oversight
from application.ordering.place_order import PlaceOrder
from application.ordering.ports import Consignees
from domain.access.authority import CounterpartyBlocked
from domain.access.permission import Permission
from domain.ordering.approval import ApprovalNotNeeded, NobodyToApprove, deciders
from domain.ordering.cart import CartChanged, CartEmpty
from domain.ordering.order import DateInPast, TotalChanged
from domain.shared.errors import NotFound, Refusals

_REQUESTS = UUID("5b6f3c0e-4f0a-4f0c-9c58-3b9b1a1d7a10")


@frozen
class SendForApprovalHandler:
    quotes: CartQuotes
    oversight: Oversight
    consignees: Consignees
    begin: BeginRequests

    def __call__(self, visit: Visit, command: PlaceOrder) -> UUID:
        """The id of the request for what the buyer would have placed; the same one under the same key.

        Raises: CartChanged, TotalChanged, Refusals, ApprovalNotNeeded, NobodyToApprove, CounterpartyBlocked, NotFound.
        """
        context, user = visit.buyer(), visit.authority.user
        visit.authority.need(Permission.PLACE_ORDER, context.party.id)
        id = uuid5(_REQUESTS, f"{user}\n{command.key}")
        if context.status != "active":
            raise CounterpartyBlocked(context.party.id, context.party.name, context.status_reason)
        with self.begin() as work:
            if work.is_sent(id):
                return id
        view = self.quotes.chosen(visit, command.choice)
        quoted = view.quoted
        if not quoted.lines:
            raise CartEmpty
        if quoted.version != command.cart_version:
            raise CartChanged(command.cart_version, quoted.version)
        if quoted.refusals:
            raise Refusals(quoted.refusals)
        if quoted.totals != command.total_seen:
            raise TotalChanged(command.total_seen, quoted.totals)
        if command.ship_on is not None and command.ship_on < context.day:
            raise DateInPast(command.ship_on, context.day)
        if command.consignee is not None and command.consignee not in {
            c.id for c in self.consignees.of(context.party.id)
        }:
            raise NotFound("consignee", str(command.consignee))
        steps = self.oversight.needed(visit, view)
        if not steps:
            raise ApprovalNotNeeded
        with self.begin() as work:
            able, substitutes = work.people_who_approve(context.party.id)
            asked = [deciders(step, user, able, substitutes) for step in steps]
            for step, people in zip(steps, asked, strict=True):
                if not people:
                    raise NobodyToApprove(step.name)
            sent = work.send(
                NewRequest(
                    id, context.party.id, user, visit.authority.signer, context.cart, quoted.version, quoted.totals,
                    len(quoted.lines), command.consignee, command.ship_on, command.comment, steps,
                    command.choice, command.delivery,
                )
            )  # fmt: skip
            if sent:
                work.ask(id, asked[0])
                told = [f"{money.amount} {money.currency}" for money in quoted.totals]
                work.record(
                    act(visit, "approval.sent", id, context.party.id, totals=told, steps=[s.name for s in steps])
                )
        return id


def never_sent(_: Visit, __: PlaceOrder) -> UUID:
    """Where no company asks for anybody's yes. Raises ApprovalNotNeeded."""
    raise ApprovalNotNeeded
