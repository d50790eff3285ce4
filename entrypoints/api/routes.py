"""Puts the API into an application."""

from collections.abc import Callable
from functools import cache
from typing import Any

import falcon
import msgspec
from attrs import frozen

from entrypoints.api.docs_page import STYLE, page
from entrypoints.api.openapi import document
from entrypoints.api.resource import Resource
from entrypoints.api.table import PREFIX, by_path
from entrypoints.use_cases import PeopleUseCases

DOCS_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def routes(app: "falcon.App[Any, Any]", use_cases: PeopleUseCases) -> None:
    """`app` comes from `entrypoints.http.app.new_app`."""
    for path, operations in by_path().items():
        app.add_route(PREFIX + path, Resource(operations, use_cases))
    app.add_route("/api/openapi.json", Constant(openapi_json, "application/json"))
    app.add_route("/api/docs", Constant(docs_html, "text/html; charset=utf-8"))
    app.add_route("/api/docs.css", Constant(STYLE.encode, "text/css; charset=utf-8"))
    app.add_route("/problems/{code}", ProblemType())


@cache
def openapi_json() -> bytes:
    return msgspec.json.encode(document())


@cache
def docs_html() -> bytes:
    return page(document()).encode()


@frozen
class Constant:
    """The same bytes for everybody, made when they are first asked for."""

    content: Callable[[], bytes]
    media_type: str

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        resp.data = self.content()
        resp.content_type = self.media_type
        resp.set_header("Cache-Control", "public, max-age=300")
        resp.set_header("Content-Security-Policy", DOCS_POLICY)


class ProblemType:
    """`type` of a problem leads to what is known of it."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, code: str) -> None:
        raise falcon.HTTPSeeOther(f"/api/docs#{falcon.uri.encode_value(code)}")
