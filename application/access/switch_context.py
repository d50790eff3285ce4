"""Change counterparty, contract or region: the lines stay, prices and stock follow (M033)."""

from attrs import frozen

from application.access.context import Visit
from application.access.ports import Contexts, Switch
from domain.access.permission import Permission
from domain.ordering.quoted_cart import NoValidContract
from domain.shared.errors import NotFound
from domain.shared.ids import OrganizationId


@frozen
class SwitchContextHandler:
    contexts: Contexts

    def __call__(self, visit: Visit, to: Switch) -> None:
        """Raises NotFound for a counterparty, contract or region that is not his; NoValidContract for an expired one."""
        visit.authority.need(Permission.CHANGE_CART, to.counterparty)
        choice = next(
            (c for c in self.contexts.choices(visit.authority.user) if c.counterparty == to.counterparty), None
        )
        if choice is None:
            raise NotFound("counterparty", str(to.counterparty))
        if to.region is not None and to.region not in {region.id for region in choice.regions}:
            raise NotFound("region", str(to.region))
        if to.contract is not None:
            contract = next((c for c in choice.contracts if c.id == to.contract), None)
            if contract is None:
                raise NotFound("contract", str(to.contract))
            if contract.state != "in-force":
                raise NoValidContract(
                    OrganizationId(contract.organization), contract.organization_name, contract.state
                )
        self.contexts.switch(visit.authority.user, to)
