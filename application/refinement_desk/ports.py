"""What the desk of refinement needs of the outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import field, frozen

from application.ordering.refinement_ports import BaseId
from application.queries.orders import Readers
from domain.pricing.refinement import RefinementPolicy
from domain.shared.errors import DomainError


@frozen
class ServiceView:
    """The service of one base; its password is told to nobody, only whether there is one."""

    base: BaseId
    name: str
    url: str
    login: str
    has_password: bool
    patience: int


@frozen
class SetService:
    """password: empty keeps the one that is there. An empty address: this base is asked no more."""

    base: BaseId
    url: str
    login: str = ""
    password: str = field(default="", repr=False)
    patience: int = 5


@frozen
class AskingView:
    """One question, for those who look after the exchange: who asked, what came of it."""

    id: UUID
    base: str
    counterparty_name: str
    user_name: str
    asked_at: datetime
    valid_until: datetime | None
    prices: int
    not_taken: int
    unanswered: str


@frozen
class ContractPolicy:
    """policy None: the contract is silent, which counts as `confirm`. is_asked: its base has a service to ask."""

    contract: UUID
    number: str
    organization_name: str
    policy: RefinementPolicy | None
    is_asked: bool


class RefinementBooks(Protocol):
    def services(self) -> Sequence[ServiceView]: ...

    def set_service(self, command: SetService) -> None:
        """Raises NotFound for an unknown base."""

    def base_of(self, login: str) -> BaseId:
        """Of the exchange's login. Raises NotFound."""

    def askings(self, most: int) -> Sequence[AskingView]:
        """The latest first."""

    def contracts(self, whose: Readers, counterparty: UUID) -> Sequence[ContractPolicy]:
        """Raises NotFound for a client who is not theirs."""

    def set_policy(self, whose: Readers, counterparty: UUID, contract: UUID, policy: RefinementPolicy | None) -> None:
        """Raises NotFound."""


@frozen
class ServiceUnfit(DomainError):
    """The address, login or patience of a service is none. field: url, login, password or patience."""

    code: ClassVar[str] = "refinement.service-unfit"
    field: str
    why: str
