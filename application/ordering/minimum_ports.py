"""The least sums of orders, as a cart meets them."""

from collections.abc import Collection, Mapping
from typing import Protocol

from attrs import frozen

from domain.ordering.minimum import Minimum
from domain.shared.ids import ContractId, CounterpartyId, HoldingId


class Minimums(Protocol):
    def of(
        self, contracts: Collection[ContractId], counterparty: CounterpartyId, holding: HoldingId
    ) -> Mapping[ContractId, Minimum]:
        """The nearest of each contract, in one statement."""


@frozen
class NoMinimums:
    """Where nobody agrees on any."""

    def of(
        self, contracts: Collection[ContractId], counterparty: CounterpartyId, holding: HoldingId
    ) -> Mapping[ContractId, Minimum]:
        return {}
