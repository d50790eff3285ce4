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
        answer = self.feeds.read(AskFeed(key, form, since, address_of(req)))
        file = answer.file
        resp.set_header(CURSOR, str(answer.cursor))
        # Kept by the asking program alone, which asks each time whether it still holds.
        resp.set_header("Cache-Control", "private, no-cache")
        resp.set_header("Referrer-Policy", "no-referrer")
        # Weak: the time of the making stands in the file.
        resp.set_header("ETag", f'W/"{answer.mark}"')
        if any(tag == "*" or tag == answer.mark for tag in req.if_none_match or ()):
            file.close()
            resp.status = falcon.HTTP_304
            return
        resp.content_type = KINDS[form]
        file.seek(0, 2)
        size = file.tell()
        file.seek(0)
        resp.set_stream(file, size)
