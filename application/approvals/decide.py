"""Requests are looked at, decided, withdrawn, mended; the last yes places the order (N05)."""

from collections.abc import Callable, Sequence
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.approvals.ports import BeginRequests, RequestRow, Requests, RequestView, RequestWork, Watcher
from application.company.acts import act
from application.ordering.cart_quotes import CartView
from application.ordering.choice import CartChoice
from application.ordering.oversight import Approving, Oversight
from application.ordering.place_order import PlacedOrders, PlaceOrder
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.ordering.approval import (
    Approver,
    NotYourStep,
    RequesterGone,
    RequestState,
    Step,
    deciders,
)
from domain.shared.errors import NotAllowed
from domain.shared.money import Money

LATEST = 200
Place = Callable[[Visit, PlaceOrder, Approving], PlacedOrders]


@frozen
class Looked:
    """A request with the cart as it would be placed now. cart: None for what is closed, and for an asker who is gone.

    may_decide, may_withdraw, may_take_back: what the person who looks may do.
    """

    view: RequestView
    cart: CartView | None
    may_decide: bool
    may_withdraw: bool
    may_take_back: bool


@frozen
class ApprovalDesk:
    requests: Requests
    begin: BeginRequests
    quotes: Callable[[Visit, CartChoice], CartView]
    oversight: Oversight
    place: Place
    clock: Clock

    def list(self, visit: Visit, kind: str) -> Sequence[RequestRow]:
        return self.requests.rows(watcher_of(visit, self.clock), kind, LATEST)

    def look(self, visit: Visit, id: UUID) -> Looked:
        """Raises NotFound."""
        view = self.requests.one(watcher_of(visit, self.clock), id)
        row, user = view.row, visit.authority.user
        is_open = row.state is RequestState.WAITING and self.clock.now() < row.expires_at
        cart = None
        if is_open and (asker := self.requests.requester_visit(id)) is not None and asker.context is not None:
            cart = self.quotes(asker, view.choice)
        is_own = row.requester == user
        closed = row.state in (RequestState.REFUSED, RequestState.WITHDRAWN, RequestState.EXPIRED)
        is_late = row.state is RequestState.WAITING and not is_open
        may_mend = is_own and (closed or is_late) and not view.is_taken_back and visit.authority.actor is None
        return Looked(view, cart, is_open and row.awaits_me, is_open and is_own, may_mend)

    def approve(self, visit: Visit, id: UUID, total_seen: tuple[Money, ...]) -> PlacedOrders | None:
        """The orders of the last yes; None where others decide still.

        Raises: NotFound, RequestClosed, OwnOrder, NotYourStep, RequesterGone, TotalChanged, Refusals, and whatever else
        stands in the way of placing: then nothing is decided.
        """
        visit.authority.himself()
        view = self.requests.one(watcher_of(visit, self.clock), id)
        asker = self.requests.requester_visit(id)
        if asker is None or asker.context is None:
            raise RequesterGone(view.row.requester_name)
        cart, by, now = self.quotes(asker, view.choice), self._approver(visit, view), self.clock.now()
        needed = self.oversight.needed(asker, cart)
        with self.begin() as work:
            request = work.lock(id)
            request.check(by, now)
            # Prices or budgets may have moved since it was sent: then somebody else's yes may be needed as well.
            request.need_more(needed)
            if not request.is_last:
                request.approve(by, now)
                work.save(request)
                self._tell_next(work, view, request.next)
                who = view.row.requester_name
                work.record(act(visit, "approval.step-approved", id, view.row.company, requester=who))
                return None
        command = PlaceOrder(
            f"approval:{id}", view.cart_version, total_seen, view.consignee, view.ship_on, view.row.comment,
            view.choice, view.delivery,
        )  # fmt: skip
        is_over = any(step.is_over_budget for step in needed)
        return self.place(asker, command, Approving(id, by, is_over))

    def refuse(self, visit: Visit, id: UUID, reason: str) -> None:
        """Raises: NotFound, RequestClosed, OwnOrder, NotYourStep, ReasonEmpty."""
        visit.authority.himself()
        view = self.requests.one(watcher_of(visit, self.clock), id)
        with self.begin() as work:
            request = work.lock(id)
            request.refuse(self._approver(visit, view), reason[:1000], self.clock.now())
            work.save(request)
            work.decided(id)
            who = view.row.requester_name
            work.record(act(visit, "approval.refused", id, view.row.company, requester=who, reason=reason[:1000]))

    def withdraw(self, visit: Visit, id: UUID) -> None:
        """The goods go back to the cart. Raises: NotFound, RequestClosed, NotYourStep."""
        view = self.requests.one(watcher_of(visit, self.clock), id)
        with self.begin() as work:
            request = work.lock(id)
            request.withdraw(visit.authority.user, self.clock.now())
            work.save(request)
            work.take_back(id, visit.authority.user)
            work.record(act(visit, "approval.withdrawn", id, view.row.company))

    def take_back(self, visit: Visit, id: UUID) -> None:
        """What was refused, to be mended and sent again. Raises: NotFound, NotYourStep for what still waits."""
        view = self.requests.one(watcher_of(visit, self.clock), id)
        with self.begin() as work:
            request = work.lock(id)
            if request.expire(self.clock.now()):
                work.save(request)
            if request.requester != visit.authority.user or request.state in (
                RequestState.WAITING,
                RequestState.APPROVED,
            ):
                raise NotYourStep
            if work.take_back(id, visit.authority.user):
                work.record(act(visit, "approval.taken-back", id, view.row.company))

    def _approver(self, visit: Visit, view: RequestView) -> Approver:
        with self.begin() as work:
            able, substitutes = work.people_who_approve(view.row.company)
        user = visit.authority.user
        return Approver(user, user in able, frozenset(who for who, by in substitutes.items() if by == user))

    def _tell_next(self, work: RequestWork, view: RequestView, step: Step | None) -> None:
        if step is not None:
            able, substitutes = work.people_who_approve(view.row.company)
            work.ask(view.row.id, deciders(step, view.row.requester, able, substitutes))


@frozen
class ExpireRequests:
    """What nobody decided in its time is told to its asker, and is his to send again."""

    requests: Requests
    begin: BeginRequests
    clock: Clock

    def __call__(self) -> int:
        done = 0
        for id in self.requests.late(self.clock.now(), LATEST):
            with self.begin() as work:
                request = work.lock(id)
                if request.expire(self.clock.now()):
                    work.save(request)
                    work.decided(id)
                    done += 1
        return done


def watcher_of(visit: Visit, clock: Clock) -> Watcher:
    """Raises NotAllowed for staff, who have their own pages, and for whoever may see no orders at all."""
    authority = visit.authority
    own = authority.parties_with(Permission.SEE_ORDERS)
    approves = authority.parties_with(Permission.APPROVE_ORDERS)
    if not own and not approves:
        raise NotAllowed(Permission.SEE_ORDERS)
    sees = authority.parties_with(Permission.SEE_ALL_ORDERS)
    return Watcher(authority.user, own, sees, approves, authority.today or clock.today())
