"""The first page of the buyer, and what he owes."""

import falcon
from attrs import frozen

from application.queries.orders import OrderFilter
from domain.access.permission import Permission
from entrypoints.http.visits import visit_of
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.card.about import shelf
from entrypoints.storefront.card.use_cases import CardUseCases
from entrypoints.storefront.desk import Desk

LATEST = 8


@frozen
class Debts:
    """/debts"""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        debts = self.desk.use_cases.debts(visit)
        self.desk.show(req, resp, "debts.html", visit, "debts", debts=debts)


@frozen
class Home:
    """/"""

    desk: Desk
    cards: CardUseCases | None = None

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        if visit.authority.is_staff:
            see_other(resp, "/manage")
            return
        context = visit.buyer()
        held = context.party.permissions
        use_cases = self.desk.use_cases
        sees_orders = bool(visit.authority.parties_with(Permission.SEE_ORDERS))
        self.desk.show(
            req,
            resp,
            "home.html",
            visit,
            "home",
            person=visit.authority,
            context=context,
            contracts=context.active_contracts(),
            type_names=use_cases.own_types(visit),
            novelties=shelf(self.cards, visit, self.cards.novelties(visit), self.desk.edition(visit, req))
            if self.cards is not None
            else (),
            latest=use_cases.orders(visit, OrderFilter(limit=LATEST)) if sees_orders else None,
            debts=use_cases.debts(visit) if Permission.SEE_DEBT in held else None,
        )
