"""The structure of the catalogue at its editor's: tree, rules, shelf, history, the preview of a change."""

from collections.abc import Mapping

import falcon
from attrs import frozen

from application.access.context import Visit
from application.structure.change import StructureChangedMeanwhile
from application.structure.commands import Command
from domain.catalog.structure import SectionNotSound, StructureMovedOn
from domain.shared.errors import DomainError
from domain.shared.ids import CategoryId
from entrypoints.http.problems import remedies, sentence, status
from entrypoints.pages.forms import inner, whole
from entrypoints.pages.paging import address, paging
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.structure import words
from entrypoints.workplace.structure.form import command_of
from entrypoints.workplace.structure.use_cases import StructureUseCases

PATH = "/manage/structure"
RULES, SHELF, HISTORY = f"{PATH}/rules", f"{PATH}/unmapped", f"{PATH}/history"
PROPERTIES, FILES = "/manage/properties", "/manage/goods-files"
PAGE = 100
MOST = 10**9
NOTHING: Mapping[str, str] = {}
# What a form holds besides what it asks for.
AROUND = ("csrf", "confirm", "seen", "back")


@frozen
class StructureDesk:
    desk: StaffDesk
    use_cases: StructureUseCases

    def show(
        self, req: falcon.Request, resp: falcon.Response, template: str, visit: Visit, tab: str, /, **facts: object
    ) -> None:
        say = self.desk.edition(visit, req).language.say
        tabs = [
            {"code": code, "href": href, "name": name}
            for code, href, name in (
                ("tree", PATH, say("Tree")),
                ("rules", RULES, say("Rules of sections")),
                ("shelf", SHELF, say("Unmapped")),
                ("properties", PROPERTIES, say("Properties of goods")),
                ("files", FILES, say("Goods from files")),
                ("history", HISTORY, say("History")),
            )
        ]
        frame = {"csrf": visit.authority.csrf, "path": PATH, "tabs_of": tabs, "tab": tab}
        self.desk.show(req, resp, template, visit, "structure", **frame, **facts)

    def said(self, req: falcon.Request, visit: Visit, refusal: DomainError) -> str:
        language = self.desk.edition(visit, req).language.code
        return " ".join([sentence(refusal, language), *(way.text for way in remedies(refusal, language))])


@frozen
class Tree:
    """/manage/structure: the tree; every change of the structure is sent here."""

    desk: StructureDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.show(req, resp, self.desk.desk.visit(req), NOTHING, "")

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.desk.visit(req)
        form = self.desk.desk.form(req, visit)
        command, back = command_of(form), inner(form.get("back", ""), PATH)
        try:
            if command.moves_goods and form.get("confirm") != "1":
                self.preview(req, resp, visit, command, form, back, "")
                return
            seen = form.get("seen", "")
            done = self.desk.use_cases.change(visit, command, int(seen) if seen.isdigit() else None)
        except StructureChangedMeanwhile as refusal:
            resp.status = status(refusal)
            self.preview(req, resp, visit, command, form, back, self.desk.said(req, visit, refusal))
            return
        except (SectionNotSound, StructureMovedOn) as refusal:
            resp.status = status(refusal)
            said = self.desk.said(req, visit, refusal)
            if form.get("do") == "rule":
                Rules(self.desk).show(req, resp, visit, form, said)
            else:
                self.show(req, resp, visit, form, said)
            return
        if form.get("do") == "add" and done.version is not None:
            back = f"{PATH}?section={max(done.structure.sections)}"
        mark = "&" if "?" in back else "?"
        see_other(resp, f"{back}{mark}done={done.version or 0}")

    def preview(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        visit: Visit,
        command: Command,
        form: Mapping[str, str],
        back: str,
        refusal: str,
    ) -> None:
        found = self.desk.use_cases.preview(visit, command)
        language = self.desk.desk.edition(visit, req).language
        tab = "rules" if form.get("do", "").startswith("rule") else "tree"
        self.desk.show(
            req, resp, "structure_preview.html", visit, tab,
            found=found, moves=found.moves, named=words.Named(found, language), refusal=refusal, back=back,
            title=words.of_action(command.action, language), do=form.get("do", ""),
            kept=[(name, value) for name, value in form.items() if name not in AROUND],
        )  # fmt: skip

    def show(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, typed: Mapping[str, str], refusal: str
    ) -> None:
        page = self.desk.use_cases.queries.page(visit)
        structure, counts = page.structure, page.counts
        asked = typed.get("section") or str(req.params.get("section", ""))
        chosen = structure.sections.get(CategoryId(whole(asked, 0, MOST)))
        below = structure.below(chosen.id) if chosen else set[CategoryId]()
        rules = [rule for rule in structure.in_order() if rule.section == chosen.id] if chosen else []
        queries = self.desk.use_cases.queries.rules(visit) if rules else None
        self.desk.show(
            req, resp, "structure.html", visit, "tree",
            structure=structure, counts=counts, computed_at=page.computed_at, chosen=chosen,
            rows=words.tree_rows(structure, counts.sections, counts.own),
            parents=words.section_choices(structure, below),
            rules=words.rule_rows(structure, queries.groups, queries.properties, rules) if queries else [],
            typed=typed, refusal=refusal, done=whole(str(req.params.get("done", "")), 0, MOST),
            below=len(below) - 1 if chosen else 0,
        )  # fmt: skip


