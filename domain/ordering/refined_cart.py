"""A cart and what the ERP said of its prices: what is confirmed, what became dearer, what stands in the way."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from attrs import frozen

from domain.pricing.ask import Ask, QuotedLine
from domain.pricing.refinement import (
    Asking,
    ChangedLine,
    DearerByErp,
    LineRef,
    NotConfirmedByErp,
    NotTaken,
    Refined,
    Refinement,
    RefinementPolicy,
    Unanswered,
    cart_hash,
)
from domain.pricing.refining import newest
from domain.pricing.terms import Terms
from domain.shared.errors import DomainError
from domain.shared.ids import ContractId, PackagingId, VariantId
from domain.shared.money import Money

ZERO = Decimal("0.00")


@frozen
class AskedRefs:
    """The lines of a cart that the ERP is asked about: those under contracts whose prices it refines."""

    hash: str
    quantities: Mapping[LineRef, Decimal]
    terms: Mapping[ContractId, Terms]
    policies: Mapping[ContractId, RefinementPolicy]


@frozen
class InForce:
    """The questions whose answers hold for this cart now, by contract, and the price of each line that they name."""

    askings: Mapping[ContractId, Asking]
    prices: Mapping[LineRef, Refined]

    @property
    def answers(self) -> tuple[Refinement, ...]:
        found = {a.answer.id: a.answer for a in self.askings.values() if a.answer is not None}
        return tuple(found[id] for id in sorted(found))


@frozen
class ContractState:
    """What is known of one contract's prices in this cart. asking: the newest question, answered or not.

    in_force: the question whose answer holds; None without one. unconfirmed: lines it does not name, `why` by line.
    """

    terms: Terms
    policy: RefinementPolicy
    asking: Asking | None
    in_force: Asking | None
    lines: int
    unconfirmed: Mapping[LineRef, NotTaken | None]

    @property
    def asked_at(self) -> datetime | None:
        told = self.in_force or self.asking
        return told.asked_at if told is not None else None

    @property
    def until(self) -> datetime | None:
        answer = self.in_force.answer if self.in_force is not None else None
        return answer.valid_until if answer is not None else None

    @property
    def is_confirmed(self) -> bool:
        return not self.unconfirmed

    @property
    def why(self) -> str:
        """not-asked, partial, or why the newest question came to nothing; empty when all is confirmed."""
        if self.is_confirmed:
            return ""
        if self.asking is None:
            return "not-asked"
        if self.asking.unanswered is not None:
            return self.asking.unanswered.value
        return "partial" if self.in_force is not None else Unanswered.EXPIRED.value


@frozen
class CartRefinement:
    """`changed`: lines that the ERP's price has changed, against the portal's own; both before promo codes."""

    hash: str
    contracts: tuple[ContractState, ...]
    answers: tuple[Refinement, ...] = ()
    changed: tuple[ChangedLine, ...] = ()

    @property
    def refusals(self) -> tuple[DomainError, ...]:
        waits = [
            NotConfirmedByErp(c.terms.contract, c.terms.contract_number, len(c.unconfirmed), c.why)
            for c in self.contracts
            if c.policy is RefinementPolicy.WAIT and not c.is_confirmed
        ]
        return (*self._unaccepted, *waits)

    @property
    def dearer(self) -> tuple[ChangedLine, ...]:
        return tuple(line for line in self.changed if line.after.amount > line.before.amount)

    @property
    def is_accepted(self) -> bool:
        """A yes is said to each answer: one that came later may be dearer still."""
        return all(answer.accepted for answer in self.answers)

    @property
    def _unaccepted(self) -> tuple[DomainError, ...]:
        if not self.dearer or self.is_accepted:
            return ()
        return (DearerByErp(tuple(answer.id for answer in self.answers), self.dearer),)

    def of(self, contract: ContractId) -> ContractState | None:
        return next((state for state in self.contracts if state.terms.contract == contract), None)

    def basis(self, contract: ContractId) -> UUID | None:
        """The question that an order under this contract stands on: whose answer holds, else the newest one."""
        state = self.of(contract)
        asking = (state.in_force or state.asking) if state is not None else None
        return asking.id if asking is not None else None


def asked_refs(asks: Sequence[Ask], policies: Mapping[ContractId, RefinementPolicy]) -> AskedRefs | None:
    """None where the cart has no line that anybody is to be asked about."""
    asked = {contract: policy for contract, policy in policies.items() if policy is not RefinementPolicy.NONE}
    quantities: dict[LineRef, Decimal] = {}
    terms: dict[ContractId, Terms] = {}
    for ask in asks if asked else ():
        if ask.terms.contract in asked:
            ref = ref_of(ask)
            quantities[ref] = quantities.get(ref, ZERO) + ask.quantity
            terms[ask.terms.contract] = ask.terms
    if not quantities:
        return None
    region = next(iter(terms.values())).region
    return AskedRefs(cart_hash(region, quantities), quantities, terms, {c: asked[c] for c in terms})


def ref_of(ask: Ask) -> LineRef:
    return LineRef(ask.terms.contract, VariantId(ask.variant), PackagingId(ask.packaging.id))


def in_force(asked: AskedRefs | None, askings: Sequence[Asking], at: datetime | None) -> InForce:
    """Each contract goes by the newest answer to a question about it that holds for this very cart at this moment."""
    if asked is None or at is None:
        return InForce({}, {})
    holding = [a for a in askings if a.answer is not None and a.answer.holds(asked.hash, at)]
    used: dict[ContractId, Asking] = {}
    prices: dict[LineRef, Refined] = {}
    for contract, terms in asked.terms.items():
        mine = [a for a in holding if contract in a.contracts]
        found = max(mine, key=lambda a: (a.asked_at, a.id), default=None)
        if found is None or found.answer is None:
            continue
        used[contract], answer = found, found.answer
        for ref, price in answer.prices.items():
            if ref.contract == contract and ref in asked.quantities and price.currency is terms.currency:
                prices[ref] = Refined(answer.id, price, answer.valid_until)
    return InForce(used, prices)


def refined_cart(
    asked: AskedRefs | None,
    told: InForce,
    askings: Sequence[Asking],
    lines: Sequence[QuotedLine],
    before: Sequence[QuotedLine],
    names: Mapping[VariantId, str],
) -> CartRefinement | None:
    """`before`: the same lines without the ERP; empty where it has told nothing."""
    if asked is None:
        return None
    states = tuple(
        _state(contract, asked, told, newest(askings, contract, asked.hash)) for contract in sorted(asked.terms)
    )
    return CartRefinement(asked.hash, states, told.answers, _changed(lines, before, told, names))


def _state(contract: ContractId, asked: AskedRefs, told: InForce, asking: Asking | None) -> ContractState:
    refs = sorted(ref for ref in asked.quantities if ref.contract == contract)
    in_force = told.askings.get(contract)
    reasons = in_force.not_taken if in_force is not None else {}
    unconfirmed = {ref: reasons.get(ref) for ref in refs if ref not in told.prices}
    return ContractState(asked.terms[contract], asked.policies[contract], asking, in_force, len(refs), unconfirmed)


def _changed(
    lines: Sequence[QuotedLine], before: Sequence[QuotedLine], told: InForce, names: Mapping[VariantId, str]
) -> tuple[ChangedLine, ...]:
    """By line of the cart, with VAT, for one price may have it in it and the other not. A line that had no price of
    ours is left out: its sum is seen for the first time, and the total says so.
    """
    sums: dict[LineRef, tuple[Money, Money]] = {}
    for now, was in zip(lines, before, strict=True) if before else ():
        ref = ref_of(now.ask)
        if ref not in told.prices or was.refusal is not None:
            continue
        ours, theirs = sums.get(ref, (Money.zero(now.currency), Money.zero(now.currency)))
        sums[ref] = ours + Money(was.gross, was.currency), theirs + Money(now.gross, now.currency)
    return tuple(
        ChangedLine(ref.variant, ref.packaging, names.get(ref.variant, ""), ours, theirs)
        for ref, (ours, theirs) in sorted(sums.items())
        if ours != theirs
    )
