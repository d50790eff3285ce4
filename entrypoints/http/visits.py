"""Who asks: the session cookie becomes a visit, once a request and only where somebody needs it.

Changes by a cookie session need the session's CSRF token; signing in, which has none yet, must come from
our own site.
"""

from collections.abc import Callable
from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

import falcon
from attrs import frozen

from application.access.context import Visit
from application.access.sign_in import SESSION
from domain.access.authority import NotSignedIn
from entrypoints.http.faults import CsrfMismatch, ForeignOrigin

COOKIE = "optovik_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))
LONGEST_TOKEN = 200


@frozen
class Visits:
    """`load` is the use case; `public_url` is the address by which people reach the portal."""

    load: Callable[[str], Visit | None]
    public_url: str = ""

    @property
    def is_secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.public_url).netloc.lower()


class Unasked:
    """Nobody has asked yet who the visitor is."""


UNASKED = Unasked()


def visit_of(req: falcon.Request) -> Visit:
    """Raises NotSignedIn."""
    visit = visit_if_any(req)
    if visit is None:
        raise NotSignedIn
    return visit


def visit_if_any(req: falcon.Request) -> Visit | None:
    visit: Visit | Unasked | None = req.context.visit
    if isinstance(visit, Unasked):
        token = token_of(req)
        visit = req.context.visits.load(token) if token else None
        req.context.visit = visit
    return visit


def seen_visit(req: falcon.Request) -> Visit | None:
    """The visit if somebody has asked for it already: for the log and for the language of a refusal."""
    visit: Visit | Unasked | None = getattr(req.context, "visit", None)
    return None if isinstance(visit, Unasked) else visit


def token_of(req: falcon.Request) -> str:
    token = req.cookies.get(COOKIE, "")
    return token if len(token) <= LONGEST_TOKEN and token.isascii() else ""


def changing_visit_of(req: falcon.Request) -> Visit:
    """For a change asked by a program of ours or a script. Raises NotSignedIn, CsrfMismatch."""
    visit = visit_of(req)
    check_csrf(req, visit, req.get_header(CSRF_HEADER) or "")
    return visit


def check_csrf(req: falcon.Request, visit: Visit, sent: str) -> None:
    """`sent` is the header's or the form's token. Raises CsrfMismatch."""
    expected = visit.authority.csrf
    if not expected or not compare_digest(expected.encode(), sent.encode(errors="replace")):
        raise CsrfMismatch


def check_same_site(req: falcon.Request) -> None:
    """For what is asked before there is a session. Raises ForeignOrigin.

    A browser tells where a request comes from; a program that tells nothing holds no cookie of somebody else.
    """
    if req.get_header("Sec-Fetch-Site", default="same-origin") not in ("same-origin", "none"):
        raise ForeignOrigin
    origin = req.get_header("Origin")
    # A proxy may change Host; the public address is ours in any case.
    ours = (req.netloc.lower(), req.context.visits.host)
    if origin is not None and urlsplit(origin).netloc.lower() not in ours:
        raise ForeignOrigin


def start_session(req: falcon.Request, resp: falcon.Response, token: str) -> None:
    resp.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION.total_seconds()),
        path="/",
        secure=req.context.visits.is_secure,
        http_only=True,
        same_site="Lax",
    )


def end_session(req: falcon.Request, resp: falcon.Response) -> None:
    resp.unset_cookie(COOKIE, path="/", same_site="Lax")


def language_of(req: falcon.Request) -> str:
    """The person's own where he is known, else what his browser prefers, else Russian."""
    visit = seen_visit(req)
    if visit is not None:
        return "en" if visit.authority.language == "en" else "ru"
    preferred = (req.get_header("Accept-Language") or "").strip().lower()
    return "en" if preferred.startswith("en") else "ru"


def address_of(req: falcon.Request) -> str:
    """Whose attempts are counted: the last hop that a proxy of our own network tells, else the sender."""
    sender = str(req.remote_addr)
    told = (req.get_header("X-Forwarded-For") or "").rpartition(",")[2].strip()
    return told if told and is_address(told) and is_near(sender) else sender


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_near(address: str) -> bool:
    return is_address(address) and ip_address(address).is_private
