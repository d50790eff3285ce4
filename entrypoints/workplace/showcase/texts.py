"""Texts of the card: delivery and payment."""

import falcon
from attrs import frozen

from application.access.context import Visit
from application.card_texts.texts import LONGEST, PLACES, TextChangedMeanwhile, TextTooLong
from domain.shared.errors import DomainError
from entrypoints.http.problems import sentence, status
from entrypoints.pages.forms import whole
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.showcase.use_cases import ShowcaseUseCases

PATH = "/manage/card-texts"


@frozen
class CardTexts:
    """/manage/card-texts: a form for each text."""

    desk: StaffDesk
    showcase: ShowcaseUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, self.desk.visit(req), {}, "", None)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        place, body = form.get("place", ""), form.get("body", "")
        try:
            self.showcase.save_text(visit, place, body, whole(form.get("seen", ""), 0, 10**6))
        except (TextTooLong, TextChangedMeanwhile) as refusal:
            self._show(req, resp, visit, {place: body}, place, refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}?done=saved")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        typed: dict[str, str],
        refused: str,
        refusal: DomainError | None,
    ) -> None:
        say = self.desk.edition(visit, req).language
        names = {"delivery": say.say("Delivery"), "payment": say.say("Payment")}
        written = self.showcase.texts(visit)
        self.desk.show(
            req,
            resp,
            "card_texts.html",
            visit,
            "texts",
            texts=[(written[place], names[place], typed.get(place, written[place].body)) for place in PLACES],
            refused=refused,
            fault=sentence(refusal, say.code) if refusal else "",
            path=PATH,
            most=LONGEST,
            done=str(req.params.get("done", "")),
            csrf=visit.authority.csrf,
        )
