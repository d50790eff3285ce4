"""How an order is to be delivered, as it was chosen: a copy, so that a later change of the books touches no order."""

from uuid import UUID

from attrs import frozen

from domain.shared.ids import CounterpartyId, WarehouseId


@frozen
class DeliveryDetails:
    """`address` in words, as it stood when the order was placed. payer: None is the counterparty itself."""

    method: UUID | None = None
    method_name: str = ""
    kind: str = ""
    address_id: UUID | None = None
    address: str = ""
    contact: str = ""
    window: str = ""
    pickup: WarehouseId | None = None
    payer: CounterpartyId | None = None
    payer_name: str = ""
