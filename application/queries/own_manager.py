"""Whom a client asks: the manager that the ERP names for him."""

from typing import Protocol

from attrs import frozen

from application.access.context import Visit
from domain.shared.ids import CounterpartyId


@frozen
class OwnManager:
    name: str
    email: str
    phone: str


class Managers(Protocol):
    def of(self, client: CounterpartyId) -> OwnManager | None: ...


@frozen
class OwnManagerQuery:
    managers: Managers

    def __call__(self, visit: Visit) -> OwnManager | None:
        """None where the ERP names nobody."""
        return self.managers.of(visit.buyer().party.id)


def nobody(visit: Visit) -> OwnManager | None:
    return None
