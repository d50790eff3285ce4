"""Requests for approval: the lists, one request with the decision on it."""

from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.approvals.decide import Looked
from domain.ordering.approval import RequestClosed
from domain.shared.errors import DomainError, NotAllowed, NotFound, Refusals
from entrypoints.approving import Kind
from entrypoints.company.desk import CompanyDesk, sent
from entrypoints.http.entry import Around
from entrypoints.http.problems import sentence
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.checkout_form import sums_of, sums_text
from entrypoints.storefront.lines import NOTHING_ASKED
from entrypoints.storefront.parts import parted

PATH = "/approvals"
KINDS = tuple(kind.value for kind in Kind)


@frozen
class Approvals:
    """/approvals?kind=waiting|mine|all"""

    desk: CompanyDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        waiting = self.desk.company.approvals.list(visit, "waiting")
        kind = str(req.params.get("kind", "")) or ("waiting" if waiting else "mine")
        kind = kind if kind in KINDS else "mine"
        rows = waiting if kind == "waiting" else self.desk.company.approvals.list(visit, kind)
        self.desk.show(
            req, resp, "approvals.html", visit, "approvals", rows=rows, kind=kind, kinds=KINDS, waiting=len(waiting),
            several=len({party.id for party in visit.authority.parties}) > 1,
        )  # fmt: skip


@frozen
class OneApproval:
    """/approvals/{request}; `do`: approve, refuse, withdraw, take-back."""

    desk: CompanyDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, request: UUID) -> None:
        self._show(req, resp, request, None, "")

    def on_post(self, req: falcon.Request, resp: falcon.Response, request: UUID) -> None:
        visit = self.desk.visit(req)
        form = sent(req, visit).one
        try:
            done = self._do(visit, request, form.get("do", ""), form.get("total", ""), form.get("reason", ""))
        except (NotAllowed, NotFound) as refusal:
            if not isinstance(refusal, NotFound) or refusal.kind != "consignee":
                raise
            self._show(req, resp, request, refusal, form.get("reason", ""))
            return
        except DomainError as refusal:
            self._show(req, resp, request, refusal, form.get("reason", ""))
            return
        see_other(resp, "/cart?back=yes" if done == "back" else f"{PATH}/{request}?done={done}")

    def _do(self, visit: Visit, request: UUID, do: str, total: str, reason: str) -> str:
        desk = self.desk.company.approvals
        match do:
            case "approve":
                return "placed" if desk.approve(visit, request, sums_of(total)) is not None else "approved"
            case "refuse":
                desk.refuse(visit, request, reason)
                return "refused"
            case "withdraw":
                desk.withdraw(visit, request)
                return "back"
            case "take-back":
                desk.take_back(visit, request)
                return "back"
        raise NotFound("page", do[:40])

    def _show(
        self, req: falcon.Request, resp: falcon.Response, request: UUID, refusal: DomainError | None, reason: str
    ) -> None:
        visit = self.desk.visit(req)
        looked = self.desk.company.approvals.look(visit, request)
        language = self.desk.desk.edition(visit, req).language.code
        reasons = refusal.reasons if isinstance(refusal, Refusals) else (refusal,) if refusal else ()
        around = Around(cart=looked.cart.quoted if looked.cart is not None else None)
        is_closed = isinstance(refusal, RequestClosed)
        stands = [] if looked.cart is None else looked.cart.quoted.refusals
        self.desk.show(
            req, resp, "approval.html", visit, "approvals", refusal if is_closed or refusal is None else None,
            looked=looked, cart=None if looked.cart is None else parted(looked.cart, language, False, NOTHING_ASKED),
            totals="" if looked.cart is None else sums_text(looked.cart.quoted.totals), reason=reason,
            now=() if looked.cart is None else looked.cart.quoted.totals, changed=_changed(looked),
            told=[] if is_closed else [sentence(one, language, around) for one in reasons],
            stands=[sentence(one, language, around) for one in stands], done=str(req.params.get("done", "")),
        )  # fmt: skip
        if refusal is not None and not is_closed:
            resp.status = falcon.HTTP_409


def _changed(looked: Looked) -> bool:
    return looked.cart is not None and looked.cart.quoted.totals != looked.view.row.totals
