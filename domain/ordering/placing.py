"""Turn a quoted cart into orders that hold stock and credit: all or nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import ClassVar
from uuid import UUID

from attrs import evolve, frozen

from domain.credit.credit_line import CreditHold, CreditLimitExceeded, CreditLine, CreditTerms, DebtOverdue
from domain.inventory.stock import OutOfStock, StockHold, StockLine
from domain.ordering.cart import CartEmpty
from domain.ordering.circumstances import NoValidContract
from domain.ordering.order import Order, OrderDetails, OrderLine
from domain.ordering.quoted_cart import QuotedCart, QuotedCartLine, QuotedShare
from domain.ordering.splitting import USUAL, Members, Splitting, parts
from domain.ordering.status import Phase
from domain.pricing.book import Rate
from domain.pricing.promo import Promo
from domain.pricing.promo_refusals import PromoUnknown
from domain.pricing.terms import Terms
from domain.shared.errors import DomainError, Refusals
from domain.shared.ids import ContractId, OrderId, VariantId, WarehouseId
from domain.shared.money import Currency, Money

StockKey = tuple[VariantId, WarehouseId]
DateOf = Callable[[date | None], date | None]


@frozen
class ContractCredit:
    """What stands between a contract and one more order: its terms, every limit that applies, and overdue debt.

    keeps: an order that debt or a limit stands against is kept on hold, not refused. reserves: its orders reserve.
    """

    terms: CreditTerms
    lines: Sequence[CreditLine]
    overdue: DebtOverdue | None = None
    keeps: bool = False
    reserves: bool = True


@frozen
class Locked:
    """Everything that orders compete for, read under locks.

    promo: the cart's code as it stands now, its uses counted behind its lock; None where the cart names none.
    unreserved: warehouses whose goods orders do not reserve.
    ended: contracts that stopped holding since the quote; closed: warehouses that did.
    """

    stock: Mapping[StockKey, StockLine]
    credit: Mapping[ContractId, ContractCredit]
    rates: Mapping[Currency, Rate]
    promo: Promo | None = None
    unreserved: frozenset[WarehouseId] = frozenset()
    ended: frozenset[ContractId] = frozenset()
    closed: frozenset[WarehouseId] = frozenset()


@frozen
class WarehouseClosed(DomainError):
    """It stopped serving since the cart was seen: quoted again, the lines find another one or are short.

    name: empty where it serves the region no more and so has none for this client.
    """

    code: ClassVar[str] = "warehouse.closed"
    warehouse_id: WarehouseId
    name: str


def place(
    quoted: QuotedCart,
    locked: Locked,
    details: OrderDetails,
    names: Sequence[tuple[OrderId, str]],
    at: datetime,
    splitting: Splitting = USUAL,
    ship_on: DateOf | None = None,
) -> tuple[Order, ...]:
    """Orders with their holds. `names` gives each part its id and number.

    ship_on: the day of a part by the day on which the last of it is promised; all as the details say where absent.
    Raises: CartEmpty; Refusals with everything that stands in the way.
    """
    if not quoted.lines:
        raise CartEmpty
    reasons: list[DomainError] = list(quoted.refusals)
    reasons += [c.overdue for c in _credits(quoted, locked) if c.overdue is not None and not c.keeps]
    reasons += _promo_refused(quoted, locked)
    reasons += _closed(quoted, locked)
    split = parts(quoted, splitting)
    over = _over_limits(split, locked)
    reasons += over
    orders = []
    for lines, (order_id, number) in zip(split, names, strict=True):
        terms = lines[0][1].quoted.ask.terms
        stock = _held_stock(lines, locked, reasons)
        on_hold = _is_kept(terms, lines, locked)
        credit = () if over or on_hold else _held_credit(terms, lines, locked, at)
        phase = Phase.ON_HOLD if on_hold else first_phase(_is_prepaid(terms, locked))
        numbered = tuple(OrderLine(n, line, share) for n, (line, share) in zip(count(1), lines, strict=False))
        warehouse = lines[0][1].warehouse
        version = quoted.pricing_version
        promo = _promo_of(quoted, lines)
        promised = max((share.promised for _, share in lines if share.promised is not None), default=None)
        of_part = details if ship_on is None else evolve(details, ship_on=ship_on(promised))
        order = Order(
            order_id, number, terms, warehouse, numbered, phase, at, version, of_part, stock, credit, promo,
            *_basis(quoted, terms),
        )  # fmt: skip
        orders.append(order)
    if reasons:
        raise Refusals(tuple(reasons))
    return tuple(orders)


def _promo_refused(quoted: QuotedCart, locked: Locked) -> list[DomainError]:
    """The last use may have gone since the quote. What it takes is as quoted: that was in force then."""
    if quoted.promo is None or quoted.promo.refusal is not None:
        return []
    if locked.promo is None:
        return [PromoUnknown(quoted.promo.text)]
    refusal = locked.promo.why_not(quoted.promo.day)
    return [] if refusal is None else [refusal]


def _promo_of(quoted: QuotedCart, lines: Sequence[tuple[QuotedCartLine, QuotedShare]]) -> UUID | None:
    taken = any(share.quoted.discount for _, share in lines)
    return quoted.promo.promo.code.id if quoted.promo is not None and taken else None


def _basis(quoted: QuotedCart, terms: Terms) -> tuple[UUID | None, bool]:
    """The question to the ERP that the prices stand on, and whether some of them are still to be confirmed by it."""
    refinement = quoted.refinement
    state = refinement.of(terms.contract) if refinement is not None else None
    if refinement is None or state is None:
        return None, False
    return refinement.basis(terms.contract), not state.is_confirmed


def _credits(quoted: QuotedCart, locked: Locked) -> list[ContractCredit]:
    return [locked.credit[contract] for contract in sorted(quoted.terms) if contract in locked.credit]


def _is_prepaid(terms: Terms, locked: Locked) -> bool:
    credit = locked.credit.get(terms.contract)
    return credit is None or credit.terms is CreditTerms.PREPAYMENT


def first_phase(is_prepaid: bool) -> Phase:
    """Where an order begins that nothing stands against."""
    return Phase.AWAITING_PAYMENT if is_prepaid else Phase.NEW


def _is_kept(terms: Terms, lines: Members, locked: Locked) -> bool:
    """Whether the order waits on hold for its limit or for a payment: it reserves its goods and adds no exposure."""
    credit = locked.credit.get(terms.contract)
    if credit is None or not credit.keeps:
        return False
    if credit.overdue is not None:
        return True
    if credit.terms is CreditTerms.PREPAYMENT:
        return False
    total = _total(terms, lines)
    return any(converted(total, one.limit.currency, locked.rates) > one.available for one in credit.lines)


def _held_stock(lines: Members, locked: Locked, reasons: list[DomainError]) -> tuple[StockHold, ...]:
    """Of lines in stock, in their order: of what is to be delivered nothing can be reserved (S1).

    Where reservation is switched off the goods must be there all the same, and nobody keeps them.
    """
    holds = []
    refused = {r.variant_id for r in reasons if isinstance(r, OutOfStock)}
    for line, share in lines:
        # A line that is refused already is held nowhere, and a second reason for it would have no way out of its own.
        if share.promised is not None or line.refusals:
            continue
        variant = line.wanted.key.variant
        stock = locked.stock.get((variant, share.warehouse.id))
        if stock is None:
            if variant not in refused:
                reasons.append(OutOfStock(variant, share.base_quantity, Decimal(0)))
            continue
        try:
            holds.append(stock.hold(share.base_quantity))
        except OutOfStock as refusal:
            if variant not in refused:
                reasons.append(refusal)
    return tuple(holds) if _reserves(lines, locked) else ()


def _reserves(lines: Members, locked: Locked) -> bool:
    share = lines[0][1]
    credit = locked.credit.get(share.quoted.ask.terms.contract)
    return share.warehouse.id not in locked.unreserved and (credit is None or credit.reserves)


def _over_limits(split: Sequence[Members], locked: Locked) -> list[CreditLimitExceeded]:
    """Of all parts together: two parts that pass alone may not pass both, and one sum is to be paid or taken out."""
    asked: dict[int, tuple[CreditLine, Money, tuple[ContractId, ...]]] = {}
    for lines in split:
        terms = lines[0][1].quoted.ask.terms
        if _is_prepaid(terms, locked) or locked.credit[terms.contract].keeps:
            continue
        total = _total(terms, lines)
        for line in locked.credit[terms.contract].lines:
            _, before, contracts = asked.get(id(line), (line, Money.zero(line.limit.currency), ()))
            amount = before + converted(total, line.limit.currency, locked.rates)
            asked[id(line)] = line, amount, tuple(dict.fromkeys((*contracts, terms.contract)))
    return [
        CreditLimitExceeded(line.level, line.available, amount, amount - line.available, contracts)
        for line, amount, contracts in asked.values()
        if amount.is_positive and amount > line.available
    ]


def _total(terms: Terms, lines: Members) -> Money:
    return Money(sum((share.quoted.gross for _, share in lines), Decimal("0.00")), terms.currency)


def _held_credit(terms: Terms, lines: Members, locked: Locked, at: datetime) -> tuple[CreditHold, ...]:
    """Every limit holds the whole part; a prepaid order reserves goods and adds no exposure."""
    if _is_prepaid(terms, locked):
        return ()
    total, holds = _total(terms, lines), []
    for line in locked.credit[terms.contract].lines:
        amount = converted(total, line.limit.currency, locked.rates)
        if amount.is_positive:
            holds.append(line.hold(amount, at))
    return tuple(holds)


def _closed(quoted: QuotedCart, locked: Locked) -> list[DomainError]:
    """What stopped holding between the quote and the locks."""
    serving = {share.warehouse.id: share.warehouse for line in quoted.lines for share in line.shares}
    warehouses = {id: warehouse for id, warehouse in serving.items() if id in locked.closed}
    sellers = {terms.organization: terms for id, terms in quoted.terms.items() if id in locked.ended}
    return [
        *(WarehouseClosed(each.id, each.name) for each in warehouses.values()),
        *(NoValidContract(seller, terms.organization_name, "expired") for seller, terms in sellers.items()),
    ]


def converted(money: Money, target: Currency, rates: Mapping[Currency, Rate]) -> Money:
    """Through the rouble at the bank day's rates. Raises KeyError for a currency without a rate."""
    if money.currency is target:
        return money
    roubles = money.amount if money.currency is Currency.RUB else money.amount * rates[money.currency].value
    return Money.rounded(roubles if target is Currency.RUB else roubles / rates[target].value, target)


