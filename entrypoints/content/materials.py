"""Advertising at the editor's desk."""

from collections.abc import Mapping
from uuid import UUID

import falcon
from attrs import evolve, field, frozen

from application.access.context import Visit
from application.content.files import ContentRefused
from application.content.materials import AddMaterial, MaterialFacts, MaterialIncomplete
from domain.shared.ids import UserGroupId
from entrypoints.content.papers import said
from entrypoints.content.use_cases import MaterialUseCases
from entrypoints.http.problems import status
from entrypoints.http.visits import check_csrf
from entrypoints.pages.content_form import NOTHING, content_form
from entrypoints.pages.forms import day_of
from entrypoints.pages.giving import give
from entrypoints.pages.rendering import see_other
from entrypoints.workplace.desk import StaffDesk

PATH = "/manage/materials"
GROUP = "group-"


@frozen
class Typed:
    title: str = ""
    note: str = ""
    valid_from: str = ""
    valid_to: str = ""
    whom: str = ""
    clients: str = ""
    groups: frozenset[str] = frozenset()
    faults: Mapping[str, str] = field(factory=dict)

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "Typed":
        def told(name: str, most: int) -> str:
            return form.get(name, "").strip()[:most]

        groups = frozenset(name.removeprefix(GROUP) for name in form if name.startswith(GROUP))
        return cls(
            told("title", 200), told("note", 1000), told("valid_from", 10), told("valid_to", 10), told("whom", 10),
            told("clients", 100_000), groups,
        )  # fmt: skip

    @property
    def facts(self) -> MaterialFacts:
        return MaterialFacts(self.title, self.note, day_of(self.valid_from), day_of(self.valid_to))

    @property
    def named(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.strip() for line in self.clients.splitlines() if line.strip()))


@frozen
class AllMaterials:
    """/manage/materials"""

    desk: StaffDesk
    materials: MaterialUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        self._show(req, resp, self.desk.visit(req), Typed())

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        visit, typed = self.desk.visit(req), Typed()
        try:
            form, files = content_form(req)
            check_csrf(req, visit, form.get("csrf", ""))
            typed = Typed.of(form)
            groups = frozenset(UserGroupId(UUID(id)) for id in typed.groups if is_id(id))
            sent = files.get("file", NOTHING)
            self.materials.add(visit, AddMaterial(typed.facts, typed.whom == "all", typed.named, groups, sent))
        except (MaterialIncomplete, ContentRefused) as refusal:
            place = refusal.field if isinstance(refusal, MaterialIncomplete) else "file"
            language = self.desk.edition(visit, req).language.code
            self._show(req, resp, visit, evolve(typed, faults={place: said(refusal, language)}))
            resp.status = status(refusal)
            return
        see_other(resp, PATH)

    def _show(self, req: falcon.Request, resp: falcon.Response, visit: Visit, typed: Typed) -> None:
        rows, groups = self.materials.list(visit)
        self.desk.show(
            req,
            resp,
            "manage_materials.html",
            visit,
            "media",
            rows=rows,
            groups=groups,
            typed=typed,
            csrf=visit.authority.csrf,
        )


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@frozen
class OneMaterial:
    """/manage/materials/{material}"""

    desk: StaffDesk
    materials: MaterialUseCases

    def on_get(self, req: falcon.Request, resp: falcon.Response, material: UUID) -> None:
        give(resp, self.materials.file(self.desk.visit(req), material))

    def on_post(self, req: falcon.Request, resp: falcon.Response, material: UUID) -> None:
        visit = self.desk.visit(req)
        form = self.desk.form(req, visit)
        self.materials.withdraw(visit, material, form.get("do") == "withdraw")
        see_other(resp, PATH)
