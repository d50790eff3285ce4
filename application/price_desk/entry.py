"""One individual price as a person writes it, in a form or in a row of a file, read into values of the trade."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, TypeVar

from attrs import field, frozen

from domain.catalog.folding import sku_key
from domain.parties.level import Level
from domain.pricing.agreed import Validity, ValidityBackwards
from domain.shared.errors import DomainError
from domain.shared.money import Currency

LEVELS = {"договор": Level.CONTRACT, "контрагент": Level.COUNTERPARTY, "холдинг": Level.HOLDING}
VAT = {"в цене": True, "включён": True, "включен": True, "с ндс": True, "сверху": False, "ндс сверху": False}
ROUBLES = frozenset(("", "руб", "руб.", "₽", "р.", "rur"))
NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
EXPONENT = re.compile(r"[0-9.,]+[eEеЕ][+-]?[0-9]+")
# NUMERIC(19, 5) would hold four digits more; a price of ten milliards is a slip of the hand.
WHOLE_DIGITS, PRICE_DECIMALS, MINIMUM_DECIMALS = 10, 5, 3
LONGEST = 200
T = TypeVar("T")


@frozen
class CellInvalid(DomainError):
    """What stands in a field is no value of its kind. `why`: missing, not-a-number, exponent, negative, zero, too-long,
    too-fine, not-a-day, unknown, not-a-tin, long-text. `known`: what may stand there instead, where that is a list.
    """

    code: ClassVar[str] = "individual-price.cell-invalid"
    field: str
    value: str
    why: str
    known: tuple[str, ...] = ()


@frozen
class Fault:
    """Why an entry is refused, beside the field that shows it."""

    field: str
    error: DomainError


@frozen
class Entry:
    """Cells as text, as they stand. line: the row of the file, 0 for a form."""

    line: int = 0
    level: str = ""
    inn: str = ""
    kpp: str = ""
    contract: str = ""
    holding: str = ""
    sku: str = ""
    characteristic: str = ""
    unit: str = ""
    minimum: str = ""
    amount: str = ""
    currency: str = ""
    vat: str = ""
    valid_from: str = ""
    valid_to: str = ""


@frozen
class OwnerAsked:
    """A client by what people know him by. A contract may be narrowed by the TIN of its counterparty."""

    level: Level
    inn: str = ""
    kpp: str = ""
    contract: str = ""
    holding: str = ""

    def __str__(self) -> str:
        named = {Level.CONTRACT: self.contract, Level.COUNTERPARTY: self.inn, Level.HOLDING: self.holding}
        return named[self.level]


@frozen
class Asked:
    """An entry that can be read; whether there is such a client and such goods is another question."""

    owner: OwnerAsked
    sku: str
    sku_key: str
    characteristic: str
    unit: str
    minimum: Decimal
    amount: Decimal
    currency: Currency
    vat_included: bool
    validity: Validity


@frozen
class Reader:
    """Reads cells one by one and keeps every fault, so that a row is mended in one go."""

    entry: Entry
    faults: list[Fault] = field(factory=list)

    def read(self, name: str, how: Callable[[str, str], T], default: T) -> T:
        value = str(getattr(self.entry, name)).strip()
        try:
            if len(value) > LONGEST:
                raise CellInvalid(name, value[:40], "long-text")
            return how(name, value)
        except CellInvalid as fault:
            self.faults.append(Fault(name, fault))
            return default

    def asked(self) -> Asked | None:
        """None when there are faults."""
        meant = self.meant()
        return None if self.faults else meant

    def meant(self) -> Asked:
        """As far as it can be read; in the place of what cannot, a value that means nothing."""
        owner = self._owner()
        sku = self.read("sku", required, "")
        numbers = self.read("minimum", minimum_of, Decimal(0)), self.read("amount", price_of, Decimal(0))
        currency = self.read("currency", currency_of, Currency.RUB)
        vat_included = self.read("vat", vat_of, True)
        characteristic, unit = self.read("characteristic", text_of, ""), self.read("unit", text_of, "")
        validity = self.validity()
        return Asked(owner, sku, sku_key(sku), characteristic, unit, *numbers, currency, vat_included, validity)

    def validity(self) -> Validity:
        start, end = self.read("valid_from", day_of, None), self.read("valid_to", day_of, None)
        try:
            return Validity(start, end)
        except ValidityBackwards as fault:
            self.faults.append(Fault("valid_to", fault))
            return Validity()

    def _owner(self) -> OwnerAsked:
        """Without a level, the nearest owner that the row names."""
        inn, kpp = self.read("inn", inn_of, ""), self.read("kpp", text_of, "")
        contract, holding = self.read("contract", text_of, ""), self.read("holding", text_of, "")
        told = self.read("level", level_of, None)
        by_level = {Level.CONTRACT: contract, Level.COUNTERPARTY: inn, Level.HOLDING: holding}
        level = told if told is not None else next((each for each in Level if by_level[each]), Level.CONTRACT)
        names = {Level.CONTRACT: "contract", Level.COUNTERPARTY: "inn", Level.HOLDING: "holding"}
        if not by_level[level] and not any(fault.field in ("level", names[level]) for fault in self.faults):
            self.faults.append(Fault(names[level], CellInvalid(names[level], "", "missing")))
        if level is Level.CONTRACT:
            return OwnerAsked(level, inn, kpp, contract=contract)
        return OwnerAsked(level, inn, kpp) if level is Level.COUNTERPARTY else OwnerAsked(level, holding=holding)


def text_of(_: str, value: str) -> str:
    return " ".join(value.split())


def required(name: str, value: str) -> str:
    if not value:
        raise CellInvalid(name, "", "missing")
    return text_of(name, value)


def decimal_of(name: str, value: str, decimals: int) -> Decimal:
    """«1 234,50», 1234.5 and 1\u00a0234,5 are one number. Raises CellInvalid."""
    raw = "".join(value.split())
    if not raw:
        raise CellInvalid(name, "", "missing")
    shown = value[:40]
    if raw[0] in "-\u2212\u2013" and NUMBER.fullmatch(raw[1:]):
        raise CellInvalid(name, shown, "negative")
    if EXPONENT.fullmatch(raw):
        raise CellInvalid(name, shown, "exponent")
    if not raw.isascii() or not NUMBER.fullmatch(raw):
        raise CellInvalid(name, shown, "not-a-number")
    whole, _, fraction = raw.replace(",", ".").partition(".")
    if len(whole.lstrip("0")) > WHOLE_DIGITS:
        raise CellInvalid(name, shown, "too-long")
    if len(fraction.rstrip("0")) > decimals:
        raise CellInvalid(name, shown, "too-fine")
    return Decimal(f"{whole}.{fraction.rstrip('0') or '0'}").quantize(Decimal(1).scaleb(-decimals))


def price_of(name: str, value: str) -> Decimal:
    price = decimal_of(name, value, PRICE_DECIMALS)
    if price == 0:
        raise CellInvalid(name, value[:40], "zero")
    return price


def minimum_of(name: str, value: str) -> Decimal:
    """Nothing is «from any quantity»."""
    return decimal_of(name, value or "0", MINIMUM_DECIMALS)


def currency_of(name: str, value: str) -> Currency:
    if value.casefold() in ROUBLES:
        return Currency.RUB
    try:
        return Currency(value.upper())
    except ValueError:
        raise CellInvalid(name, value[:40], "unknown", tuple(Currency)) from None


def vat_of(name: str, value: str) -> bool:
    """Nothing is «in the price». «Без НДС» is neither: whether a good bears VAT is told by the ERP."""
    found = VAT.get(" ".join(value.casefold().split())) if value else True
    if found is None:
        raise CellInvalid(name, value[:40], "unknown", ("в цене", "сверху"))
    return found


def level_of(name: str, value: str) -> Level | None:
    if not value:
        return None
    found = LEVELS.get(value.casefold())
    if found is None:
        raise CellInvalid(name, value[:40], "unknown", tuple(LEVELS))
    return found


def inn_of(name: str, value: str) -> str:
    """A sheet that keeps a TIN as a number loses its leading zero; no TIN has nine or eleven digits."""
    raw = "".join(value.split())
    if raw and not (raw.isascii() and raw.isdigit() and 9 <= len(raw) <= 12):
        raise CellInvalid(name, value[:40], "not-a-tin")
    return raw.zfill(10) if len(raw) == 9 else raw.zfill(12) if len(raw) == 11 else raw


def day_of(name: str, value: str) -> date | None:
    """31.12.2026 or 2026-12-31. Raises CellInvalid."""
    if not value:
        return None
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(value, form).date()  # noqa: DTZ007  # a day of the business zone has no instant
        except ValueError:
            continue
    raise CellInvalid(name, value[:40], "not-a-day")
