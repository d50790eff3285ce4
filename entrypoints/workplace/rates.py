"""Currency rates: what is in force and how old it is, their history, entering one, the mark-up on all."""

from collections.abc import Mapping
from datetime import date, datetime

import falcon
from attrs import field, frozen

from application.access.context import Visit
from application.pricing.enter_rate import EnterRate
from domain.pricing.rates import (
    RATED,
    CurrencyNotRated,
    MarkupInvalid,
    RateDayInvalid,
    RateFar,
    RateImplausible,
    RateInvalid,
)
from domain.shared.errors import DomainError
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.pages.errors import ways
from entrypoints.pages.figures import typed
from entrypoints.pages.forms import day_of, whole
from entrypoints.pages.paging import paging
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.desk import trusted_form
from entrypoints.use_cases import RateUseCases
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.rate_words import RateWords, csv_of

PATH = "/manage/rates"
PAGE = 50
# What an entered value may be refused for, and beside which field that is told.
FIELDS: Mapping[type[DomainError], str] = {
    RateInvalid: "rate",
    RateDayInvalid: "day",
    CurrencyNotRated: "currency",
    RateImplausible: "rate",
    RateFar: "rate",
    MarkupInvalid: "markup",
}
DONE = ("entered", "same", "markup", "taken")


@frozen
class Typed:
    """What a form asked for and why it was refused: nothing that was typed is lost."""

    form: Mapping[str, str] = field(factory=dict)
    faults: Mapping[str, str] = field(factory=dict)
    refused: DomainError | None = None

    @property
    def needs_word(self) -> bool:
        """A rate that is far from the last one is taken only if a person says that it is meant."""
        return isinstance(self.refused, RateFar)


NOTHING_TYPED = Typed()


@frozen
class Rates:
    """/manage/rates"""

    desk: StaffDesk
    use_cases: RateUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.show(req, resp, self.desk.visit(req), NOTHING_TYPED)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        form = trusted_form(req, visit)
        day = typed_day(form.get("day", ""))
        if day is None:
            say = self.desk.edition(visit, req).language.say
            self.show(req, resp, visit, Typed(form, {"day": say("Choose the day of the rate.")}))
            resp.status = falcon.HTTP_422
            return
        command = EnterRate(
            form.get("currency", ""), day, form.get("rate", ""), form.get("nominal", "1"), "confirmed" in form
        )
        try:
            changed = self.use_cases.enter(visit, command)
        except tuple(FIELDS) as refusal:
            self.refuse(req, resp, visit, form, refusal)
            return
        see_other(resp, f"{PATH}?done={'entered' if changed else 'same'}")

    def refuse(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, form: Mapping[str, str], refusal: DomainError
    ) -> None:
        language = self.desk.edition(visit, req).language.code
        name = FIELDS[type(refusal)]
        if isinstance(refusal, RateInvalid) and refusal.why == "nominal":
            name = "nominal"
        self.show(req, resp, visit, Typed(form, {name: sentence(refusal, language)}, refusal))
        resp.status = status(refusal)

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        asked: Typed,
        away: DomainError | None = None,
    ) -> None:
        page = self.use_cases.rates(visit)
        edition = self.desk.edition(visit, req)
        code = edition.language.code
        done = str(req.params.get("done", ""))
        self.desk.show(
            req,
            resp,
            "rates.html",
            visit,
            "rates",
            page=page,
            words=RateWords.of(edition),
            asked=asked,
            currencies=[(currency.value, currency.value) for currency in RATED],
            markup=asked.form.get("markup", typed(page.markup.percent)),
            csrf=visit.authority.csrf,
            away=sentence(away, code) if away else "",
            ways=ways(remedies(away, code)) if away else (),
            done=done if done in DONE else "",
        )


def typed_day(text: str) -> date | None:
    """As a browser's calendar sends it, or as people write it where there is none."""
    found = day_of(text.strip())
    if found is not None:
        return found
    try:
        return datetime.strptime(text.strip(), "%d.%m.%Y").date()  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        return None


@frozen
class TakeNow:
    """POST /manage/rates/take"""

    rates: Rates

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.rates.desk.visit(req)
        trusted_form(req, visit)
        try:
            self.rates.use_cases.take(visit)
        except DomainError as refusal:
            if not refusal.code.startswith("rates."):
                raise
            self.rates.show(req, resp, visit, NOTHING_TYPED, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}?done=taken")


@frozen
class SetMarkup:
    """POST /manage/rates/markup"""

    rates: Rates

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.rates.desk.visit(req)
        form = trusted_form(req, visit)
        try:
            self.rates.use_cases.set_markup(visit, form.get("markup", ""))
        except MarkupInvalid as refusal:
            self.rates.refuse(req, resp, visit, form, refusal)
            return
        see_other(resp, f"{PATH}?done=markup")


@frozen
class History:
    """/manage/rates/{currency}"""

    desk: StaffDesk
    use_cases: RateUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, currency: str) -> None:
        visit = self.desk.visit(req)
        offset = whole(str(req.params.get("offset", "")), 0, 1_000_000)
        found = self.use_cases.history(visit, currency, offset, PAGE)
        self.desk.show(
            req,
            resp,
            "rate_history.html",
            visit,
            "rates",
            currency=currency,
            page=found,
            words=RateWords.of(self.desk.edition(visit, req)),
            paging=paging(f"{PATH}/{currency}", {}, offset, PAGE, found.total),
        )


@frozen
class HistoryFile:
    """/manage/rates/{currency}/history.csv"""

    desk: StaffDesk
    use_cases: RateUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, currency: str) -> None:
        visit = self.desk.visit(req)
        found = self.use_cases.whole_history(visit, currency)
        resp.data = csv_of(found, RateWords.of(self.desk.edition(visit, req)))
        resp.content_type = "text/csv; charset=utf-8"
        resp.set_header("Content-Disposition", f'attachment; filename="rates-{currency}.csv"')
        resp.set_header("Cache-Control", "no-store")
        resp.set_header("X-Content-Type-Options", "nosniff")
