"""/orders/{order}/correct: an order is made smaller before the ERP takes it."""

from collections.abc import Mapping
from uuid import UUID

import falcon
from attrs import frozen

from application.correcting.correct import CorrectOrder
from domain.shared.errors import DomainError, NotAllowed, NotFound
from domain.shared.ids import OrderId
from entrypoints.company.desk import CompanyDesk, sent
from entrypoints.http.problems import sentence, status
from entrypoints.pages.forms import whole
from entrypoints.pages.rendering import see_other


@frozen
class CorrectingOrder:
    desk: CompanyDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, order: UUID) -> None:
        self._show(req, resp, order, {}, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, order: UUID) -> None:
        visit = self.desk.visit(req)
        form = sent(req, visit).one
        typed = {int(name[1:]): text for name, text in form.items() if name[:1] == "q" and name[1:].isdecimal()}
        command = CorrectOrder(OrderId(order), whole(form.get("version", ""), 0, 10**8), typed)
        try:
            self.desk.company.correct(visit, command)
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            self._show(req, resp, order, form, refusal)
            return
        see_other(resp, f"/orders/{order}")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        order: UUID,
        form: Mapping[str, str],
        refusal: DomainError | None,
    ) -> None:
        visit = self.desk.visit(req)
        standing = self.desk.company.correct.look(visit, OrderId(order))
        view = self.desk.desk.use_cases.order(visit, OrderId(order))
        language = self.desk.desk.edition(visit, req).language.code
        if refusal is not None:
            resp.status = status(refusal)
        self.desk.desk.show(
            req,
            resp,
            "order_correct.html",
            visit,
            "orders",
            order=view,
            version=standing.version,
            is_ours=standing.is_ours,
            form=form,
            csrf=visit.authority.csrf,
            refusal=sentence(refusal, language) if refusal else "",
        )
