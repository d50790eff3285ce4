"""The feed by key, and the page of its keys."""

from typing import Any

import falcon

from entrypoints.feeds.door import Feed
from entrypoints.feeds.pages import FeedPages, RevokeFeed
from entrypoints.feeds.use_cases import FeedUseCases
from entrypoints.storefront.desk import Desk


def feed_routes(app: "falcon.App[Any, Any]", desk: Desk, feeds: FeedUseCases) -> None:
    app.add_route("/feeds/{key}/{name}", Feed(feeds))
    app.add_route("/price-lists/feeds", FeedPages(desk, feeds))
    app.add_route("/price-lists/feeds/{feed:uuid}/revoke", RevokeFeed(desk, feeds))
