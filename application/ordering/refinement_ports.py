"""What refining prices needs of the outside: the ERP, whom to ask, and the memory of what was asked."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NewType, Protocol
from uuid import UUID

from attrs import field, frozen

from domain.pricing.refinement import Asking, LineRef, Unanswered
from domain.pricing.refining import AskedLine, Told
from domain.shared.ids import CartId, ContractId, CounterpartyId, UserId, VariantId

BaseId = NewType("BaseId", int)
MOST_PATIENCE = 10


@frozen
class Base:
    """An ERP base that answers questions for prices. `url` is of its service; patience in whole seconds."""

    id: BaseId
    name: str
    url: str
    login: str = ""
    password: str = field(default="", repr=False)
    patience: int = 5


@frozen
class Item:
    """How the ERP calls a good: ids of the item and of its characteristic (empty where there is none)."""

    item: str
    characteristic: str
    sku: str
    name: str


@frozen
class Source:
    """Whom to ask about contracts, and how that base calls them, their counterparty and the goods.

    units: the ОКЕИ code of the base unit by variant, or the code of the packaging.
    """

    base: Base
    counterparty: str
    contracts: Mapping[ContractId, str]
    items: Mapping[VariantId, Item]
    units: Mapping[LineRef, str]


@frozen
class Question:
    """One cart, asked of one base."""

    id: UUID
    cart_hash: str
    source: Source
    lines: tuple[AskedLine, ...]
    asked_at: datetime


class PriceRefinery(Protocol):
    """The ERP as somebody who says what a whole cart really costs."""

    def ask(self, question: Question) -> Told | Unanswered:
        """Comes back within the base's patience, whatever the base does; holds no connection of ours meanwhile."""


class Sources(Protocol):
    def of(self, lines: Collection[LineRef], counterparty: CounterpartyId) -> Sequence[Source]:
        """One for each base; lines of contracts that no base is asked about are left out. One statement."""


class Askings(Protocol):
    """Questions and answers by cart; the owner and his counterparty are always part of the question."""

    def newest(self, cart: CartId, owner: UserId, counterparty: CounterpartyId) -> Sequence[Asking]:
        """For each base the newest question and the newest one with an answer, of those that no order stands on."""

    def keep(self, cart: CartId, owner: UserId, counterparty: CounterpartyId, base: BaseId, asking: Asking) -> None: ...

    def accept(self, cart: CartId, owner: UserId, answers: Collection[UUID], at: datetime) -> None:
        """The buyer says yes to what became dearer by these answers."""
