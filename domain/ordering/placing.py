"""Turn a quoted cart into orders that hold stock and credit: all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count
from uuid import UUID

from attrs import frozen

from domain.credit.credit_line import CreditHold, CreditLimitExceeded, CreditLine, CreditTerms, DebtOverdue
from domain.inventory.stock import OutOfStock, StockHold, StockLine
from domain.ordering.cart import CartEmpty
from domain.ordering.order import Order, OrderDetails, OrderLine
from domain.ordering.quoted_cart import QuotedCart, QuotedCartLine, QuotedShare
from domain.ordering.status import Phase
from domain.pricing.book import Rate
from domain.pricing.promo import Promo
from domain.pricing.promo_refusals import PromoUnknown
from domain.pricing.terms import Terms
from domain.shared.errors import DomainError, Refusals
from domain.shared.ids import ContractId, OrderId, OrganizationId, VariantId, WarehouseId
from domain.shared.money import Currency, Money

StockKey = tuple[VariantId, WarehouseId]
PartKey = tuple[OrganizationId, WarehouseId, bool]


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
    """

    stock: Mapping[StockKey, StockLine]
    credit: Mapping[ContractId, ContractCredit]
    rates: Mapping[Currency, Rate]
    promo: Promo | None = None
    unreserved: frozenset[WarehouseId] = frozenset()


def parts(quoted: QuotedCart) -> dict[PartKey, list[tuple[QuotedCartLine, QuotedShare]]]:
    """Splitting by seller organization, warehouse, and whether it is in stock or to be delivered, as in the cart."""
    found: dict[PartKey, list[tuple[QuotedCartLine, QuotedShare]]] = {}
    for line in quoted.lines:
        for share in line.shares:
            key = (share.organization, share.warehouse.id, share.promised is not None)
            found.setdefault(key, []).append((line, share))
    return found


def place(
    quoted: QuotedCart,
    locked: Locked,
    details: OrderDetails,
    names: Sequence[tuple[OrderId, str]],
    at: datetime,
) -> tuple[Order, ...]:
    """Orders with their holds. `names` gives each part its id and number.

    Raises: CartEmpty; Refusals with everything that stands in the way.
    """
    if not quoted.lines:
        raise CartEmpty
    reasons: list[DomainError] = list(quoted.refusals)
    reasons += [c.overdue for c in _credits(quoted, locked) if c.overdue is not None and not c.keeps]
    reasons += _promo_refused(quoted, locked)
    orders = []
    for lines, (order_id, number) in zip(parts(quoted).values(), names, strict=True):
        terms = lines[0][1].quoted.ask.terms
        stock = _held_stock(lines, locked, reasons)
        on_hold = _is_kept(terms, lines, locked)
        credit = () if on_hold else _held_credit(terms, lines, locked, reasons, at)
        phase = Phase.ON_HOLD if on_hold else first_phase(_is_prepaid(terms, locked))
        numbered = tuple(OrderLine(n, line, share) for n, (line, share) in zip(count(1), lines, strict=False))
        warehouse = lines[0][1].warehouse
        version = quoted.pricing_version
        promo = _promo_of(quoted, lines)
        order = Order(
            order_id, number, terms, warehouse, numbered, phase, at, version, details, stock, credit, promo,
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
    contracts = {share.quoted.ask.terms.contract for line in quoted.lines for share in line.shares}
    return [locked.credit[contract] for contract in sorted(contracts) if contract in locked.credit]


def _is_prepaid(terms: Terms, locked: Locked) -> bool:
    credit = locked.credit.get(terms.contract)
    return credit is None or credit.terms is CreditTerms.PREPAYMENT


def first_phase(is_prepaid: bool) -> Phase:
    """Where an order begins that nothing stands against."""
    return Phase.AWAITING_PAYMENT if is_prepaid else Phase.NEW


def _is_kept(terms: Terms, lines: Sequence[tuple[QuotedCartLine, QuotedShare]], locked: Locked) -> bool:
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


def _total(terms: Terms, lines: Sequence[tuple[QuotedCartLine, QuotedShare]]) -> Money:
    return Money(sum((share.quoted.gross for _, share in lines), Decimal("0.00")), terms.currency)


def _held_stock(
    lines: Sequence[tuple[QuotedCartLine, QuotedShare]], locked: Locked, reasons: list[DomainError]
) -> tuple[StockHold, ...]:
    """Of lines in stock, in their order: of what is to be delivered nothing can be reserved (S1).

    Where reservation is switched off the goods must be there all the same, and nobody keeps them.
    """
    holds = []
    refused = {r.variant_id for r in reasons if isinstance(r, OutOfStock)}
    for line, share in lines:
        if share.promised is not None:
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


def _reserves(lines: Sequence[tuple[QuotedCartLine, QuotedShare]], locked: Locked) -> bool:
    share = lines[0][1]
    credit = locked.credit.get(share.quoted.ask.terms.contract)
    return share.warehouse.id not in locked.unreserved and (credit is None or credit.reserves)


def _held_credit(
    terms: Terms,
    lines: Sequence[tuple[QuotedCartLine, QuotedShare]],
    locked: Locked,
    reasons: list[DomainError],
    at: datetime,
) -> tuple[CreditHold, ...]:
    """Every limit holds the whole part; a prepaid order reserves goods and adds no exposure."""
    if _is_prepaid(terms, locked):
        return ()
    total = _total(terms, lines)
    holds = []
    for line in locked.credit[terms.contract].lines:
        amount = converted(total, line.limit.currency, locked.rates)
        if not amount.is_positive:
            continue
        try:
            holds.append(line.hold(amount, at))
        except CreditLimitExceeded as refusal:
            reasons.append(refusal)
    return tuple(holds)


def converted(money: Money, target: Currency, rates: Mapping[Currency, Rate]) -> Money:
    """Through the rouble at the bank day's rates. Raises KeyError for a currency without a rate."""
    if money.currency is target:
        return money
    roubles = money.amount if money.currency is Currency.RUB else money.amount * rates[money.currency].value
    return Money.rounded(roubles if target is Currency.RUB else roubles / rates[target].value, target)


def lines_to_remove(quoted: QuotedCart, excess: Money) -> tuple[QuotedCartLine, ...]:
    """The fewest lines whose removal frees `excess`: the way out of a limit that costs the buyer least choice."""
    freed, chosen = Decimal(0), list[QuotedCartLine]()
    for line in sorted(quoted.lines, key=lambda line: -line.gross):
        if freed >= excess.amount:
            break
        chosen.append(line)
        freed += line.gross
    return tuple(chosen)
