"""Sessions, users, and the visit that one statement brings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from domain.shared.ids import ContractId, CounterpartyId, RegionId, UserId


@frozen
class Credentials:
    """What signing in compares with; `password_hash` is Argon2id text."""

    user: UserId
    password_hash: str
    disabled: bool
    is_staff: bool


class Visits(Protocol):
    """The whole authority of a request, by its session token, in one statement."""

    def of(self, token: str) -> Visit | None:
        """None for an unknown, ended or disabled one."""

    def again(self, visit: Visit) -> Visit:
        """The same visit after a change of its context. Raises NotFound when the session ended meanwhile."""


class Accounts(Protocol):
    """Users as signing in needs them."""

    def credentials(self, login: str) -> Credentials | None:
        """By login, folded to lower case."""


class Sessions(Protocol):
    def start(self, user: UserId, token: str, csrf: str, until: datetime) -> None:
        """Also gives a buyer without a cart one, in the context of his default counterparty."""

    def end(self, token: str) -> None: ...


class Contexts(Protocol):
    """Where a buyer may switch to, and the switch itself."""

    def choices(self, user: UserId) -> Sequence["Choice"]: ...

    def switch(self, user: UserId, to: "Switch") -> None:
        """Sets the cart's context. The caller has checked that the user may."""


@frozen
class RegionChoice:
    id: RegionId
    name: str


@frozen
class ContractChoice:
    """`state`: in-force, expired or not-yet: an expired one is shown with its reason and cannot be chosen."""

    id: ContractId
    number: str
    organization: UUID
    organization_name: str
    price_type_name: str
    currency: str
    state: str
    valid_to: str | None


@frozen
class Choice:
    """One counterparty with its contracts and the regions that may serve it."""

    counterparty: CounterpartyId
    name: str
    inn: str
    default_region: RegionId | None
    contracts: tuple[ContractChoice, ...]
    regions: tuple[RegionChoice, ...]


@frozen
class Switch:
    """The context to go to; absent parts take the defaults of the counterparty."""

    counterparty: CounterpartyId
    region: RegionId | None = None
    contract: ContractId | None = None


class Passwords(Protocol):
    """Argon2id."""

    def hash(self, password: str) -> str: ...

    def verify(self, hashed: str, password: str) -> bool: ...


class Limiter(Protocol):
    """Counts attempts; fails open when its store is away."""

    def allow(self, key: str, limit: int, seconds: int) -> bool: ...

    def forget(self, key: str) -> None: ...