def lines_to_remove(
    quoted: QuotedCart, excess: Money, contracts: Collection[ContractId] = ()
) -> tuple[QuotedCartLine, ...]:
    """The fewest lines whose removal frees `excess`, and of those as little goods as will do.

    contracts: only what stands under them frees anything; all of it where none is named.
    """
    frees = {id(line): _under(line, contracts) for line in quoted.lines}
    left = sorted((line for line in quoted.lines if frees[id(line)] > 0), key=lambda line: -frees[id(line)])
    chosen, freed = list[QuotedCartLine](), Decimal(0)
    while left and freed < excess.amount:
        chosen.append(left.pop(0))
        freed += frees[id(chosen[-1])]
    for place, line in enumerate(chosen):
        # A smaller line in its place, as long as the sum still does.
        least = frees[id(line)] - (freed - excess.amount)
        instead = next((other for other in reversed(left) if least <= frees[id(other)] < frees[id(line)]), None)
        if instead is not None:
            left[left.index(instead)], chosen[place] = line, instead
            left.sort(key=lambda other: -frees[id(other)])
            freed += frees[id(instead)] - frees[id(line)]
    return tuple(chosen)


def _under(line: QuotedCartLine, contracts: Collection[ContractId]) -> Decimal:
    gross = (s.quoted.gross for s in line.shares if not contracts or s.quoted.ask.terms.contract in contracts)
    return sum(gross, Decimal(0))
