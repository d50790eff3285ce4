"""Keys of feeds: making one, which is shown once; the links; revoking."""

from collections.abc import Mapping
from uuid import UUID, uuid4

import falcon
from attrs import frozen

from application.access.context import Visit
from application.feeds.keys import MakeKey
from application.feeds.values import (
    LONGEST_NAME,
    MOST_AN_HOUR,
    FeedForm,
    FeedKeyNameless,
    FeedScopeless,
    Scope,
    TooManyFeedKeys,
)
from domain.access.permission import Permission
from domain.shared.errors import DomainError
from entrypoints.feeds.use_cases import FeedUseCases
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.http.visits import visit_of
from entrypoints.pages.forms import operation_of
from entrypoints.pages.rendering import see_other
from entrypoints.storefront.desk import Desk, trusted_form

PATH = "/price-lists/feeds"


@frozen
class FeedPages:
    """/price-lists/feeds"""

    desk: Desk
    feeds: FeedUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, visit_of(req), {"scope-prices": "1", "scope-stock": "1"})

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """The answer is no redirect: the key stands on it, and nowhere else ever again."""
        visit = visit_of(req)
        form = trusted_form(req, visit)
        scopes = frozenset(scope for scope in Scope if form.get(f"scope-{scope.value}"))
        make = MakeKey(operation_of(form) or uuid4(), form.get("name", ""), scopes)
        try:
            key = self.feeds.make(visit, make)
        except (FeedKeyNameless, FeedScopeless, TooManyFeedKeys) as refusal:
            self._show(req, resp, visit, form, refusal=refusal)
            resp.status = status(refusal)
            return
        if not key:
            see_other(resp, PATH)
            return
        self._show(req, resp, visit, {"scope-prices": "1", "scope-stock": "1"}, key=key)

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        form: Mapping[str, str],
        key: str = "",
        refusal: DomainError | None = None,
    ) -> None:
        language = self.desk.edition(visit, req).language.code
        host = req.context.visits.public_url.rstrip("/")
        ways = " ".join(way.text for way in remedies(refusal, language)) if refusal else ""
        self.desk.show(
            req,
            resp,
            "feeds.html",
            visit,
            "price-lists",
            party=visit.buyer().party.name,
            keys=self.feeds.keys(visit),
            can_make=Permission.MAKE_FEED_KEYS in visit.buyer().party.permissions,
            links=[(one.value.upper(), f"{host}/feeds/{key}/goods.{one.value}") for one in FeedForm] if key else (),
            name=form.get("name", ""),
            ticked={scope.value for scope in Scope if form.get(f"scope-{scope.value}")},
            fault=f"{sentence(refusal, language)} {ways}" if refusal else "",
            longest=LONGEST_NAME,
            most_an_hour=MOST_AN_HOUR,
            operation=str(uuid4()),
            path=PATH,
            csrf=visit.authority.csrf,
        )


@frozen
class RevokeFeed:
    """POST /price-lists/feeds/{feed}/revoke"""

    desk: Desk
    feeds: FeedUseCases

    def on_post(self, req: falcon.Request, resp: falcon.Response, feed: UUID) -> None:
        visit = visit_of(req)
        trusted_form(req, visit)
        self.feeds.revoke(visit, feed)
        see_other(resp, PATH)
