"""Switching the active context, and what that changed in the cart."""

from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.access.ports import Choice, Switch
from domain.access.permission import Permission
from domain.ordering.circumstances import NoValidContract
from domain.shared.ids import ContractId, CounterpartyId, RegionId
from entrypoints.http.problems import sentence
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import uuid_of
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.cart import fresh
from entrypoints.storefront.desk import Desk, trusted_form


@frozen
class ChoiceView:
    """A counterparty to go to. `active` are the contracts that act when it is chosen without another word."""

    choice: Choice
    is_current: bool
    can_switch: bool
    contract: UUID | None
    region: UUID | None
    active: frozenset[UUID]


@frozen
class Context:
    """/context"""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, visit_of(req))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        form = trusted_form(req, visit)
        contract, region = form.get("contract", ""), form.get("region", "")
        to = Switch(
            CounterpartyId(uuid_of(form.get("counterparty", ""), "counterparty")),
            RegionId(uuid_of(region, "region")) if region else None,
            ContractId(uuid_of(contract, "contract")) if contract else None,
        )
        try:
            changed = self.desk.use_cases.switch(visit, to)
        except NoValidContract as refusal:
            language = self.desk.edition(visit, req).language.code
            self._show(req, resp, visit, str(to.counterparty), sentence(refusal, language))
            resp.status = falcon.HTTP_409
            return
        after = fresh(self.desk, req, visit)
        if not changed:
            see_other(resp, "/?switched=1")
            return
        # The list of what changed exists only now: it is shown at once. Sending this form again changes nothing.
        language = self.desk.edition(after, req).language.code
        lines = [(change, [sentence(refusal, language) for refusal in change.refusals]) for change in changed]
        self.desk.show(req, resp, "switched.html", after, "", changes=lines)

    def _show(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, refused: str = "", refusal: str = ""
    ) -> None:
        choices = [_view(visit, choice) for choice in self.desk.use_cases.choices(visit)]
        choices.sort(key=lambda view: not view.is_current)
        self.desk.show(
            req,
            resp,
            "context.html",
            visit,
            "",
            choices=choices,
            csrf=visit.authority.csrf,
            refused=refused,
            refusal=refusal,
        )


def _view(visit: Visit, choice: Choice) -> ChoiceView:
    context = visit.context
    is_current = context is not None and context.party.id == choice.counterparty
    can = choice.counterparty in visit.authority.parties_with(Permission.CHANGE_CART)
    if context is not None and is_current:
        active = frozenset(contract.id for contract in context.active_contracts())
        first = next((c.id for c in choice.contracts if c.id in active), None)
        return ChoiceView(choice, True, can, first, context.region, frozenset(active))
    first = next((c.id for c in choice.contracts if c.state == "in-force"), None)
    return ChoiceView(choice, False, can, first, choice.default_region, frozenset())
