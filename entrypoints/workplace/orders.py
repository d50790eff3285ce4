"""Orders of the manager's clients."""

from uuid import UUID

import falcon
from attrs import frozen

from domain.shared.ids import OrderId
from entrypoints.pages.orders import basis_of, erp_state, explanations, filter_of, history, kept
from entrypoints.pages.paging import address, paging
from entrypoints.workplace.desk import StaffDesk


@frozen
class Orders:
    """/manage/orders"""

    desk: StaffDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        ask = filter_of(req)
        page = self.desk.use_cases.orders(visit, ask)
        query = kept(ask)
        self.desk.show(
            req,
            resp,
            "manage_orders.html",
            visit,
            "orders",
            page=page,
            ask=ask,
            kept=query,
            is_filtered=any(value for name, value in query.items() if name != "status"),
            status_links={s.code: address("/manage/orders", query, status=s.code) for s, _ in page.statuses},
            all_link=address("/manage/orders", query, status=""),
            paging=paging("/manage/orders", query, ask.offset, ask.limit, page.total),
        )


@frozen
class Order:
    """/manage/orders/{order}"""

    desk: StaffDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, order: UUID) -> None:
        visit = self.desk.visit(req)
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
            basis=basis_of(view, edition),
            history=history(view, edition),
            why=explanations(view, edition),
            base="/manage/orders",
            client_base="/manage/clients",
            changes=self.desk.use_cases.changes.see(visit, view.row.id),
        )
