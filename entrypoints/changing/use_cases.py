"""What the doors may ask of orders that are changed after placing."""

from collections.abc import Callable

from attrs import frozen

from application.access.context import Visit
from application.changing.change_order import ChangeOrder, ChangePreview, ChangesView
from application.changing.close_request import CloseRequest
from application.changing.ports import Change
from domain.shared.errors import NotFound
from domain.shared.ids import OrderId


def nothing_told(visit: Visit, order: OrderId) -> ChangesView | None:
    return None


def none_to_preview(visit: Visit, command: ChangeOrder) -> ChangePreview:
    raise NotFound("order", str(command.order))


def none_to_change(visit: Visit, command: ChangeOrder) -> Change:
    raise NotFound("order", str(command.order))


def none_to_close(visit: Visit, command: CloseRequest) -> None:
    raise NotFound("order", str(command.order))


@frozen
class ChangeUseCases:
    """see: None where orders are not changed here at all."""

    see: Callable[[Visit, OrderId], ChangesView | None] = nothing_told
    preview: Callable[[Visit, ChangeOrder], ChangePreview] = none_to_preview
    change: Callable[[Visit, ChangeOrder], Change] = none_to_change
    close: Callable[[Visit, CloseRequest], None] = none_to_close