@frozen
class Rules:
    """/manage/structure/rules"""

    desk: StructureDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self.show(req, resp, self.desk.desk.visit(req), NOTHING, "")

    def show(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, typed: Mapping[str, str], refusal: str
    ) -> None:
        page = self.desk.use_cases.queries.rules(visit)
        structure, params = page.structure, req.params
        text = " ".join(str(params.get("q", "")).split())[:100]
        offset = whole(str(params.get("offset", "")), 0, 1_000_000)
        rows = words.rule_rows(structure, page.groups, page.properties, structure.in_order())
        if text:
            folded = text.casefold()
            rows = [row for row in rows if folded in f"{row.group} {row.rule.maker} {row.path}".casefold()]
        edited = structure.rules.get(whole(typed.get("id") or str(params.get("edit", "")), 0, MOST))
        self.desk.show(
            req, resp, "structure_rules.html", visit, "rules",
            structure=structure, rows=rows[offset : offset + PAGE], text=text, edited=edited,
            place=structure.in_order().index(edited) + 1 if edited else 0,
            paging=paging(RULES, {"q": text}, offset, PAGE, len(rows)),
            sections=words.section_choices(structure), groups=words.group_choices(page.groups),
            properties=[(one.id, one.name) for one in page.properties],
            typed=typed or {name: str(params.get(name, "")) for name in ("section", "group") if params.get(name)},
            refusal=refusal, done=whole(str(params.get("done", "")), 0, MOST),
        )  # fmt: skip


@frozen
class Shelf:
    """/manage/structure/unmapped: goods that no rule takes, and groups of the ERP that none takes."""

    desk: StructureDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.desk.visit(req)
        group = CategoryId(whole(str(req.params.get("group", "")), 0, MOST)) or None
        offset = whole(str(req.params.get("offset", "")), 0, 10_000_000)
        page = self.desk.use_cases.queries.shelf(visit, group, offset, PAGE)
        self.desk.show(
            req, resp, "structure_shelf.html", visit, "shelf", page=page, group=group,
            paging=paging(SHELF, {"group": group or ""}, offset, PAGE, page.total),
            done=whole(str(req.params.get("done", "")), 0, MOST),
        )  # fmt: skip

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """The new groups have been looked at."""
        visit = self.desk.desk.visit(req)
        self.desk.desk.form(req, visit)
        self.desk.use_cases.queries.look_at_shelf(visit)
        see_other(resp, SHELF)


@frozen
class History:
    """/manage/structure/history"""

    desk: StructureDesk

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit = self.desk.desk.visit(req)
        before = whole(str(req.params.get("before", "")), 0, MOST) or None
        found = self.desk.use_cases.queries.history(visit, before, PAGE)
        language = self.desk.desk.edition(visit, req).language
        self.desk.show(
            req, resp, "structure_history.html", visit, "history",
            changes=[words.told(one, language) for one in found],
            first=HISTORY if before else "",
            next=address(HISTORY, {}, before=found[-1].version) if len(found) == PAGE else "",
        )  # fmt: skip
