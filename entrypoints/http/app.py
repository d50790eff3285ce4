"""The Falcon application that the API and the pages put their routes into."""

from collections.abc import Callable
from typing import Any

import falcon

from application.access.context import Visit
from entrypoints.http.access_log import Log, access_log
from entrypoints.http.errors import Errors, Page, never_busy
from entrypoints.http.threshold import Threshold
from entrypoints.http.visits import Visits

App = falcon.App[Any, Any]


def new_app(
    visit: Callable[[str], Visit | None],
    public_url: str = "http://127.0.0.1:8080",
    busy: Callable[[BaseException], bool] = never_busy,
    page: Page | None = None,
    log: Log | None = None,
) -> App:
    """`page` answers refusals outside of /api/; `busy` knows the exceptions of the adapters."""
    visits = Visits(visit, public_url)
    app: App = falcon.App(middleware=[Threshold(visits, log or access_log())])
    Errors(busy, page).install(app)
    return app
