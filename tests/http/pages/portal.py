"""The pages over the fake portal, as an application; `python -m tests.http.pages.portal PORT` serves it."""

import sys
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIServer, make_server
from zoneinfo import ZoneInfo

import falcon

from entrypoints.http.access_log import no_log
from entrypoints.http.app import new_app
from entrypoints.pages.errors import ErrorPages
from entrypoints.pages.rendering import Pages, make_pages
from entrypoints.storefront.routes import routes as storefront
from entrypoints.workplace.routes import routes as workplace
from tests.http.pages.fakes import FakePortal
from tests.http.pages.journal import FakeJournal
from tests.http.pages.rates import rate_use_cases

MOSCOW = ZoneInfo("Europe/Moscow")


def fake_app(portal: FakePortal, pages: Pages | None = None) -> "falcon.App[Any, Any]":
    pages = pages or make_pages(MOSCOW)
    use_cases = portal.use_cases()
    app = new_app(use_cases.visit, page=ErrorPages(pages), log=no_log)
    storefront(app, use_cases, pages)
    rates = rate_use_cases(portal.rates, portal.bank)
    workplace(app, use_cases, pages, FakeJournal(), rates, is_development=True)
    return app


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


if __name__ == "__main__":
    with make_server("127.0.0.1", int(sys.argv[1]), fake_app(FakePortal()), Server) as server:
        server.serve_forever()
