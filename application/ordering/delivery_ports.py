"""What placing asks of delivery, and what it is told."""

from datetime import date
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from domain.ordering.delivery_details import DeliveryDetails
from domain.ordering.placing import DateOf
from domain.ordering.quoted_cart import QuotedCart
from domain.shared.ids import ConsigneeId, CounterpartyId, WarehouseId


@frozen
class DeliveryChoice:
    """Without a method the date is a wish and nothing is kept but it. payer: another company of the same holding."""

    method: UUID | None = None
    address: UUID | None = None
    window: str = ""
    payer: CounterpartyId | None = None

    def text(self) -> str:
        """For the hash of what was asked; empty where nothing was chosen."""
        told = (self.method, self.address, self.window, self.payer)
        return " ".join(map(str, told)) if any(told) else ""


NOT_CHOSEN = DeliveryChoice()


@frozen
class Asked:
    """The rest of the order that delivery looks at."""

    choice: DeliveryChoice
    consignee: ConsigneeId | None
    ship_on: date | None
    pickup: WarehouseId | None


@frozen
class Planned:
    """details: None where no method was chosen. ship_on: the day of a part by when the last of it is promised."""

    details: DeliveryDetails | None
    ship_on: DateOf


class Deliveries(Protocol):
    def __call__(self, visit: Visit, asked: Asked, quoted: QuotedCart) -> Planned: ...
