"""The least sums of orders, as a cart meets them."""

from collections.abc import Collection, Mapping
from typing import Protocol

from attrs import frozen

from domain.ordering.minimum import Minimum
from domain.shared.ids import ContractId, CounterpartyId, HoldingId


class Minimums(Protocol):
    def of(
        self, version: int, contracts: Collection[ContractId], counterparty: CounterpartyId, holding: HoldingId
    ) -> Mapping[ContractId, Minimum]:
        """The nearest of each contract, as they stand at the pricing version; in one statement, or in none."""


@frozen
class NoMinimums:
    """Where nobody agrees on any."""

    def of(
        self, version: int, contracts: Collection[ContractId], counterparty: CounterpartyId, holding: HoldingId
    ) -> Mapping[ContractId, Minimum]:
        return {}
