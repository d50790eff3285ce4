"""Signing in and out."""

import falcon
from attrs import frozen

from application.access.sign_in import SignIn
from domain.access.authority import SignInRefused, TooManyAttempts
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.http.visits import (
    address_of,
    check_csrf,
    check_same_site,
    end_session,
    start_session,
    token_of,
    visit_if_any,
)
from entrypoints.pages.forms import form_of, inner
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.desk import Desk


@frozen
class Login:
    """/login"""

    desk: Desk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_if_any(req)
        if visit is not None:
            see_other(resp, "/manage" if visit.authority.is_staff else "/")
            return
        self._show(req, resp, next=inner(req.get_param("next", default="")))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        check_same_site(req)
        form = form_of(req)
        login, goal = form.get("login", ""), inner(form.get("next", ""))
        try:
            signed = self.desk.use_cases.sign_in(SignIn(login, form.get("password", ""), address_of(req)))
        except (SignInRefused, TooManyAttempts) as refusal:
            language = self.desk.pages.edition(None, req).language.code
            hints = [remedy.text for remedy in remedies(refusal, language)]
            self._show(req, resp, login=login, next=goal, refusal=sentence(refusal, language), hints=hints)
            resp.status = status(refusal)
            return
        start_session(req, resp, signed.token)
        see_other(resp, "/manage" if signed.is_staff and goal == "/" else goal)

    def _show(self, req: falcon.Request, resp: falcon.Response, **facts: object) -> None:
        told = {"login": "", "next": "/", "refusal": "", "hints": ()} | facts
        self.desk.pages.show(req, resp, "login.html", None, "", **told)


@frozen
class Logout:
    """/logout"""

    desk: Desk

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = visit_if_any(req)
        if visit is not None:
            check_csrf(req, visit, form_of(req).get("csrf", ""))
            self.desk.use_cases.sign_out(token_of(req))
        end_session(req, resp)
        see_other(resp, "/login")
