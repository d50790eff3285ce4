"""What happens at the threshold of every request: its id, headers, one line of the log."""

import re
from secrets import token_hex
from time import perf_counter
from typing import Any

import falcon
from attrs import field, frozen

from entrypoints.http.access_log import Log
from entrypoints.http.visits import UNASKED, Visits, seen_visit

Headers = tuple[tuple[str, str], ...]

REQUEST_ID = "X-Request-Id"
ID_LIKE = re.compile(r"[A-Za-z0-9._-]{1,64}")
HEADERS: Headers = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)
OVER_HTTPS = ("Strict-Transport-Security", "max-age=31536000")


@frozen
class Threshold:
    """Falcon middleware. Nothing here reads the database."""

    visits: Visits
    log: Log
    headers: Headers = field(init=False)

    @headers.default
    def _headers(self) -> Headers:
        return (*HEADERS, OVER_HTTPS) if self.visits.is_secure else HEADERS

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        context = req.context
        context.started = perf_counter()
        context.visits = self.visits
        context.visit = UNASKED
        context.cart = None
        told = req.env.get("HTTP_X_REQUEST_ID", "")
        context.request_id = told if told and ID_LIKE.fullmatch(told) else token_hex(8)

    def process_response(self, req: falcon.Request, resp: falcon.Response, _: object, __: bool) -> None:
        context = req.context
        if not hasattr(context, "started"):  # refused before anything began
            return
        resp.set_headers(self.headers)
        resp.set_header(REQUEST_ID, context.request_id)
        self.log(facts(req, resp))


def facts(req: falcon.Request, resp: falcon.Response) -> dict[str, Any]:
    visit = seen_visit(req)
    return {
        "request_id": req.context.request_id,
        "method": req.method,
        "route": req.uri_template,
        "status": resp.status_code,
        "ms": round((perf_counter() - req.context.started) * 1000, 2),
        "user": None if visit is None else visit.authority.user,
    }
