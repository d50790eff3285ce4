"""What the ERP answers when it is asked for the prices of a whole cart (semantics 3, step 6; ADR 0024)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar, NamedTuple
from uuid import UUID

from attrs import field, frozen

from domain.shared.errors import DomainError
from domain.shared.ids import ContractId, PackagingId, RegionId, VariantId
from domain.shared.money import Currency, Money


class RefinementPolicy(StrEnum):
    """What a contract wants of the ERP's word on prices.

    NONE: it is not asked. CONFIRM: what it did not confirm goes on, marked *to be confirmed*. WAIT: it does not go on.
    """

    NONE = "none"
    CONFIRM = "confirm"
    WAIT = "wait"


class LineRef(NamedTuple):
    """What a price is told of: one variant in one packaging under one contract, wherever the cart has it from."""

    contract: ContractId
    variant: VariantId
    packaging: PackagingId


@frozen
class RefinedPrice:
    """Per unit of the packaging, in the contract's currency; up to five decimals, more than zero."""

    amount: Decimal
    currency: Currency
    vat_included: bool


class Refined(NamedTuple):
    """A price as one line of a quote meets it: the id of the answer, its price, and until when it holds."""

    answer: UUID
    price: RefinedPrice
    until: datetime


class Unanswered(StrEnum):
    """Why a question came to nothing. The words are the codes that the API tells.

    BUSY: as many questions as we allow are waiting already. RESTING: it failed so often that it is left alone for a
    while. OTHER_CART: the answer is of another cart or question. EXPIRED: it no longer held when it came.
    """

    TIMEOUT = "timeout"
    AWAY = "away"
    BUSY = "busy"
    RESTING = "resting"
    LOGIN = "login"
    STATUS = "status"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    OTHER_CART = "other-cart"
    EXPIRED = "expired"


class NotTaken(StrEnum):
    """Why what an answer says of one line is no price. SILENT: it does not name the line."""

    SILENT = "silent"
    NOT_A_NUMBER = "not-a-number"
    EXPONENT = "exponent"
    ZERO = "zero"
    NEGATIVE = "negative"
    TOO_FINE = "too-fine"
    TOO_LARGE = "too-large"
    OTHER_CURRENCY = "other-currency"
    NO_VAT_FLAG = "no-vat-flag"
    TWICE = "twice"


@frozen
class Refinement:
    """An answer: prices that replace those of the lines it names, until it expires or the cart is another one.

    accepted: the buyer has said yes to what became dearer by it.
    """

    id: UUID
    cart_hash: str
    valid_until: datetime
    prices: Mapping[LineRef, RefinedPrice]
    accepted: bool = False

    def holds(self, cart_hash: str, at: datetime) -> bool:
        return bool(cart_hash) and self.cart_hash == cart_hash and at < self.valid_until


@frozen
class Asking:
    """One question to one base about the lines of its contracts, and what came of it: an answer or a reason."""

    id: UUID
    base: str
    cart_hash: str
    contracts: frozenset[ContractId]
    asked_at: datetime
    answer: Refinement | None = None
    unanswered: Unanswered | None = None
    not_taken: Mapping[LineRef, NotTaken] = field(factory=dict)


@frozen
class ChangedLine:
    """A line of the cart before promo codes, with VAT: what it came to, and what it comes to by the ERP's price."""

    variant_id: VariantId
    packaging: PackagingId
    name: str
    before: Money
    after: Money

    @property
    def more(self) -> Money:
        return self.after - self.before


@frozen
class DearerByErp(DomainError):
    """The ERP told higher prices than the buyer has seen; they need his yes."""

    code: ClassVar[str] = "price.dearer-by-erp"
    refinements: tuple[UUID, ...]
    lines: tuple[ChangedLine, ...]


@frozen
class NotConfirmedByErp(DomainError):
    """The contract waits for the ERP's word, and there is none. `why`: not-asked, partial, or as `Unanswered`."""

    code: ClassVar[str] = "price.not-confirmed"
    contract: ContractId
    contract_number: str
    lines: int
    why: str


@frozen
class AnswerGone(DomainError):
    """The answer that a yes was said to holds no more: it expired, or the cart is another one."""

    code: ClassVar[str] = "price.answer-gone"


@frozen
class AskedTooOften(DomainError):
    """retry_after in seconds."""

    code: ClassVar[str] = "price.asked-too-often"
    retry_after: int


@frozen
class NobodyToAsk(DomainError):
    """No contract of the cart is one whose prices the ERP refines."""

    code: ClassVar[str] = "price.nobody-to-ask"


def cart_hash(region: RegionId | None, quantities: Mapping[LineRef, Decimal]) -> str:
    """The same for the same goods under the same contracts, in whatever order and from whatever warehouse.

    A contract is of one counterparty, so two strangers never have one hash. Promo codes are not in it: they take from
    what is left after the ERP has spoken.
    """
    lines = sorted((f"{c}/{v}/{p}", format(q.normalize(), "f")) for (c, v, p), q in quantities.items())
    text = "\x1e".join([str(region or ""), *("\x1f".join(line) for line in lines)])
    return sha256(text.encode()).hexdigest()
