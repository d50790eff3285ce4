"""A line of an order: why it cost what it cost, and what it would cost now."""

from typing import Protocol
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.explaining.order_price import OrderLinePrice, differing
from domain.pricing.trail import explained
from domain.shared.ids import OrderId
from entrypoints.http.problems import sentence
from entrypoints.pages.rendering import Edition
from entrypoints.workplace.change_words import ChangeWords
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.why.client import rights_of
from entrypoints.workplace.why.steps import Rights, traced
from entrypoints.workplace.why.words import Group, PassedWords, why_none


class UseCase(Protocol):
    def __call__(self, visit: Visit, order: OrderId, number: int) -> OrderLinePrice: ...


@frozen
class WhyOrderPrice:
    """/manage/orders/{order}/lines/{line}/why"""

    desk: StaffDesk
    use_case: UseCase

    def on_get(self, req: falcon.Request, resp: falcon.Response, order: UUID, line: int) -> None:
        visit = self.desk.visit(req)
        view = self.use_case(visit, OrderId(order), line)
        edition, words = self.desk.edition(visit, req), ChangeWords(self.desk.edition(visit, req))
        self.desk.show(
            req,
            resp,
            "order_why.html",
            visit,
            "orders",
            order=order,
            view=view,
            **told(view, edition, rights_of(visit)),
            changes=[words.said(change, "") for change in view.changes],
        )


def told(view: OrderLinePrice, edition: Edition, rights: Rights) -> dict[str, object]:
    present, placing, ordered = view.present, view.placing, view.ordered
    now = explained(present.line.trail) if present.line is not None else ()
    language, head = edition.language.code, (edition, placing.contract_number, placing.currency, ordered.unit)
    refusal = present.why or (present.line.refusal if present.line is not None else None)
    groups: tuple[Group, ...] = ()
    if present.line is not None and present.goods is not None:
        groups = PassedWords(edition, present.line, present.goods, rights).groups(present.passed)
    return {
        "groups": groups,
        # A trail does not keep which version of a rule it used: the present one would be a guess.
        "stored": traced(view.stored, *head, rights, {}, differing(view.stored, now)),
        "now": traced(now, *head, rights, present.versions, differing(now, view.stored)),
        "refusal": why_none(refusal, edition) if refusal else "",
        "promo": sentence(present.promo, language) if present.promo else "",
    }
