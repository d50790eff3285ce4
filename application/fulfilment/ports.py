"""What delivery needs of the outside."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.ordering.ports import Consignee
from domain.fulfilment.delivery import Address, DeliveryTerms
from domain.shared.ids import ConsigneeId, CounterpartyId


@frozen
class OpenBook:
    """Of one company at one moment. addresses: by name, archived ones left out.

    told: where the ERP says that the consignee, or the company itself, is; None where it says nothing. last: the method
    and the address of its latest order that has them.
    """

    terms: DeliveryTerms
    addresses: Sequence[Address] = ()
    told: Address | None = None
    last: tuple[UUID | None, UUID | None] = (None, None)
    consignees: Sequence[Consignee] = ()


class DeliveryBook(Protocol):
    def of(self, counterparty: CounterpartyId, consignee: ConsigneeId | None) -> OpenBook:
        """One statement."""
