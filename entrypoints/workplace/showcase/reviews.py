"""Reviews at the seller's: what waits to be read, what is published, what was refused."""

from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.reviews.moderate import PAGE
from domain.catalog.review import ReviewNotSound, ReviewState
from entrypoints.http.problems import sentence, status
from entrypoints.pages.forms import whole
from entrypoints.pages.paging import paging
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.showcase.use_cases import ShowcaseUseCases

PATH = "/manage/reviews"


def state_of(text: str) -> ReviewState:
    return next((state for state in ReviewState if state.value == text), ReviewState.WAITING)


@frozen
class Reviews:
    """/manage/reviews; `?state=` chooses the list."""

    desk: StaffDesk
    showcase: ShowcaseUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        state = state_of(str(req.params.get("state", "")))
        offset = whole(str(req.params.get("offset", "")), 0, 1_000_000)
        self.show(req, resp, self.desk.visit(req), state, offset)

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        state: ReviewState,
        offset: int = 0,
        refused: tuple[UUID | None, str, str] = (None, "", ""),
    ) -> None:
        """`refused`: a judgement that was not made: of which review, what was typed, why."""
        rows, total = self.showcase.reviews(visit, state, offset)
        self.desk.show(
            req,
            resp,
            "manage_reviews.html",
            visit,
            "reviews",
            rows=rows,
            total=total,
            state=state,
            paging=paging(PATH, {"state": state.value}, offset, PAGE, total),
            refused=refused,
            path=PATH,
            done=str(req.params.get("done", "")),
            csrf=visit.authority.csrf,
        )


@frozen
class Judge:
    """POST /manage/reviews/{review}: `do` is publish or refuse."""

    reviews: Reviews

    def on_post(self, req: falcon.Request, resp: falcon.Response, review: UUID) -> None:
        desk = self.reviews.desk
        visit = desk.visit(req)
        form = desk.form(req, visit)
        state, reason = state_of(form.get("state", "")), form.get("reason", "")
        try:
            self.reviews.showcase.judge(visit, review, publish=form.get("do") == "publish", reason=reason)
        except ReviewNotSound as refusal:
            told = sentence(refusal, desk.edition(visit, req).language.code)
            self.reviews.show(req, resp, visit, state, refused=(review, reason, told))
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}?state={state.value}&done={'published' if form.get('do') == 'publish' else 'refused'}")
