"""The cart as it will be split: a part for each seller and warehouse, and what its contract leaves."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from attrs import frozen

from application.access.context import BuyerContext
from application.ordering.cart_quotes import CartView
from domain.credit.credit_line import CreditTerms
from domain.ordering.circumstances import ServingWarehouse
from domain.ordering.quoted_cart import CartPromo, QuotedCartLine, QuotedShare
from domain.ordering.splitting import parts
from domain.pricing.cart_quote import NextStep
from domain.pricing.terms import Terms
from domain.pricing.trail import REFINED, UsedRate, rates_used
from domain.shared.ids import ContractId
from domain.shared.money import Money
from entrypoints.pages.figures import typed
from entrypoints.storefront.lines import Asked, LineView, line_views


@frozen
class Entry:
    """A line within a part. Of a divided line only the first part holds the field; `quantity` is this part's."""

    line: LineView
    share: QuotedShare | None
    is_first: bool
    is_divided: bool

    @property
    def quantity(self) -> Decimal:
        return self.share.quoted.ask.quantity if self.share else self.line.quantity

    @property
    def is_refined(self) -> bool:
        """Its price is the ERP's word."""
        return self.share is not None and any(step[0] == REFINED for step in self.share.quoted.trail)


@frozen
class Part:
    """One order to be: who sells, where from, under which contract. `warehouse` is None for lines nobody serves.

    promised: of what is to be delivered, the day by which all of it is there.
    """

    warehouse: ServingWarehouse | None
    terms: Terms | None
    entries: tuple[Entry, ...]
    total: Money | None
    vat: Money | None
    promised: date | None = None

    @property
    def warehouse_names(self) -> str:
        """One, as long as warehouses are a criterion of splitting."""
        shares = (entry.share for entry in self.entries if entry.share)
        return ", ".join(dict.fromkeys(share.warehouse.name for share in shares))

    @property
    def is_mixed(self) -> bool:
        """Whether its lines differ in where they come from, or in when."""
        shares = (entry.share for entry in self.entries if entry.share)
        return len({(share.warehouse.id, share.promised) for share in shares}) > 1

    @property
    def key(self) -> str:
        later = "-later" if self.promised else ""
        return f"{self.warehouse.id}-{self.terms.contract}{later}" if self.warehouse and self.terms else "none"


@frozen
class ContractRoom:
    """What the cart takes under one contract, and what would be left of its own limit; None where it has none."""

    number: str
    organization_name: str
    total: Money
    is_prepaid: bool
    free: Money | None
    left: Money | None


@frozen
class PartedCart:
    version: int
    parts: tuple[Part, ...]
    rooms: tuple[ContractRoom, ...]
    lines: tuple[LineView, ...]
    totals: tuple[Money, ...]
    refusals: int
    rates: tuple[UsedRate, ...]
    next_steps: tuple[NextStep, ...]
    line_refusals: int = 0
    promo: CartPromo | None = None

    @property
    def before(self) -> tuple[Money, ...]:
        """What would be paid without the promo code, where it takes something."""
        off = {sum_.currency: sum_ for sum_ in self.promo.discounts} if self.promo else {}
        sums = (total + off.get(total.currency, Money.zero(total.currency)) for total in self.totals)
        return tuple(sums) if off else ()

    @property
    def orders(self) -> int:
        return sum(1 for part in self.parts if part.warehouse is not None)

    @property
    def was(self) -> str:
        """What stood in the fields when they were shown: only what differs from it is a change of the buyer's."""
        return ";".join(f"{line.key}={typed(line.quantity)}" for line in self.lines)


def parted(view: CartView, language: str, sees_debt: bool, asked: Asked) -> PartedCart:
    lines = line_views(view, language, asked)
    by_line = {id(line.source): line for line in lines}
    seen: set[int] = set()
    found = []
    for members in parts(view.quoted, view.splitting):
        entries = tuple(_entry(line, share, by_line[id(line)], seen) for line, share in members)
        found.append(_part(entries, members))
    unserved = tuple(Entry(line, None, True, False) for line in lines if not line.source.shares)
    if unserved:
        found.append(Part(None, None, unserved, None, None))
    rooms = _rooms(found, view.context) if sees_debt else ()
    refusals = len(view.quoted.refusals)
    rates = _rates(view.quoted.lines)
    quoted = view.quoted
    of_lines = sum(len(line.refusals) for line in quoted.lines)
    return PartedCart(
        quoted.version, tuple(found), rooms, lines, quoted.totals, refusals, rates, quoted.next_steps, of_lines,
        quoted.promo,
    )  # fmt: skip


def _rates(lines: Iterable[QuotedCartLine]) -> tuple[UsedRate, ...]:
    """Each once, whatever the number of lines that were converted by it."""
    quoted = [share.quoted for line in lines for share in line.shares]
    return tuple(dict.fromkeys(rate for one in quoted for rate in rates_used(one.trail)))


def _entry(line: QuotedCartLine, share: QuotedShare, view: LineView, seen: set[int]) -> Entry:
    is_first = id(line) not in seen
    seen.add(id(line))
    return Entry(view, share, is_first, len(line.shares) > 1)


def _part(entries: tuple[Entry, ...], members: Iterable[tuple[QuotedCartLine, QuotedShare]]) -> Part:
    shares = [share for _, share in members]
    terms = shares[0].quoted.ask.terms
    total = Money(sum((share.quoted.gross for share in shares), Decimal("0.00")), terms.currency)
    vat = Money(sum((share.quoted.vat for share in shares), Decimal("0.00")), terms.currency)
    promised = max((share.promised for share in shares if share.promised is not None), default=None)
    return Part(shares[0].warehouse, terms, entries, total, vat, promised)


def _rooms(found: Iterable[Part], context: BuyerContext) -> tuple[ContractRoom, ...]:
    totals: dict[ContractId, Money] = {}
    for part in found:
        if part.terms and part.total:
            before = totals.get(part.terms.contract)
            totals[part.terms.contract] = part.total if before is None else before + part.total
    facts = {contract.id: contract for contract in context.contracts}
    rooms = []
    for contract_id, total in totals.items():
        contract = facts[contract_id]
        is_prepaid = contract.terms is CreditTerms.PREPAYMENT
        free = None if is_prepaid else contract.available
        left = free - total if free is not None and free.currency is total.currency else None
        rooms.append(ContractRoom(contract.number, contract.organization_name, total, is_prepaid, free, left))
    return tuple(rooms)
