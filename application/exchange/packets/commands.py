"""What the messages of packets tell, by type. Source: docs/exchange/packets.md, version 1.

A field is UNTOLD when it was absent (keep what stands) and None when it was cleared. References are the ERP's ids.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Final, Literal

from attrs import asdict, frozen

from application.exchange.order_facts import ChangeAnswer
from domain.parties.level import Level
from domain.pricing.assigning import Assignee


class Untold(Enum):
    """The one value of an absent field."""

    UNTOLD = "untold"


UNTOLD: Final = Untold.UNTOLD
Text = str | Untold | None
Flag = bool | Untold | None
Number = int | Untold | None
Day = date | Untold | None


@frozen
class BankAccount:
    account: str
    bik: str
    bank_name: str
    corr_account: str


@frozen
class PutOrganization:
    """`account`: the primary one."""

    erp_id: str
    name: str
    inn: str
    full_name: Text
    kpp: Text
    ogrn: Text
    address: Text
    phone: Text
    director: Text
    accountant: Text
    tax_regime: Text
    account: BankAccount | Untold | None


@frozen
class ServedRegion:
    erp_id: str
    name: str
    priority: int


@frozen
class PutWarehouse:
    erp_id: str
    name: str
    address: Text
    organization: Text
    regions: tuple[ServedRegion, ...] | Untold


@frozen
class PutPriceType:
    erp_id: str
    name: str
    currency: str
    vat_included: bool
    scale: Number
    fallback: Text


@frozen
class PutRate:
    currency: str
    day: date
    rate: Decimal
    nominal: int


@frozen
class PutHolding:
    erp_id: str
    name: str
    members: tuple[str, ...] | Untold


@frozen
class Manager:
    erp_id: str
    name: str
    email: Text
    phone: Text


@frozen
class ConsigneeTold:
    erp_id: str
    name: str
    address: Text


@frozen
class PutCounterparty:
    erp_id: str
    kind: str
    name: str
    full_name: Text
    inn: Text
    kpp: Text
    ogrn: Text
    address: Text
    phone: Text
    email: Text
    holding: Text
    default_region: Text
    manager: Manager | Untold | None
    status: Text
    status_reason: Text
    consignees: tuple[ConsigneeTold, ...] | Untold


@frozen
class Credit:
    terms: Text
    limit: Decimal | Untold | None
    deferral_days: Number
    overdue_tolerance_days: Number


@frozen
class PutContract:
    erp_id: str
    number: str
    date: date
    organization: str
    counterparty: str
    currency: str
    valid_from: Day
    valid_to: Day
    price_type: Text
    is_default: Flag
    credit: Credit | Untold | None
    refinement: Text = UNTOLD


@frozen
class Owner:
    """Of an individual price, a limit or a balance."""

    level: Level
    erp_id: str


@frozen
class PutIndividualPrice:
    """price: per unit of `unit` (ОКЕИ code or packaging id; None is the base unit)."""

    key: str
    owner: Owner
    item: str
    characteristic: str | None
    unit: str | None
    price: Decimal
    currency: str
    vat_included: bool
    minimum: Decimal
    valid_from: date | None
    valid_to: date | None


@frozen
class PutPriceAssignment:
    """Whose price type it is. owner: the ERP's id of a contract, counterparty, holding or region, the name of a group
    of users, empty for everybody.

    segment: the name of the goods that items, categories and manufacturers single out; empty for all goods.
    """

    key: str
    assignee: Assignee
    owner: str
    price_type: str
    segment: str
    items: tuple[str, ...]
    categories: tuple[str, ...]
    manufacturers: tuple[str, ...]
    priority: int
    valid_from: date | None
    valid_to: date | None


@frozen
class Overdue:
    document: str
    day: date | None
    due: date
    amount: Decimal


@frozen
class PutBalance:
    """limit None: the owner has none. orders: the portal's numbers that the figures contain."""

    owner: Owner
    currency: str
    limit: Decimal | Untold | None
    debt: Decimal
    advance: Decimal
    overdue: tuple[Overdue, ...] | Untold
    includes_unshipped: bool
    orders: tuple[str, ...]
    as_of: datetime


@frozen
class PutStock:
    """free: signed, net of the ERP's own reserves."""

    warehouse: str
    item: str
    characteristic: str | None
    free: Decimal
    as_of: datetime


@frozen
class OrderLineTold:
    """Quantities in base units; None is not told. promised: the day by which what is still to come is there.

    quantity: on order in the ERP now, without what is cancelled; told where it may have been raised.
    """

    line: int
    reserved: Decimal | None
    shipped: Decimal | None
    cancelled: Decimal | None
    promised: date | None
    quantity: Decimal | None = None


@frozen
class Shipment:
    number: str
    day: date | None
    amount: Decimal


@frozen
class PutOrder:
    """number: the portal's. shipments None: not told. total: what the order comes to now. answer: this state, or one
    before it, answered that request of the portal's to change the order.
    """

    erp_id: str
    number: str
    erp_number: str
    erp_date: date | None
    state: str | None
    cancelled: bool
    lines: tuple[OrderLineTold, ...]
    shipments: tuple[Shipment, ...] | None
    total: Decimal | None = None
    answer: ChangeAnswer | None = None


@frozen
class RefuseOrderChange:
    """The ERP refuses what was asked of the order `number` under `change`; what it says of lines is in the text."""

    number: str
    change: int
    text: str


@frozen
class Delete:
    """A delete mark: nothing is erased. `key` as in the table of types."""

    type: str
    key: str


Command = (
    PutOrganization | PutWarehouse | PutPriceType | PutRate | PutHolding | PutCounterparty | PutContract
    | PutIndividualPrice | PutPriceAssignment | PutBalance | PutStock | PutOrder | RefuseOrderChange | Delete
)  # fmt: skip

Type = Literal[
    "organization", "warehouse", "price_type", "currency_rate", "holding", "counterparty", "contract",
    "individual_price", "price_assignment", "credit.balance", "stock", "order", "order.rejected",
]  # fmt: skip

# What a price may follow from: pages and caches are keyed by the version that these raise.
PRICING: Final = frozenset(
    ("organization", "warehouse", "price_type", "currency_rate", "holding", "counterparty", "contract",
     "individual_price", "price_assignment")
)  # fmt: skip


def told(command: object, *left_out: str) -> dict[str, object]:
    """The fields that were told, by name."""
    facts = asdict(command, recurse=False)  # type: ignore[arg-type]  # every command is an attrs class
    return {name: value for name, value in facts.items() if value is not UNTOLD and name not in left_out}
