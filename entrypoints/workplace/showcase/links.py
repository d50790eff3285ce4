"""Recommended goods and substitutes at the seller's: of one good, by a file, by rules of sections."""

from collections.abc import Sequence
from uuid import UUID

import falcon
from attrs import frozen

from application.access.context import Visit
from application.related.link import LinksRefused
from application.related.related import LinkKind
from application.shared.sheets import FileRefused
from domain.shared.errors import DomainError
from entrypoints.http.problems import sentence, status
from entrypoints.http.visits import check_csrf
from entrypoints.pages.forms import whole
from entrypoints.pages.rendering import see_other
from entrypoints.pages.uploads import sent_form
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.showcase.use_cases import ShowcaseUseCases

PATH = "/manage/links"


@frozen
class Links:
    """/manage/links; `?sku=` opens one good."""

    desk: StaffDesk
    showcase: ShowcaseUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        self.show(req, resp, visit, str(req.params.get("sku", ""))[:100])

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        sku, kind = form.get("sku", "")[:100], kind_of(form.get("kind", ""))
        others = form.get("others", "")
        try:
            self.showcase.save_links(visit, sku, kind, others)
        except LinksRefused as refusal:
            self.show(req, resp, visit, sku, refusal, {kind: others})
            resp.status = status(refusal)
            return
        see_other(resp, falcon.uri.encode(f"{PATH}?sku={sku}&done=saved"))

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        sku: str,
        refusal: DomainError | None = None,
        typed: dict[LinkKind, str] | None = None,
        rule: dict[str, str] | None = None,
    ) -> None:
        language = self.desk.edition(visit, req).language.code
        found = self.showcase.links.card(visit, sku) if sku else None
        self.desk.show(
            req,
            resp,
            "links.html",
            visit,
            "links",
            path=PATH,
            sku=sku,
            card=found,
            kinds=list(LinkKind),
            typed=typed or {},
            rule=rule or {},
            rules=self.showcase.links.rules(visit),
            faults=told(refusal, language),
            done=str(req.params.get("done", "")),
            count=whole(str(req.params.get("count", "")), 0, 10**6),
            csrf=visit.authority.csrf,
        )


def kind_of(text: str) -> LinkKind:
    return next((kind for kind in LinkKind if kind.value == text), LinkKind.RECOMMENDED)


def told(refusal: DomainError | None, language: str) -> Sequence[str]:
    if isinstance(refusal, LinksRefused):
        return [sentence(fault, language) for fault in refusal.faults]
    return [sentence(refusal, language)] if refusal is not None else []


@frozen
class LinksFile:
    """POST /manage/links/file"""

    links: Links

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        desk = self.links.desk
        visit = desk.visit(req)
        try:
            form, sent = sent_form(req, "file")
            check_csrf(req, visit, form.get("csrf", ""))
            count = self.links.showcase.take_links(visit, sent.content)
        except (FileRefused, LinksRefused) as refusal:
            self.links.show(req, resp, visit, "", refusal)
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}?done=file&count={count}")


@frozen
class LinkRules:
    """POST /manage/links/rules"""

    links: Links

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        desk = self.links.desk
        visit = desk.visit(req)
        form = desk.form(req, visit)
        texts = {name: form.get(name, "").strip()[:2000] for name in ("section", "other", "properties")}
        try:
            self.links.showcase.add_rule(visit, kind_of(form.get("kind", "")), **texts)
        except LinksRefused as refusal:
            self.links.show(req, resp, visit, "", refusal, rule={**texts, "kind": form.get("kind", "")})
            resp.status = status(refusal)
            return
        see_other(resp, f"{PATH}?done=rule#rules")


@frozen
class RemoveRule:
    """POST /manage/links/rules/{link}"""

    links: Links

    def on_post(self, req: falcon.Request, resp: falcon.Response, link: UUID) -> None:
        visit = self.links.desk.visit(req)
        self.links.desk.form(req, visit)
        self.links.showcase.remove_rule(visit, link)
        see_other(resp, f"{PATH}?done=removed#rules")
