"""Whether a cart fits the limits of its contracts, and whether that is news to its owner."""

from collections.abc import Collection
from decimal import Decimal

from attrs import frozen

from application.access.context import BuyerContext
from domain.ordering.quoted_cart import QuotedCart
from domain.shared.ids import ContractId
from domain.shared.money import Money


@frozen
class LimitChanged:
    """`over`: by how much the cart exceeds what the contract leaves; None: it fits again.

    How much is left is not told: not everybody who orders may see the debt.
    """

    contract: ContractId
    number: str
    over: Money | None


def _over(context: BuyerContext, quoted: QuotedCart) -> dict[ContractId, Money]:
    asked: dict[ContractId, Decimal] = {}
    for line in quoted.lines:
        for share in line.shares:
            contract = share.quoted.ask.terms.contract
            asked[contract] = asked.get(contract, Decimal(0)) + share.quoted.gross
    found = {}
    for facts in context.contracts:
        free = facts.available
        if facts.id in asked and free is not None and asked[facts.id] > free.amount:
            found[facts.id] = Money(asked[facts.id] - free.amount, free.currency)
    return found


def short_contracts(context: BuyerContext, quoted: QuotedCart) -> frozenset[ContractId]:
    return frozenset(_over(context, quoted))


def limits_changed(
    seen: Collection[ContractId] | None, context: BuyerContext, quoted: QuotedCart
) -> tuple[LimitChanged, ...]:
    """Nothing where nothing was seen yet. A contract that acts no more is not spoken of."""
    if seen is None:
        return ()
    over = _over(context, quoted)
    return tuple(
        LimitChanged(facts.id, facts.number, over.get(facts.id))
        for facts in context.active_contracts()
        if (facts.id in over) != (facts.id in seen)
    )
