"""/orders/{order}/change and /manage/orders/{order}/change: less of an order, more, or nothing of it any more."""

from collections.abc import Mapping
from uuid import UUID, uuid4

import falcon
from attrs import frozen

from application.access.context import Visit
from application.changing.change_order import ChangeOrder, ChangePreview, ChangesView
from application.changing.close_request import CloseRequest
from domain.shared.errors import DomainError, NotAllowed, NotFound
from domain.shared.ids import OrderId
from domain.shared.money import Money
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import operation_of, whole
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.desk import Desk, trusted_form
from entrypoints.workplace.desk import StaffDesk

MOST_REASON = 500


@frozen
class ChangingOrder:
    """do: preview tells what it comes to; change, cancel and close do it."""

    desk: Desk | StaffDesk
    base: str

    def on_get(self, req: falcon.Request, resp: falcon.Response, order: UUID) -> None:
        self._show(req, resp, order, {}, None, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, order: UUID) -> None:
        visit = self._visit(req)
        form = trusted_form(req, visit)
        try:
            preview, done = self._done(visit, OrderId(order), form)
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            self._show(req, resp, order, form, refusal, None)
            return
        if preview is not None:
            self._show(req, resp, order, form, None, preview)
        else:
            see_other(resp, f"{self.base}/{order}?{done}=1")

    def _done(self, visit: Visit, order: OrderId, form: Mapping[str, str]) -> tuple[ChangePreview | None, str]:
        changes, do = self.desk.use_cases.changes, form.get("do", "")
        if do == "close":
            number = whole(form.get("number", ""), 0, 10**6)
            changes.close(visit, CloseRequest(order, number, form.get("answer", "")[:MOST_REASON]))
            return None, "closed"
        command = ChangeOrder(
            order,
            whole(form.get("version", ""), 0, 10**8),
            str(operation_of(form) or uuid4()),
            do == "cancel",
            {int(name[1:]): text for name, text in form.items() if name[:1] == "q" and is_line(name[1:])},
            form.get("reason", "").strip()[:MOST_REASON],
        )
        if do == "preview":
            return changes.preview(visit, command), ""
        change = changes.change(visit, command)
        return None, "done" if change.at_once else "asked"

    def _visit(self, req: falcon.Request) -> Visit:
        return self.desk.visit(req) if isinstance(self.desk, StaffDesk) else visit_of(req)

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        order: UUID,
        form: Mapping[str, str],
        refusal: DomainError | None,
        preview: ChangePreview | None,
    ) -> None:
        visit = self._visit(req)
        told = self.desk.use_cases.changes.see(visit, OrderId(order))
        if told is None:
            raise NotFound("order", str(order))
        language = self.desk.edition(visit, req).language.code
        if refusal is not None:
            resp.status = status(refusal)
        self.desk.show(
            req,
            resp,
            "order_change.html",
            visit,
            "orders",
            order=self.desk.use_cases.order(visit, OrderId(order)),
            standing=told.order,
            changes=told,
            base=self.base,
            form=form,
            preview=preview,
            room=None if preview is None else room(visit, told, preview),
            csrf=visit.authority.csrf,
            operation=form.get("operation") or str(uuid4()),
            refusal=sentence(refusal, language) if refusal else "",
        )


def is_line(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6


def room(visit: Visit, told: ChangesView, preview: ChangePreview) -> tuple[Money, Money] | None:
    """Free credit of the contract now and after, as the buyer may know it; None where it has no limit."""
    if visit.context is None or told.order.contract is None:
        return None
    contract = next((one for one in visit.context.contracts if one.id == told.order.contract), None)
    if contract is None or contract.available is None or contract.currency is not preview.before.currency:
        return None
    return contract.available, contract.available + preview.before - preview.after
