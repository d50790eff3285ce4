"""What is told of every line before anything enters the cart."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from application.filling.typed import TypedLine
from domain.shared.errors import DomainError
from domain.shared.ids import ProductId, VariantId
from domain.shared.money import Currency, Money
from domain.shared.quantity import Packaging


class State(StrEnum):
    """FOUND goes to the cart; MERGED went into an earlier line of the same goods; the others wait for a person."""

    FOUND = "found"
    MERGED = "merged"
    SEVERAL = "several"
    NOT_FOUND = "not-found"
    NO_PRICE = "no-price"
    QUANTITY = "quantity"
    UNIT = "unit"


WAITING = frozenset((State.SEVERAL, State.NOT_FOUND, State.NO_PRICE, State.QUANTITY, State.UNIT))


class Remark(StrEnum):
    """What was understood or changed. CHANGES are those that a buyer should look at."""

    BY_BARCODE = "by-barcode"
    BY_OWN = "by-own"
    BY_ZEROS = "by-zeros"
    BY_KEY = "by-key"
    LEAST = "least"
    RAISED = "raised"
    SUMMED = "summed"
    OVER_STOCK = "over-stock"
    ON_ORDER = "on-order"
    PRICE_UP = "price-up"
    PRICE_DOWN = "price-down"
    STOCK_LESS = "stock-less"
    KEY_BROKEN = "key-broken"
    LEARNT = "learnt"


CHANGES = frozenset(
    (Remark.RAISED, Remark.SUMMED, Remark.OVER_STOCK, Remark.ON_ORDER, Remark.PRICE_UP, Remark.PRICE_DOWN,
     Remark.STOCK_LESS, Remark.KEY_BROKEN, Remark.BY_ZEROS)
)  # fmt: skip
Facts = Mapping[str, object]


@frozen
class Candidate:
    """One of several goods that a text may mean. price: of a base unit, None on request."""

    variant: VariantId
    name: str
    sku: str
    unit: str
    price: Decimal | None
    currency: Currency | None


@frozen
class ReportLine:
    """quantity: in units of the packaging, as it would enter the cart. available: in base units.

    why: of a quantity that is none, the code of `Unclear`, «fraction» or «off-step»; refusal: why there is no price.
    """

    typed: TypedLine
    state: State
    remarks: Mapping[Remark, Facts] = field(factory=dict)
    candidates: tuple[Candidate, ...] = ()
    packagings: tuple[Packaging, ...] = ()
    variant: VariantId = VariantId(0)
    product: ProductId = ProductId(0)
    name: str = ""
    sku: str = ""
    packaging: Packaging = field(factory=Packaging)
    unit: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    currency: Currency | None = None
    vat_included: bool = True
    vat_rate: Decimal | None = None
    sum: Decimal | None = None
    available: Decimal = Decimal(0)
    why: str = ""
    refusal: DomainError | None = None

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_changed(self) -> bool:
        return not self.is_waiting and any(remark in CHANGES for remark in self.remarks)


@frozen
class Report:
    """totals: of the lines that would enter the cart, as the cart would tell them."""

    lines: tuple[ReportLine, ...]
    totals: tuple[Money, ...]

    @property
    def ready(self) -> tuple[ReportLine, ...]:
        return tuple(line for line in self.lines if line.state is State.FOUND)

    @property
    def waiting(self) -> tuple[ReportLine, ...]:
        return tuple(line for line in self.lines if line.is_waiting)

    @property
    def changed(self) -> tuple[ReportLine, ...]:
        return tuple(line for line in self.lines if line.is_changed)
