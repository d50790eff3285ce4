"""Orders of the buyer: the list, one order, its documents."""

from uuid import UUID, uuid4

import falcon
from attrs import frozen

from application.access.context import Visit
from domain.access.permission import Permission
from domain.shared.ids import OrderId
from entrypoints.http.visits import visit_of
from entrypoints.pages.documents import send
from entrypoints.pages.orders import basis_of, erp_state, explanations, filter_of, history, kept
from entrypoints.pages.paging import address, paging
from entrypoints.storefront.desk import Desk


@frozen
class Orders:
    """/orders"""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_of(req)
        ask = filter_of(req)
        page = self.desk.use_cases.orders(visit, ask)
        query = kept(ask)
        parties = [(party.id, party.name) for party in visit.authority.parties]
        self.desk.show(
            req,
            resp,
            "orders.html",
            visit,
            "orders",
            page=page,
            ask=ask,
            kept=query,
            parties=parties,
            is_filtered=any(value for name, value in query.items() if name != "status"),
            status_links={status.code: address("/orders", query, status=status.code) for status, _ in page.statuses},
            all_link=address("/orders", query, status=""),
            paging=paging("/orders", query, ask.offset, ask.limit, page.total),
        )


@frozen
class Order:
    """/orders/{order}"""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response, order: UUID) -> None:
        visit = visit_of(req)
        view = self.desk.use_cases.order(visit, OrderId(order))
        edition = self.desk.edition(visit, req)
        self.desk.show(
            req,
            resp,
            "order.html",
            visit,
            "orders",
            order=view,
            erp=erp_state(view, edition),
            history=history(view, edition),
            why=explanations(view, edition),
            basis=basis_of(view, edition),
            base="/orders",
            client_base=None,
            repeat=self._repeat(visit),
            changes=self.desk.use_cases.changes.see(visit, view.row.id),
        )

    def _repeat(self, visit: Visit) -> tuple[str, str] | None:
        """The token and the id of the form that places it once more, for whoever may buy now."""
        context = visit.context
        if context is None or Permission.CHANGE_CART not in context.party.permissions:
            return None
        return visit.authority.csrf, str(uuid4())


@frozen
class Documents:
    """/documents/{document}"""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response, document: UUID) -> None:
        stored, body = self.desk.use_cases.document(visit_of(req), document)
        send(resp, stored, body)
