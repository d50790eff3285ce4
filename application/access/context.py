"""The active context of a buyer: (counterparty, region, a contract for each seller organization) and his cart."""

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from domain.access.authority import Authority, Party
from domain.credit.credit_line import CreditTerms
from domain.ordering.circumstances import ServingWarehouse
from domain.pricing.availability import Client, Stranger
from domain.pricing.chain import TypeChains
from domain.pricing.refinement import RefinementPolicy
from domain.pricing.terms import Terms
from domain.shared.errors import NotFound
from domain.shared.ids import CartId, ContractId, OrganizationId, PriceTypeId, RegionId, UserGroupId
from domain.shared.money import Currency, Money


@frozen
class ContractFacts:
    """A contract of the active counterparty as the header, the switch and the quote need it.

    limit: of the contract itself, permissions counted; None where it has none. debt is less advances; held is what
    exposure adds to it.
    refinement: NONE also where its base answers no questions for prices.
    """

    id: ContractId
    number: str
    organization: OrganizationId
    organization_name: str
    price_type: PriceTypeId | None
    price_type_name: str
    currency: Currency
    valid_from: date | None
    valid_to: date | None
    is_default: bool
    terms: CreditTerms
    deferral_days: int
    pays_vat: bool
    limit: Money | None = None
    debt: Money | None = None
    held: Money | None = None
    refinement: RefinementPolicy = RefinementPolicy.NONE

    def in_force(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def why_not(self, day: date) -> str:
        return "not-yet" if self.valid_from is not None and day < self.valid_from else "expired"

    @property
    def available(self) -> Money | None:
        """What may still be ordered on credit by this contract alone; negative when the ERP exceeded the limit."""
        if self.limit is None or self.debt is None or self.held is None:
            return None
        return self.limit - self.debt - self.held


@frozen
class BuyerContext:
    """Everything about the active context that one statement brings.

    is_overseen: the company has rules of approval or budgets.
    """

    party: Party
    status: str
    status_reason: str
    region: RegionId | None
    region_name: str
    warehouses: tuple[ServingWarehouse, ...]
    contracts: tuple[ContractFacts, ...]
    chosen: Mapping[OrganizationId, ContractId]
    cart: CartId
    cart_version: int
    cart_lines: int
    cart_totals: tuple[Money, ...]
    day: date
    groups: tuple[UserGroupId, ...] = ()
    is_overseen: bool = True
    _active: tuple[ContractFacts, ...] = field(init=False, eq=False, repr=False)
    # A context outlives the request as long as nothing of it changes (adapters/postgres/access.py).
    _kept_terms: tuple[TypeChains | None, Mapping[OrganizationId, Terms]] = field(
        init=False, eq=False, repr=False, default=(None, {})
    )

    @_active.default
    def _in_force(self) -> tuple[ContractFacts, ...]:
        of_warehouses = (w.organization for w in self.warehouses)
        sellers = dict.fromkeys([*of_warehouses, *(c.organization for c in self.contracts)])
        found = (self.contract_with(seller) for seller in sellers)
        return tuple(contract for contract in found if contract is not None)

    def contract_with(self, organization: OrganizationId) -> ContractFacts | None:
        """The chosen contract with this seller, else its default, else the first; None without one in force."""
        ours = [c for c in self.contracts if c.organization == organization and c.in_force(self.day)]
        chosen = self.chosen.get(organization)
        return min(ours, key=lambda c: (c.id != chosen, not c.is_default, c.number, c.id), default=None)

    def active_contracts(self) -> tuple[ContractFacts, ...]:
        """One contract for each seller that has one in force, the sellers in the order of the warehouses."""
        return self._active

    def own_terms(self) -> dict[OrganizationId, Terms]:
        """As the contracts tell them, whatever is assigned."""
        return {c.organization: self._terms(c) for c in self.active_contracts()}

    def terms(self, chains: TypeChains) -> Mapping[OrganizationId, Terms]:
        """With the price type that the nearest assignment gives: the same objects for the same chains, so that what is
        kept by them is found without hashing them anew.
        """
        of, found = self._kept_terms
        if of is not chains:
            found = {seller: chains.assigned(own) for seller, own in self.own_terms().items()}
            object.__setattr__(self, "_kept_terms", (chains, found))
        return found

    def client(self, chains: TypeChains) -> Client:
        """As the rules of availability see him."""
        stranger = Stranger(self.party.id, self.party.holding, self.region)
        return Client(stranger, self.terms(chains), tuple((w.id, w.organization) for w in self.warehouses))

    def refinement_policies(self) -> dict[ContractId, RefinementPolicy]:
        """Of the active contracts whose prices the ERP refines; empty where none has it, as in most installations."""
        active = self.active_contracts()
        return {c.id: c.refinement for c in active if c.refinement is not RefinementPolicy.NONE}

    def why_no_terms(self) -> dict[OrganizationId, str]:
        """For each seller without a contract in force: expired or not-yet; a seller not named has none at all."""
        active = {c.organization for c in self.active_contracts()}
        return {c.organization: c.why_not(self.day) for c in self.contracts if c.organization not in active}

    def _terms(self, contract: ContractFacts) -> Terms:
        return Terms(
            contract.organization,
            contract.organization_name,
            contract.id,
            contract.number,
            self.party.id,
            self.party.holding,
            contract.price_type,
            contract.currency,
            "contract",
            contract.pays_vat,
            self.region,
            self.groups,
        )


@frozen
class Visit:
    """A request of a signed-in person: his authority, his context (a buyer's), and the versions of what he sees.

    session: the hash of the session's token.
    """

    authority: Authority
    context: BuyerContext | None
    catalogue_version: int
    pricing_version: int
    session: bytes = b""

    def buyer(self) -> BuyerContext:
        """Raises NotFound for staff and for a buyer who has lost his last counterparty."""
        if self.context is None:
            raise NotFound("context", str(self.authority.user))
        return self.context
