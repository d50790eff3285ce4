"""What the cart says of the ERP's word on its prices: asked when, valid until when, what became of each line."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from domain.ordering.quoted_cart import QuotedCart
from domain.ordering.refined_cart import ContractState
from domain.pricing.refinement import ChangedLine, LineRef, NotTaken, RefinementPolicy
from domain.shared.ids import VariantId
from domain.shared.money import Currency, Money
from entrypoints.http.sentences.refinement import NOT_TAKEN, why_unconfirmed

MOST_TOLD = 8


@frozen
class UnconfirmedView:
    name: str
    why: str


@frozen
class ContractView:
    """`why` is empty when all is confirmed; waits: without the ERP's word nothing is ordered."""

    number: str
    is_confirmed: bool
    waits: bool
    why: str
    asked_at: datetime | None
    until: datetime | None
    unconfirmed: Sequence[UnconfirmedView]
    more: int


@frozen
class RefinementView:
    """changed: the dearer lines first; more: by how much in all, one sum a currency; answers: what a yes is said to."""

    contracts: Sequence[ContractView]
    changed: Sequence[ChangedLine]
    more: Sequence[Money]
    answers: str
    needs_yes: bool
    is_asked: bool
    fault: str = ""
    ways: Sequence[str] = ()

    @property
    def goes_unconfirmed(self) -> bool:
        """The order may be placed and will be marked *to be confirmed*."""
        return any(not one.is_confirmed and not one.waits for one in self.contracts)


def refinement_view(
    quoted: QuotedCart, language: str, fault: str = "", ways: Sequence[str] = ()
) -> RefinementView | None:
    """None where no ERP is asked about this cart."""
    refinement = quoted.refinement
    if refinement is None:
        return None
    names = {line.wanted.key.variant: line.wanted.goods.name for line in quoted.lines}
    contracts = tuple(_contract(state, names, language) for state in refinement.contracts)
    dearer = refinement.dearer
    return RefinementView(
        contracts,
        (*dearer, *(line for line in refinement.changed if line not in dearer)),
        _more(dearer),
        ",".join(str(answer.id) for answer in refinement.answers),
        bool(dearer) and not refinement.is_accepted,
        any(state.asking is not None for state in refinement.contracts),
        fault,
        ways,
    )


def _contract(state: ContractState, names: dict[VariantId, str], language: str) -> ContractView:
    why = why_unconfirmed(state.why).said(language) if state.why else ""
    # A whole question that failed says why once; a list of all lines would say nothing more.
    told = [_line(ref, reason, names, language) for ref, reason in state.unconfirmed.items() if reason is not None]
    return ContractView(
        state.terms.contract_number,
        state.is_confirmed,
        state.policy is RefinementPolicy.WAIT,
        why,
        state.asked_at,
        state.until,
        tuple(told[:MOST_TOLD]),
        max(0, len(told) - MOST_TOLD),
    )


def _line(ref: LineRef, why: NotTaken, names: dict[VariantId, str], language: str) -> UnconfirmedView:
    return UnconfirmedView(names.get(ref.variant, f"№ {ref.variant}"), NOT_TAKEN[why].said(language))


def _more(dearer: Sequence[ChangedLine]) -> tuple[Money, ...]:
    sums: dict[Currency, Money] = {}
    for line in dearer:
        before = sums.get(line.more.currency)
        sums[line.more.currency] = line.more if before is None else before + line.more
    return tuple(sums[currency] for currency in sorted(sums))
