"""Who the wholesaler is and whom it sells to."""

from datetime import date
from decimal import Decimal

from attrs import frozen


@frozen
class BankAccount:
    account: str
    bik: str
    bank_name: str
    corr_account: str


@frozen
class Organization:
    """A legal entity of the seller; general tax regime."""

    id: str
    name: str
    full_name: str
    inn: str
    kpp: str
    ogrn: str
    address: str
    phone: str
    director: str
    accountant: str
    bank_accounts: tuple[BankAccount, ...]


@frozen
class Region:
    id: str
    name: str


@frozen
class Warehouse:
    """`regions`: (region, priority), a lower priority serves first."""

    id: str
    name: str
    address: str
    organization: str
    regions: tuple[tuple[Region, int], ...]


@frozen
class Manager:
    id: str
    name: str
    email: str
    phone: str


@frozen
class Consignee:
    id: str
    name: str
    address: str


@frozen
class Holding:
    """`limit` is common to all members, in rubles; None where members have only their own."""

    id: str
    name: str
    limit: Decimal | None


@frozen
class Counterparty:
    """`kind`: org or ip; `holding` is None for one that belongs to none."""

    id: str
    kind: str
    name: str
    full_name: str
    inn: str
    kpp: str | None
    ogrn: str
    address: str
    phone: str
    email: str
    holding: str | None
    region: str
    manager: Manager
    consignees: tuple[Consignee, ...]


@frozen
class Debt:
    """One unpaid document of before the twin's life; `due` may be past."""

    document: str
    day: date
    due: date
    amount: Decimal


@frozen
class Contract:
    """`terms`: prepayment, limited or unlimited; `limit` in the contract's currency, None unless limited.

    `refinement`: what the site does when this base does not answer for the prices of a cart: none (it does not ask),
    confirm or wait.
    """

    id: str
    number: str
    day: date
    organization: str
    counterparty: str
    currency: str
    valid_from: date
    valid_to: date | None
    price_type: str
    default: bool
    terms: str
    limit: Decimal | None
    deferral_days: int
    debts: tuple[Debt, ...] = ()
    refinement: str = "none"

    def valid(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@frozen
class IndividualPrice:
    """A price of one contract; `offer` is `<product>` or `<product>#<characteristic>`; the unit is the base one."""

    contract: str
    offer: str
    price: Decimal
    currency: str
    min_quantity: Decimal | None
    valid_from: date
    valid_to: date | None


@frozen
class Rate:
    """Rubles for `nominal` of the currency on that day."""

    currency: str
    day: date
    rate: Decimal
    nominal: int = 1
