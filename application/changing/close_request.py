"""The manager closes a request that 1C leaves without an answer, or answered by word of mouth."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import ClassVar

from attrs import frozen

from application.access.context import Visit
from application.changing.ports import ChangeWork
from application.company.acts import act
from application.queries.orders import readers
from domain.access.permission import Permission
from domain.shared.errors import DomainError
from domain.shared.ids import OrderId

LEAST_WORDS = 5


@frozen
class NothingAsked(DomainError):
    """No request of this order waits for an answer."""

    code: ClassVar[str] = "order.nothing-asked"
    number: str


@frozen
class AnswerUnsaid(DomainError):
    code: ClassVar[str] = "order.answer-unsaid"
    least: int


@frozen
class CloseRequest:
    order: OrderId
    number: int
    text: str


@frozen
class CloseRequestHandler:
    begin: Callable[[], AbstractContextManager[ChangeWork]]

    def __call__(self, visit: Visit, command: CloseRequest) -> None:
        """By the order as it stands: what 1C has told of it by now is what came of the request.

        Raises: NotFound, NotAllowed, NothingAsked, AnswerUnsaid.
        """
        visit.authority.need(Permission.CHANGE_CLIENT_ORDERS)
        text = command.text.strip()
        if len(text) < LEAST_WORDS:
            raise AnswerUnsaid(LEAST_WORDS)
        with self.begin() as work:
            order = work.lock(readers(visit), command.order)
            request = work.open_request(order.id)
            if request is None or request.number != command.number:
                raise NothingAsked(order.number)
            answered = request.answered({line.line: line.wanted for line in order.lines})
            work.close(order, answered, visit.authority.signer, text)
            facts = {"number": order.number, "change": request.number, "state": answered.state.value, "text": text}
            work.record(act(visit, "order.change-closed", order.id, order.counterparty, **facts))
