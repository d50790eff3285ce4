"""Properties of goods at the editor's: the list, one with its values and types tried, what comes of one good."""

from collections.abc import Mapping

import falcon
from attrs import frozen

from application.access.context import Visit
from application.properties.desk import PropertyDesk, PropertyFilter, PropertyValuesUnread
from domain.catalog.property_types import Facet, PropertyNotSound, PropertySetting, PropertyType
from domain.shared.errors import DomainError, NotFound
from entrypoints.http.problems import status
from entrypoints.pages.forms import whole
from entrypoints.pages.language import Language
from entrypoints.pages.paging import paging
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.structure.pages import PROPERTIES, StructureDesk

PATH = PROPERTIES
PAGE = 50
LONGEST = 400


@frozen
class Words:
    language: Language

    @property
    def types(self) -> list[tuple[str, str]]:
        say = self.language.say
        return [("text", say("text")), ("number", say("a number")), ("yes-no", say("yes or no")), ("date", say("date"))]

    @property
    def facets(self) -> list[tuple[str, str]]:
        say = self.language.say
        return [
            ("auto", say("where it helps to choose")), ("none", say("no")), ("values", say("by values")),
            ("range", say("from … to …")),
        ]  # fmt: skip

    @property
    def places(self) -> list[tuple[str, str]]:
        say = self.language.say
        return [
            ("card", say("on the card")), ("lists", say("in lists")), ("facet", say("as a facet")),
            ("compared", say("in comparison")), ("hidden", say("nowhere")), ("untouched", say("not set yet")),
        ]  # fmt: skip

    def type(self, code: str) -> str:
        return dict(self.types)[code]

    def facet(self, code: str) -> str:
        return dict(self.facets)[code]

    def kind(self, code: str) -> str:
        say = self.language.say
        known = {"string": say("text"), "number": say("a number"), "time": say("date")}
        return say("list of values") if code == "reference" else known.get(code, code)

    def shown(self, setting: PropertySetting) -> str:
        """Where a buyer meets it."""
        say = self.language.say
        if setting.hidden:
            return say("nowhere")
        places = [
            name
            for on, name in (
                (setting.on_card, say("on the card")), (setting.in_lists, say("in lists")),
                (setting.facet not in (Facet.NONE, Facet.AUTO), say("as a facet")),
                (setting.compared, say("in comparison")),
            )
            if on
        ]  # fmt: skip
        return ", ".join(places) or say("nowhere")


@frozen
class PropertyPages:
    desk: StructureDesk
    properties: PropertyDesk

    def show(self, req: falcon.Request, resp: falcon.Response, template: str, visit: Visit, /, **facts: object) -> None:
        words = Words(self.desk.desk.edition(visit, req).language)
        self.desk.show(req, resp, template, visit, "properties", words=words, at=PATH, **facts)


@frozen
class Properties:
    """/manage/properties"""

    pages: PropertyPages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.pages.desk.desk.visit(req)
        text, type_, shown, article = (
            " ".join(str(req.params.get(name, "")).split())[:100] for name in ("q", "type", "shown", "article")
        )
        used = whole(str(req.params.get("used", "")), 0, 10**9)
        offset = whole(str(req.params.get("offset", "")), 0, 1_000_000)
        page = self.pages.properties.page(visit, PropertyFilter(text, type_, shown, used, offset, PAGE))
        item = missing = None
        if article:
            try:
                item = self.pages.properties.item(visit, article)
            except NotFound:
                missing = article
        kept = {"q": text, "type": type_, "shown": shown, "used": used}
        self.pages.show(
            req, resp, "properties.html", visit, page=page, item=item, missing=missing, article=article,
            paging=paging(PATH, kept, offset, PAGE, page.total), is_filtered=bool(text or type_ or shown or used),
        )  # fmt: skip


@frozen
class Property:
    """/manage/properties/{property}"""

    pages: PropertyPages

    def on_get(self, req: falcon.Request, resp: falcon.Response, property: int) -> None:
        self._show(req, resp, self.pages.desk.desk.visit(req), property, None, None)

    def on_post(self, req: falcon.Request, resp: falcon.Response, property: int) -> None:
        visit = self.pages.desk.desk.visit(req)
        form = self.pages.desk.desk.form(req, visit)
        try:
            differs = self.pages.properties.save(visit, setting_of(property, form), anyway="anyway" in form)
        except (PropertyNotSound, PropertyValuesUnread) as refusal:
            resp.status = status(refusal)
            self._show(req, resp, visit, property, form, refusal)
            return
        see_other(resp, f"{PATH}/{property}?done={int(differs)}")

    def _show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        property: int,
        typed: Mapping[str, str] | None,
        refusal: DomainError | None,
    ) -> None:
        card = self.pages.properties.card(visit, property)
        said = self.pages.desk.said(req, visit, refusal) if refusal else ""
        self.pages.show(
            req, resp, "property.html", visit, card=card, row=card.row, typed=typed, refusal=said,
            is_unread=isinstance(refusal, PropertyValuesUnread), done=str(req.params.get("done", "")),
        )  # fmt: skip


def setting_of(property: int, form: Mapping[str, str]) -> PropertySetting:
    """Raises PropertyNotSound."""
    try:
        type_, facet = PropertyType(form.get("type", "text")), Facet(form.get("facet", "auto"))
    except ValueError:
        raise PropertyNotSound("type", "unreadable") from None
    position = form.get("position", "").strip() or "0"
    if not (position.isascii() and position.isdigit() and len(position) < 7):
        raise PropertyNotSound("position", "unreadable", position[:40])
    name, unit, group = (" ".join(form.get(each, "").split())[:LONGEST] for each in ("name", "unit", "group"))
    return PropertySetting(
        property, name, type_, unit, facet, "on_card" in form, "in_lists" in form, "compared" in form,
        "hidden" in form, group, int(position),
    )  # fmt: skip
