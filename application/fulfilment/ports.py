"""What delivery needs of the outside."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from domain.fulfilment.delivery import Address, DeliveryTerms
from domain.shared.ids import ConsigneeId, CounterpartyId


class DeliveryBook(Protocol):
    def terms(self) -> DeliveryTerms:
        """Methods, routes, calendar; in the order in which they are offered."""

    def addresses(self, counterparty: CounterpartyId) -> Sequence[Address]:
        """Of the book, by name; archived ones are left out."""

    def told_address(self, counterparty: CounterpartyId, consignee: ConsigneeId | None) -> Address | None:
        """Where the ERP says that the consignee, or the company itself, is; None where it says nothing."""

    def last_choice(self, counterparty: CounterpartyId) -> tuple[UUID | None, UUID | None]:
        """The method and the address of its latest order that has them."""
