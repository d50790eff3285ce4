"""The feed itself: a link with a key, for a program that signs in nowhere."""

import falcon
from attrs import frozen

from application.feeds.read import AskFeed
from application.feeds.values import FeedForm
from domain.shared.errors import NotFound
from entrypoints.feeds.use_cases import FeedUseCases
from entrypoints.http.visits import address_of

KINDS = {
    FeedForm.CSV: "text/csv; charset=utf-8",
    FeedForm.JSON: "application/json",
    FeedForm.YML: "application/xml; charset=utf-8",
}
LONGEST_KEY = 200
CURSOR = "X-Feed-Cursor"


@frozen
class Feed:
    """GET /feeds/{key}/{name}"""

    feeds: FeedUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, key: str, name: str) -> None:
        form = next((one for one in FeedForm if name == f"goods.{one.value}"), None)
        if form is None or len(key) > LONGEST_KEY or not key.isascii():
            raise NotFound("feed", "")
        since = str(req.params.get("since", ""))[:40]
        file, cursor = self.feeds.read(AskFeed(key, form, since, address_of(req)))
        resp.content_type = KINDS[form]
        resp.set_header(CURSOR, str(cursor))
        resp.set_header("Cache-Control", "private, no-store")
        resp.set_header("Referrer-Policy", "no-referrer")
        file.seek(0, 2)
        size = file.tell()
        file.seek(0)
        resp.set_stream(file, size)
