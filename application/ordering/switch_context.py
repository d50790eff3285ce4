"""Change counterparty, contract or region: the lines stay, prices and stock follow (M033)."""

from attrs import frozen

from application.access.context import Visit
from application.access.ports import Choice, Contexts, Switch, Visits
from application.ordering.cart_quotes import CartQuotes, LineChange, changes
from domain.access.permission import Permission
from domain.ordering.circumstances import NoValidContract
from domain.shared.errors import NotFound
from domain.shared.ids import OrganizationId


@frozen
class SwitchContextHandler:
    contexts: Contexts
    visits: Visits
    quotes: CartQuotes

    def choices(self, visit: Visit) -> tuple[Choice, ...]:
        """Where he may go: every counterparty of his, with its contracts, those out of force with the reason."""
        return tuple(self.contexts.choices(visit.authority.user))

    def __call__(self, visit: Visit, to: Switch) -> tuple[LineChange, ...]:
        """Go there; the answer is what changed in the cart.

        Raises NotFound for a counterparty, contract or region that is not his; NoValidContract for one out of force.
        """
        visit.authority.need(Permission.CHANGE_CART, to.counterparty)
        self._check(visit, to)
        before = self.quotes(visit).quoted
        self.contexts.switch(visit.authority.user, to)
        return changes(before, self.quotes(self.visits.again(visit)).quoted)

    def _check(self, visit: Visit, to: Switch) -> None:
        choice = next((c for c in self.choices(visit) if c.counterparty == to.counterparty), None)
        if choice is None:
            raise NotFound("counterparty", str(to.counterparty))
        if to.region is not None and to.region not in {region.id for region in choice.regions}:
            raise NotFound("region", str(to.region))
        if to.contract is None:
            return
        contract = next((c for c in choice.contracts if c.id == to.contract), None)
        if contract is None:
            raise NotFound("contract", str(to.contract))
        if contract.state != "in-force":
            raise NoValidContract(OrganizationId(contract.organization), contract.organization_name, contract.state)
