"""A Falcon resource made of operations: read, call, encode."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

import attrs
import falcon
import msgspec

from entrypoints.api.asking import from_body, from_query, name_of
from entrypoints.api.operation import AnyOperation, Caller, File, NoAnswer, NoAsk, Reply
from entrypoints.http.body import json_body
from entrypoints.http.faults import Misfit, RequestInvalid
from entrypoints.http.visits import (
    SAFE_METHODS,
    changing_visit_of,
    check_same_site,
    end_session,
    start_session,
    visit_of,
)
from entrypoints.use_cases import PeopleUseCases

Responder = Callable[..., None]

# Decimals as strings, instants in ISO 8601 with their offset.
_encode = msgspec.json.Encoder(decimal_format="string").encode


class Resource:
    """All operations of one path."""

    def __init__(self, operations: Iterable[AnyOperation], use_cases: PeopleUseCases) -> None:
        for operation in operations:
            setattr(self, f"on_{operation.method.lower()}", responder(operation, use_cases))


def responder(operation: AnyOperation, use_cases: PeopleUseCases) -> Responder:
    headers = headers_asked(operation.asks)
    enter = entrance(operation)
    call, status = operation.call, operation.status

    def respond(req: falcon.Request, resp: falcon.Response, **params: str) -> None:
        enter(req)
        ask = asked(operation, req, params, headers)
        answer(req, resp, call(Caller(use_cases, req), ask), status)

    return respond


def entrance(operation: AnyOperation) -> Callable[[falcon.Request], object]:
    """What is checked before the request is read: who it is, and that the change is meant."""
    if not operation.needs_session:
        return check_same_site
    return visit_of if operation.method in SAFE_METHODS else changing_visit_of


def headers_asked(asks: type[Any]) -> tuple[str, ...]:
    return tuple(name_of(a) for a in attrs.fields(asks) if a.metadata.get("header"))


def asked(operation: AnyOperation, req: falcon.Request, params: Mapping[str, str], headers: tuple[str, ...]) -> Any:
    if operation.asks is NoAsk and not req.query_string:
        return NO_ASK
    told: dict[str, Any] = {**params}
    told |= {name: value for name in headers if (value := req.get_header(name)) is not None}
    if not operation.has_body:
        given = {name: value for name, value in req.params.items() if value != ""}
        return from_query(operation.asks, given | told)
    body = json_body(req)
    if not isinstance(body, dict):
        return from_body(operation.asks, body)
    reject_headers(body, headers)
    return from_body(operation.asks, body | told)


NO_ASK = NoAsk()


def reject_headers(body: Mapping[str, object], headers: tuple[str, ...]) -> None:
    """What is told by a header is not told by the body."""
    if twice := [Misfit(name, "unknown") for name in headers if name in body]:
        raise RequestInvalid(tuple(twice))


def answer(req: falcon.Request, resp: falcon.Response, result: Any, status: int) -> None:
    if type(result) is Reply:
        status, body = result.status, result.body
        if result.headers:
            resp.set_headers(dict(result.headers))
        if result.session:
            start_session(req, resp, result.session)
        elif result.session == "":
            end_session(req, resp)
    else:
        body = result
    resp.status = status
    resp.set_header("Cache-Control", "no-store")
    if type(body) is File:
        send(resp, body)
    elif type(body) is not NoAnswer:
        resp.data = _encode(body)


def send(resp: falcon.Response, file: File) -> None:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in file.name)
    resp.content_type = file.media_type
    exact = quote(file.name, safe="")
    resp.set_header("Content-Disposition", f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
    resp.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
    resp.data = file.content
