"""The least sums of orders, as the seller's people agree on them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from application.queries.orders import Readers
from domain.ordering.minimum import Minimum
from domain.shared.errors import DomainError
from domain.shared.ids import UserId
from domain.shared.money import Currency


@frozen
class MinimumNotSound(DomainError):
    code: ClassVar[str] = "minimum.not-sound"
    text: str


@frozen
class Agreed:
    """One row of the desk: who may agree, on what, and what holds there. own: None where nothing is agreed here."""

    level: int
    owner: UUID
    name: str
    currency: Currency
    own: Minimum | None
    in_force: Minimum | None


@frozen
class MinimumChange:
    at: datetime
    user_name: str
    owner_name: str
    before: str
    after: str


class MinimumDesk(Protocol):
    """Of clients that whoever asks may see; any other raises NotFound."""

    def of(self, whose: Readers, client: UUID) -> Sequence[Agreed]:
        """Contracts first, then the counterparty, its holding, everybody."""

    def set(self, whose: Readers, client: UUID, user: UserId, minimum: Minimum) -> None: ...

    def drop(self, whose: Readers, client: UUID, user: UserId, level: int, owner: UUID) -> None:
        """What is agreed farther away holds again."""

    def changes(self, whose: Readers, client: UUID) -> Sequence[MinimumChange]: ...


@frozen
class TypedMinimum:
    """As it stands in the form; an empty amount takes the agreement back."""

    level: int
    owner: UUID
    amount: str
    whole: bool


LARGEST = Decimal("9999999999.99")
