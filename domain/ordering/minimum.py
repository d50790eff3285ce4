"""The least sum of an order: the nearest agreement wins (N21)."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from domain.parties.level import Level
from domain.pricing.book import Rate
from domain.shared.errors import DomainError
from domain.shared.ids import ContractId, CounterpartyId, HoldingId
from domain.shared.money import Currency, Money

EVERYBODY = UUID(int=0)
# One step beyond the holding: what holds where nobody agreed on anything nearer.
DEFAULT_LEVEL = int(Level.HOLDING) + 1


@frozen
class Minimum:
    """What one owner's orders must come to at least; zero frees from what is agreed farther away.

    whole: the whole cart is counted, not only what goes under one contract.
    """

    level: int
    owner: UUID
    amount: Money
    whole: bool = False


@frozen
class BelowMinimum(DomainError):
    """contract_number: of the orders that are too small; empty where the whole cart counts."""

    code: ClassVar[str] = "order.below-minimum"
    required: Money
    total: Money
    missing: Money
    contract_number: str = ""


@frozen
class Ordered:
    """What a cart comes to under one contract."""

    contract: ContractId
    number: str
    total: Money


def nearest(
    minimums: Collection[Minimum], contract: ContractId, counterparty: CounterpartyId, holding: HoldingId
) -> Minimum | None:
    chain = {contract, counterparty, holding, EVERYBODY}
    return min((one for one in minimums if one.owner in chain), key=lambda one: one.level, default=None)


def below_minimums(
    ordered: Collection[Ordered], minimums: Mapping[ContractId, Minimum], rates: Mapping[Currency, Rate]
) -> tuple[BelowMinimum, ...]:
    """One refusal a contract, and one for a minimum of the whole cart however many contracts it binds.

    A sum that no rate converts is not judged: nobody is refused for a figure that nobody can tell.
    """
    found: list[BelowMinimum] = []
    judged: set[UUID] = set()
    for one in ordered:
        minimum = minimums.get(one.contract)
        if minimum is None or minimum.owner in judged:
            continue
        if minimum.whole:
            judged.add(minimum.owner)
        counted = [each.total for each in ordered] if minimum.whole else [one.total]
        total = _sum(counted, minimum.amount.currency, rates)
        if total is not None and total.amount < minimum.amount.amount:
            number = "" if minimum.whole else one.number
            found.append(BelowMinimum(minimum.amount, total, minimum.amount - total, number))
    return tuple(found)


def _sum(sums: Collection[Money], target: Currency, rates: Mapping[Currency, Rate]) -> Money | None:
    total = Money.zero(target)
    for one in sums:
        if one.currency is target:
            total += one
            continue
        if any(code is not Currency.RUB and code not in rates for code in (one.currency, target)):
            return None
        roubles = one.amount * (Decimal(1) if one.currency is Currency.RUB else rates[one.currency].value)
        total += Money.rounded(roubles / (Decimal(1) if target is Currency.RUB else rates[target].value), target)
    return total
