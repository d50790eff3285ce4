"""Shipment requests: the lines of an order divided by date and address, and how far each has come (M049)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from attrs import field, frozen

from domain.shared.errors import DomainError

ZERO = Decimal(0)
MOST_REQUESTS = 20
MOST_ADDRESS = 500


class RequestState(StrEnum):
    """CANCELLED: the order wants nothing of it any more."""

    PLANNED = "planned"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


@frozen
class Unequal:
    """A line, what the order wants of it, and what the requests tell together."""

    line: int
    wanted: Decimal
    told: Decimal


@frozen
class RequestsUnequal(DomainError):
    """The quantities of the requests do not add up to what the order wants, line by line."""

    code: ClassVar[str] = "shipment.requests-unequal"
    lines: tuple[Unequal, ...]


@frozen
class RequestUnfit(DomainError):
    """number: of the request. why: empty, past, too-many or address."""

    code: ClassVar[str] = "shipment.request-unfit"
    number: int
    why: str


@frozen
class OrderClosed(DomainError):
    """It is shipped, cancelled or done: there is nothing left to divide."""

    code: ClassVar[str] = "shipment.order-closed"
    number: str


@frozen
class ShipmentRequest:
    """Quantities by line, in the line's unit; lines that it takes nothing of are left out."""

    number: int
    ship_on: date
    address: str = field(repr=False)
    quantities: Mapping[int, Decimal] = field(factory=dict)
    comment: str = ""


def checked(
    requests: Sequence[ShipmentRequest], wanted: Mapping[int, Decimal], kept: frozenset[date], today: date
) -> tuple[ShipmentRequest, ...]:
    """Numbered in their order. kept: dates that the order had before, which may have passed since.

    Raises: RequestUnfit, RequestsUnequal.
    """
    if len(requests) > MOST_REQUESTS:
        raise RequestUnfit(MOST_REQUESTS + 1, "too-many")
    for number, one in enumerate(requests, 1):
        if not any(one.quantities.values()):
            raise RequestUnfit(number, "empty")
        if one.ship_on < today and one.ship_on not in kept:
            raise RequestUnfit(number, "past")
        if len(one.address) > MOST_ADDRESS:
            raise RequestUnfit(number, "address")
    told = {line: sum((one.quantities.get(line, ZERO) for one in requests), ZERO) for line in wanted}
    wrong = tuple(Unequal(line, wanted[line], told[line]) for line in sorted(wanted) if told[line] != wanted[line])
    if wrong:
        raise RequestsUnequal(wrong)
    return tuple(
        ShipmentRequest(n, one.ship_on, one.address, {k: q for k, q in one.quantities.items() if q}, one.comment)
        for n, one in enumerate(requests, 1)
    )


@frozen
class Progress:
    """How far one request has come. shipped: by line. gone: of it the order wants no more, by line."""

    request: ShipmentRequest
    shipped: Mapping[int, Decimal]
    gone: Mapping[int, Decimal]

    @property
    def state(self) -> RequestState:
        shipped, gone = sum(self.shipped.values(), ZERO), sum(self.gone.values(), ZERO)
        left = sum(self.request.quantities.values(), ZERO) - shipped - gone
        if left > 0:
            return RequestState.PARTLY_SHIPPED if shipped else RequestState.PLANNED
        return RequestState.SHIPPED if shipped else RequestState.CANCELLED


def progress(
    requests: Sequence[ShipmentRequest], shipped: Mapping[int, Decimal], wanted: Mapping[int, Decimal]
) -> tuple[Progress, ...]:
    """The ERP tells what was shipped of a line, not for which request: the earliest date is served first. What the
    order no longer wants is taken off the latest one.
    """
    by_date = sorted(requests, key=lambda one: (one.ship_on, one.number))
    served, cut = dict(shipped), _surplus(requests, wanted)
    given, gone = dict[int, dict[int, Decimal]](), dict[int, dict[int, Decimal]]()
    for one in by_date:
        given[one.number] = _take(one, served)
    for one in reversed(by_date):
        open_ = {line: q - given[one.number].get(line, ZERO) for line, q in one.quantities.items()}
        gone[one.number] = _take(ShipmentRequest(one.number, one.ship_on, "", open_), cut)
    return tuple(Progress(one, given[one.number], gone[one.number]) for one in requests)


def _surplus(requests: Sequence[ShipmentRequest], wanted: Mapping[int, Decimal]) -> dict[int, Decimal]:
    lines = {line for one in requests for line in one.quantities}
    told = {line: sum((one.quantities.get(line, ZERO) for one in requests), ZERO) for line in lines}
    return {line: max(ZERO, told[line] - wanted.get(line, ZERO)) for line in lines}


def _take(one: ShipmentRequest, left: dict[int, Decimal]) -> dict[int, Decimal]:
    taken = {}
    for line, quantity in one.quantities.items():
        part = min(quantity, left.get(line, ZERO))
        if part > 0:
            taken[line] = part
            left[line] -= part
    return taken
