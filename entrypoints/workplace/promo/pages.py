"""Promo codes at the seller's: the list, a new one or many at once, one with its uses and its history."""

from collections.abc import Mapping
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.promo_desk.book import PromoFilter
from application.promo_desk.change import MOST_AT_ONCE, PromoChangedMeanwhile
from application.promo_desk.typed import PromoRefused, TypedPromo
from domain.access.permission import Permission
from domain.shared.errors import DomainError, NotAllowed
from domain.shared.money import Currency
from entrypoints.http.problems import sentence, status
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import paging
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.promo.use_cases import PromoUseCases
from entrypoints.workplace.promo.words import PromoWords

PATH = "/manage/promo"
PAGE = 50
CURRENCIES = [(currency.value, currency.value) for currency in Currency]


@frozen
class PromoDesk:
    desk: StaffDesk
    promos: PromoUseCases

    def changing(self, req: falcon.Request) -> Visit:
        """Raises NotAllowed before the form is shown, and not after it was filled in."""
        visit = self.desk.visit(req)
        visit.authority.need(Permission.SEE_ALL_CLIENTS)
        if not self.may_change(visit):
            raise NotAllowed(Permission.CHANGE_PROMOS)
        return visit

    def may_change(self, visit: Visit) -> bool:
        return Permission.CHANGE_PROMOS in visit.authority.staff_permissions

    def words(self, req: falcon.Request, visit: Visit) -> PromoWords:
        return PromoWords(self.desk.edition(visit, req))

    def faults(self, req: falcon.Request, visit: Visit, refusal: PromoRefused | None) -> dict[str, str]:
        language = self.desk.edition(visit, req).language.code
        told = refusal.faults if refusal else ()
        return {fault.field: sentence(fault, language) for fault in told}

    def show(self, req: falcon.Request, resp: falcon.Response, template: str, visit: Visit, /, **facts: object) -> None:
        more = {"words": self.words(req, visit), "csrf": visit.authority.csrf, "may_change": self.may_change(visit)}
        self.desk.show(req, resp, template, visit, "promo", currencies=CURRENCIES, **more, **facts)


@frozen
class Promos:
    """/manage/promo"""

    desk: PromoDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.desk.visit(req)
        text, state = (str(req.params.get(name, "")).strip()[:100] for name in ("q", "state"))
        offset = whole(str(req.params.get("offset", "")), 0, 1_000_000)
        page = self.desk.promos.page(visit, PromoFilter(text, state, offset, PAGE))
        kept = {"q": text, "state": state}
        facts = {"paging": paging(PATH, kept, offset, PAGE, page.total), "is_filtered": bool(text or state)}
        self.desk.show(req, resp, "promo_codes.html", visit, page=page, **facts)


@frozen
class NewPromo:
    """/manage/promo/new: one code, or with a count as many as are asked for."""

    desk: PromoDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, self.desk.changing(req), TypedPromo(), {}, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        typed = TypedPromo.of(form)
        try:
            if form.get("count", "").strip():
                codes = self.desk.promos.generate(visit, typed, form["count"].strip())
                self.desk.show(req, resp, "promo_generated.html", visit, codes=codes)
                return
            made = self.desk.promos.create(visit, typed)
        except PromoRefused as refusal:
            self._show(req, resp, visit, typed, form, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}/{made}?done=made")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        typed: TypedPromo,
        form: Mapping[str, str],
        refusal: PromoRefused | None,
    ) -> None:
        faults = self.desk.faults(req, visit, refusal)
        count, most = form.get("count", ""), MOST_AT_ONCE
        self.desk.show(req, resp, "promo_new.html", visit, typed=typed, faults=faults, count=count, most=most)


@frozen
class Promo:
    """/manage/promo/{promo}"""

    desk: PromoDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response, promo: UUID) -> None:
        self._show(req, resp, self.desk.desk.visit(req), promo, None, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, promo: UUID) -> None:
        visit = self.desk.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        typed = TypedPromo.of(form)
        try:
            self.desk.promos.change(visit, promo, form.get("seen", ""), typed)
        except (PromoRefused, PromoChangedMeanwhile) as refusal:
            self._show(req, resp, visit, promo, typed, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}/{promo}?done=saved")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        promo: UUID,
        typed: TypedPromo | None,
        refusal: DomainError | None,
    ) -> None:
        card = self.desk.promos.card(visit, promo)
        faults = self.desk.faults(req, visit, refusal if isinstance(refusal, PromoRefused) else None)
        language = self.desk.desk.edition(visit, req).language.code
        self.desk.show(
            req,
            resp,
            "promo_code.html",
            visit,
            card=card,
            row=card.row,
            typed=typed or card.typed,
            faults=faults,
            refusal=sentence(refusal, language) if isinstance(refusal, PromoChangedMeanwhile) else "",
            done=str(req.params.get("done", "")),
            path=f"{PATH}/{promo}",
        )


@frozen
class SwitchPromo:
    """POST /manage/promo/{promo}/switch"""

    desk: PromoDesk

    def on_post(self, req: falcon.Request, resp: falcon.Response, promo: UUID) -> None:
        visit = self.desk.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        self.desk.promos.switch(visit, promo, on=form.get("to") == "on")
        see_other(resp, f"{PATH}/{promo}?done=switched")
