"""Refusals and faults as pages: the sentence, and what would make it pass, as links."""

from collections.abc import Sequence
from urllib.parse import quote

import falcon
from attrs import frozen

from domain.access.authority import NotSignedIn
from domain.shared.errors import DomainError
from entrypoints.http.problems import Remedy, remedies, sentence, status, title
from entrypoints.http.visits import seen_visit
from entrypoints.pages.rendering import Pages, is_part, see_other

LINKS = {
    "sign_in": "/login",
    "switch_context": "/context",
    "pay": "/debts",
    "add_lines": "/catalogue",
    "confirm_total": "/cart",
    "reload": "",
}


@frozen
class Way:
    """A way out: a link where a page of ours is the way, else words alone."""

    text: str
    href: str | None = None


def ways(found: Sequence[Remedy]) -> tuple[Way, ...]:
    return tuple(Way(remedy.text, LINKS.get(remedy.action)) for remedy in found)


@frozen
class ErrorPages:
    """How people's pages answer a refusal; the visit is told only if somebody has asked for it already."""

    pages: Pages

    def __call__(self, req: falcon.Request, resp: falcon.Response, error: DomainError) -> None:
        if isinstance(error, NotSignedIn):
            self._to_login(req, resp)
            return
        visit = seen_visit(req)
        edition = self.pages.edition(visit, req)
        language = edition.language.code
        resp.status = status(error)
        self.pages.show(
            req,
            resp,
            "error.html",
            visit,
            title=title(error, language),
            sentence=sentence(error, language),
            ways=ways(remedies(error, language)),
            status=status(error),
        )

    def _to_login(self, req: falcon.Request, resp: falcon.Response) -> None:
        wanted = req.relative_uri if req.method == "GET" and req.path not in ("/", "/login") else ""
        address = f"/login?next={quote(wanted, safe='')}" if wanted else "/login"
        if is_part(req):
            # A part of a page cannot show a form of login: the whole page goes there.
            resp.set_header("HX-Redirect", "/login")
            resp.status = falcon.HTTP_200
            return
        see_other(resp, address)
