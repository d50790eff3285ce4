"""What the ERP said of the prices of a cart, as JSON."""

from datetime import datetime

from attrs import frozen

from domain.ordering.refined_cart import CartRefinement, ContractState
from domain.pricing.refinement import ChangedLine, LineRef, NotTaken
from domain.shared.money import Money
from entrypoints.http.sentences.refinement import NOT_TAKEN, why_unconfirmed


@frozen
class UnconfirmedWire:
    """A line that the ERP's answer does not name, or names with what is no price; `why` is empty before it is asked."""

    variant: str
    packaging: str
    why: str
    detail: str


@frozen
class RefinedContractWire:
    """policy: confirm or wait. why: not-asked, partial, or why the newest question came to nothing; empty when all
    lines are confirmed. valid_until: when the answer in force ends.
    """

    contract: str
    number: str
    policy: str
    is_confirmed: bool
    why: str
    detail: str
    asked_at: datetime | None
    valid_until: datetime | None
    unconfirmed: tuple[UnconfirmedWire, ...]


@frozen
class ChangedLineWire:
    """Sums of the line with VAT, before promo codes: at the portal's own price, and at the ERP's."""

    variant: str
    packaging: str
    name: str
    before: Money
    after: Money


@frozen
class CartRefinementWire:
    """answers: ids of the answers in force; POST /cart/refinement/acceptance with them says yes to what is dearer."""

    answers: tuple[str, ...]
    needs_acceptance: bool
    contracts: tuple[RefinedContractWire, ...]
    changed: tuple[ChangedLineWire, ...]


def refinement_wire(refinement: CartRefinement, language: str) -> CartRefinementWire:
    return CartRefinementWire(
        tuple(str(answer.id) for answer in refinement.answers),
        bool(refinement.dearer) and not refinement.is_accepted,
        tuple(_contract(state, language) for state in refinement.contracts),
        tuple(_changed(line) for line in refinement.changed),
    )


def _contract(state: ContractState, language: str) -> RefinedContractWire:
    return RefinedContractWire(
        str(state.terms.contract),
        state.terms.contract_number,
        state.policy.value,
        state.is_confirmed,
        state.why,
        why_unconfirmed(state.why).said(language) if state.why else "",
        state.asked_at,
        state.until,
        tuple(_unconfirmed(ref, why, language) for ref, why in state.unconfirmed.items()),
    )


def _unconfirmed(ref: LineRef, why: NotTaken | None, language: str) -> UnconfirmedWire:
    detail = NOT_TAKEN[why].said(language) if why else ""
    return UnconfirmedWire(str(ref.variant), str(ref.packaging), why.value if why else "", detail)


def _changed(line: ChangedLine) -> ChangedLineWire:
    return ChangedLineWire(str(line.variant_id), str(line.packaging), line.name, line.before, line.after)
