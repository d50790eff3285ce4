"""Under which price type each contract of the active context is priced, by name: for the home page and a session."""

from collections.abc import Mapping

from attrs import frozen

from application.access.context import Visit
from application.pricing.goods import Pricing
from domain.shared.ids import ContractId


@frozen
class OwnTypesQuery:
    """Of all goods that no segment singles out; a contract that nobody gives a type is left out."""

    pricing: Pricing

    def __call__(self, visit: Visit) -> Mapping[ContractId, str]:
        if visit.context is None:
            return {}
        facts = self.pricing.facts(visit.pricing_version, visit.context.day)
        return {
            terms.contract: facts.types[terms.price_type].name
            for terms in visit.context.terms(facts.chains).values()
            if terms.price_type is not None and terms.price_type in facts.types
        }


def as_contracts_tell(visit: Visit) -> Mapping[ContractId, str]:
    """Without a book of prices at hand: what each contract itself names."""
    contracts = visit.context.active_contracts() if visit.context is not None else ()
    return {contract.id: contract.price_type_name for contract in contracts if contract.price_type_name}
