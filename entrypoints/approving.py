"""Requests for approval, for pages and API."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.approvals.decide import ApprovalDesk, Looked
from application.approvals.ports import RequestRow
from application.ordering.place_order import PlacedOrders
from domain.shared.errors import NotFound
from domain.shared.money import Money


class Kind(Enum):
    """Which requests: for one's own decision, one's own, or all that one may see."""

    WAITING = "waiting"
    MINE = "mine"
    ALL = "all"


class Decision(Enum):
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    TAKE_BACK = "take-back"


class Approve(Protocol):
    def __call__(self, visit: Visit, id: UUID, total_seen: tuple[Money, ...]) -> PlacedOrders | None: ...


def _unknown(visit: Visit, id: UUID, *facts: object) -> None:
    raise NotFound("approval", str(id))


def _unapproved(visit: Visit, id: UUID, total_seen: tuple[Money, ...]) -> PlacedOrders | None:
    raise NotFound("approval", str(id))


def _unseen(visit: Visit, id: UUID) -> Looked:
    raise NotFound("approval", str(id))


@frozen
class ApprovalUseCases:
    """Where no company asks for anybody's yes there are none."""

    list: Callable[[Visit, str], Sequence[RequestRow]] = lambda *_: ()
    look: Callable[[Visit, UUID], Looked] = _unseen
    approve: Approve = _unapproved
    refuse: Callable[[Visit, UUID, str], None] = _unknown
    withdraw: Callable[[Visit, UUID], None] = _unknown
    take_back: Callable[[Visit, UUID], None] = _unknown

    @classmethod
    def of(cls, desk: ApprovalDesk) -> "ApprovalUseCases":
        return cls(desk.list, desk.look, desk.approve, desk.refuse, desk.withdraw, desk.take_back)
