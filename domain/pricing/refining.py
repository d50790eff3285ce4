"""The question to the ERP, and the judgement of what it said: a price is taken as it stands or not at all."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from attrs import evolve, frozen

from domain.pricing.refinement import Asking, LineRef, NotTaken, RefinedPrice, Refinement, Unanswered
from domain.shared.ids import ContractId
from domain.shared.money import Currency

PLAIN: Final = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,20})?")
EXPONENT: Final = re.compile(r"[+-]?[0-9.]{1,40}[eE][+-]?[0-9]{1,6}")
MOST_DECIMALS: Final = 5
LARGEST: Final = Decimal(10) ** 10
# A question that failed is not asked again by placing so soon: the buyer has been told, and the ERP is left in peace.
FRESH_SECONDS: Final = 60


@frozen
class AskedLine:
    """price: the portal's own, per unit of the packaging; None where it has none. number: what the answer calls it.

    coefficient: base units in one of the packaging.
    """

    number: int
    ref: LineRef
    quantity: Decimal
    currency: Currency
    price: Decimal | None
    vat_included: bool
    coefficient: Decimal = Decimal(1)


@frozen
class ToldLine:
    """As the ERP sent it: `price` is the text of the number, so that what was guessed at can be refused."""

    line: int
    price: str
    currency: str
    vat_included: bool | None


@frozen
class Told:
    request: str
    cart_hash: str
    valid_until: datetime
    lines: Sequence[ToldLine]


def judged(asking: Asking, asked: Sequence[AskedLine], said: Told | Unanswered, at: datetime) -> Asking:
    """The asking with its answer, or with the reason why there is none. Lines that were not asked about are passed."""
    if isinstance(said, Unanswered):
        return evolve(asking, unanswered=said)
    if said.request != str(asking.id) or said.cart_hash != asking.cart_hash:
        return evolve(asking, unanswered=Unanswered.OTHER_CART)
    if said.valid_until <= at:
        return evolve(asking, unanswered=Unanswered.EXPIRED)
    times = Counter(line.line for line in said.lines)
    told = {line.line: line for line in said.lines}
    prices: dict[LineRef, RefinedPrice] = {}
    not_taken: dict[LineRef, NotTaken] = {}
    for line in asked:
        found = NotTaken.TWICE if times[line.number] > 1 else _price(line, told.get(line.number))
        if isinstance(found, NotTaken):
            not_taken[line.ref] = found
        else:
            prices[line.ref] = found
    answer = Refinement(asking.id, asking.cart_hash, said.valid_until, prices)
    return evolve(asking, answer=answer, not_taken=not_taken)


def _price(asked: AskedLine, told: ToldLine | None) -> RefinedPrice | NotTaken:
    if told is None:
        return NotTaken.SILENT
    amount = read_price(told.price)
    if isinstance(amount, NotTaken):
        return amount
    if told.currency != asked.currency.value:
        return NotTaken.OTHER_CURRENCY
    if told.vat_included is None:
        return NotTaken.NO_VAT_FLAG
    return RefinedPrice(amount, asked.currency, told.vat_included)


def read_price(text: str) -> Decimal | NotTaken:
    """Plain notation, more than zero, up to five decimals: never rounded, never read from an exponent."""
    if EXPONENT.fullmatch(text):
        return NotTaken.EXPONENT
    if not PLAIN.fullmatch(text):
        return NotTaken.NOT_A_NUMBER
    amount = Decimal(text)
    if amount <= 0:
        return NotTaken.NEGATIVE if amount < 0 else NotTaken.ZERO
    if amount >= LARGEST:
        return NotTaken.TOO_LARGE
    return amount if amount == round(amount, MOST_DECIMALS) else NotTaken.TOO_FINE


def is_due(contracts: Mapping[ContractId, object], askings: Sequence[Asking], cart_hash: str, at: datetime) -> bool:
    """Whether placing asks: about some contract nobody has asked for this very cart, or not since a good while."""

    def is_settled(contract: ContractId) -> bool:
        mine = [a for a in askings if a.cart_hash == cart_hash and contract in a.contracts]
        return any(
            a.answer.holds(cart_hash, at) if a.answer else (at - a.asked_at).total_seconds() < FRESH_SECONDS
            for a in mine
        )

    return not all(is_settled(contract) for contract in contracts)


def newest(askings: Sequence[Asking], contract: ContractId, cart_hash: str) -> Asking | None:
    mine = [a for a in askings if a.cart_hash == cart_hash and contract in a.contracts]
    return max(mine, key=lambda a: (a.asked_at, a.id), default=None)


def asking_of(id: UUID, base: str, hash: str, asked: Sequence[AskedLine], at: datetime) -> Asking:
    return Asking(id, base, hash, frozenset(line.ref.contract for line in asked), at)
