"""Price lists as files: what is asked for, what was issued, and why there is none."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from application.price_history.past import Moment
from domain.shared.errors import DomainError
from domain.shared.ids import CategoryId, ContractId, CounterpartyId, OrganizationId, RegionId, UserId

MOST_UNFINISHED = 3
SHA256 = 64


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"
    YML = "yml"


class State(StrEnum):
    """FAILED is the end, as READY is; what broke by accident is tried again and stays MAKING."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


@frozen
class NewList:
    """Whose prices in which context; `contracts` chosen by seller. sections: empty is the whole assortment.

    moment: None for the prices of when it is made.
    """

    id: UUID
    by: UserId
    counterparty: CounterpartyId
    region: RegionId | None
    contracts: Mapping[OrganizationId, ContractId]
    sections: tuple[CategoryId, ...]
    section_names: tuple[str, ...]
    format: Format
    moment: Moment | None = None


@frozen
class Basis:
    """One contract that the file's prices are under."""

    seller: str
    contract: str
    price_type: str
    currency: str


@frozen
class Issued:
    """at: the moment of the snapshot that goods, stock and present prices were read from. lines: of them `priced`."""

    filename: str
    sha256: str
    size: int
    lines: int
    priced: int
    at: datetime
    pricing_version: int
    catalogue_version: int
    basis: tuple[Basis, ...]


@frozen
class PriceListFile:
    """A row of the history. `failure`: the code of the refusal. is_kept: the file can still be downloaded."""

    id: UUID
    counterparty: CounterpartyId
    client: str
    asked_by: str
    asked_at: datetime
    format: Format
    section_names: tuple[str, ...]
    moment: Moment | None
    state: State
    done: int
    total: int
    failure: str
    issued: Issued | None
    expires_at: datetime | None
    is_kept: bool

    @property
    def is_finished(self) -> bool:
        return self.state in (State.READY, State.FAILED)

    @property
    def percent(self) -> int:
        return 0 if not self.total else min(99, self.done * 100 // self.total)


@frozen
class TooManyPriceLists(DomainError):
    """So many of one person are being made."""

    code: ClassVar[str] = "price-list.too-many"
    most: int = MOST_UNFINISHED


@frozen
class PriceListEmpty(DomainError):
    """No goods are in the chosen sections."""

    code: ClassVar[str] = "price-list.empty"


@frozen
class PriceListTooLong(DomainError):
    """More lines than go on paper."""

    code: ClassVar[str] = "price-list.too-long"
    most: int


@frozen
class PriceListNotReady(DomainError):
    code: ClassVar[str] = "price-list.not-ready"


@frozen
class PriceListGone(DomainError):
    """The file was removed after its term; what it was issued as is still known. at: when its term ended."""

    code: ClassVar[str] = "price-list.gone"
    at: datetime


@frozen
class HashInvalid(DomainError):
    code: ClassVar[str] = "price-list.hash-invalid"
    value: str


@frozen
class PriceListFailed(DomainError):
    """Why nothing came of it. `why`: the code of a refusal, no-right, or gave-up after an hour of attempts."""

    code: ClassVar[str] = "price-list.failed"
    why: str


NO_RIGHT, GAVE_UP = "no-right", "gave-up"
