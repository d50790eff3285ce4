"""Give a base of 1C its login."""

from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.ports import Passwords
from application.exchange.values import ConnectionId


@frozen
class NewConnection:
    """Options as in `ErpConnection`; the password is kept as its hash only."""

    name: str
    login: str
    any_base: bool = False
    profile: str = "classic"
    zone: str = "Europe/Moscow"
    zip: bool = False
    file_limit: int = 8 << 20
    organization_id: UUID | None = None
    erp_reserves_at: str = "acceptance"
    margin_seconds: int = 120
    vat_included: bool = True


class NewConnections(Protocol):
    def add(self, new: NewConnection, password_hash: str) -> ConnectionId: ...


@frozen
class ConnectErp:
    connections: NewConnections
    passwords: Passwords

    def __call__(self, new: NewConnection, password: str) -> ConnectionId:
        return self.connections.add(new, self.passwords.hash(password))
