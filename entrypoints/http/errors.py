"""Whatever was raised becomes an answer: a problem for programs, a page for people."""

from collections.abc import Callable
from typing import Any

import falcon
import msgspec
import structlog
from attrs import frozen

from domain.shared.errors import DomainError
from entrypoints.http.entry import Around
from entrypoints.http.faults import (
    BodyTooLarge,
    Broken,
    Busy,
    MediaTypeWrong,
    MethodNotAllowed,
    PathUnknown,
    RequestRefused,
)
from entrypoints.http.problems import MEDIA_TYPE, is_known, problem, status
from entrypoints.http.visits import language_of, seen_visit

API = ("/api/", "/admin/api/")
MIB = 1024 * 1024

# What a page makes of a refusal: a sentence in its place, the sign-in form, a page of its own.
Page = Callable[[falcon.Request, falcon.Response, DomainError], None]

_encode = msgspec.json.Encoder().encode


def never_busy(_: BaseException) -> bool:
    return False


@frozen
class Errors:
    """busy: whether an exception means that a lock or a connection did not come in time; the adapters know.

    page: how people's pages answer; without it everybody gets a problem.
    """

    busy: Callable[[BaseException], bool] = never_busy
    page: Page | None = None

    def install(self, app: "falcon.App[Any, Any]") -> None:
        app.add_error_handler(Exception, self.on_unexpected)
        app.add_error_handler(falcon.HTTPError, self.on_http)
        app.add_error_handler(DomainError, self.on_refusal)

    def on_refusal(
        self, req: falcon.Request, resp: falcon.Response, error: DomainError, params: dict[str, Any]
    ) -> None:
        if not is_known(error) or status(error) >= 500:
            structlog.get_logger().error(
                "refusal.unforeseen", request_id=request_id(req), code=error.code, exc_info=error
            )
        self.answer(req, resp, error if is_known(error) else Broken(request_id(req)))

    def on_http(
        self, req: falcon.Request, resp: falcon.Response, error: falcon.HTTPError, params: dict[str, Any]
    ) -> None:
        self.answer(req, resp, fault_of(req, error))
        if error.headers:
            resp.set_headers(error.headers)

    def on_unexpected(
        self, req: falcon.Request, resp: falcon.Response, error: Exception, params: dict[str, Any]
    ) -> None:
        if self.busy(error):
            structlog.get_logger().warning("busy", request_id=request_id(req), error=type(error).__name__)
            self.answer(req, resp, Busy())
            return
        structlog.get_logger().error("fault", request_id=request_id(req), exc_info=error)
        self.answer(req, resp, Broken(request_id(req)))

    def answer(self, req: falcon.Request, resp: falcon.Response, error: DomainError) -> None:
        resp.set_headers(headers_of(error))
        if self.page is not None and not req.path.startswith(API):
            resp.status = status(error)
            self.page(req, resp, error)
        else:
            answer_problem(req, resp, error)


def answer_problem(req: falcon.Request, resp: falcon.Response, error: DomainError) -> None:
    resp.status = status(error)
    resp.content_type = MEDIA_TYPE
    resp.set_header("Cache-Control", "no-store")
    resp.data = _encode(problem(error, language_of(req), req.path, around(req)))


def around(req: falcon.Request) -> Around:
    """What this request has learnt: the asker's rights in the active company, his cart if it was read."""
    visit = seen_visit(req)
    context = visit.context if visit else None
    cart = getattr(req.context, "cart", None)
    return Around(context.party.permissions if context else frozenset(), cart)


def headers_of(error: DomainError) -> dict[str, str]:
    found = {}
    if (seconds := getattr(error, "retry_after", None)) is not None:
        found["Retry-After"] = str(seconds)
    if status(error) == 401:
        found["WWW-Authenticate"] = 'Session realm="Optovik"'
    return found


def fault_of(req: falcon.Request, error: falcon.HTTPError) -> DomainError:
    if isinstance(error, falcon.HTTPNotFound):
        return PathUnknown(req.path)
    if isinstance(error, falcon.HTTPMethodNotAllowed):
        allowed = (error.headers or {})["Allow"] if isinstance(error.headers, dict) else ""
        return MethodNotAllowed(req.method, tuple(allowed.split(", ")))
    if isinstance(error, falcon.HTTPContentTooLarge):
        return BodyTooLarge(MIB)
    if isinstance(error, falcon.HTTPUnsupportedMediaType):
        return MediaTypeWrong("application/json")
    return RequestRefused(error.status_code, error.description or error.title or "")


def request_id(req: falcon.Request) -> str:
    return str(getattr(req.context, "request_id", ""))
