"""What the pages of prices share: their tabs, a file as an answer, faults beside their fields."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import falcon
from attrs import frozen

from application.access.context import Visit
from application.price_desk.change import EntryRefused
from application.price_desk.entry import LEVELS
from application.shared.sheets import Sheet
from entrypoints.http.problems import sentence
from entrypoints.pages.language import Language
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.prices.use_cases import PriceUseCases

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES, INDIVIDUAL = "/manage/prices/types", "/manage/prices/individual"
UPLOADS = "/manage/prices/uploads"
ASSIGNMENTS, GROUPS = "/manage/prices/assignments", "/manage/prices/groups"


@frozen
class Tab:
    code: str
    href: str
    name: str


def tabs(language: Language) -> tuple[Tab, ...]:
    """Of the menu's entry «Prices», in the order in which they are shown."""
    say = language.say
    return (
        Tab("types", TYPES, say("Price types")),
        Tab("assignments", ASSIGNMENTS, say("Who has which type")),
        Tab("individual", INDIVIDUAL, say("Individual prices")),
        Tab("groups", GROUPS, say("Groups of users")),
    )


@frozen
class PriceDesk:
    desk: StaffDesk
    prices: PriceUseCases

    def visit(self, req: falcon.Request) -> Visit:
        return self.desk.visit(req)

    def show(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        template: str,
        visit: Visit,
        tab: str,
        /,
        **facts: object,
    ) -> None:
        language = self.desk.edition(visit, req).language
        self.desk.show(req, resp, template, visit, "prices", tabs=tabs(language), tab=tab, **facts)

    def vats(self, req: falcon.Request, visit: Visit) -> Sequence[tuple[str, str]]:
        """What a form sends for the two ways, the same words that a file holds, and how each is said."""
        say = self.desk.edition(visit, req).language.say
        return (("в цене", say("in the price")), ("сверху", say("on top")))

    def levels(self, req: falcon.Request, visit: Visit) -> Sequence[tuple[str, str]]:
        say = self.desk.edition(visit, req).language.say
        names = (say("contract"), say("company"), say("holding"))
        return tuple(zip(LEVELS, names, strict=True))

    def faults(self, req: falcon.Request, visit: Visit, refused: EntryRefused) -> Mapping[str, str]:
        """The sentence of each field; of several the first, which is the one to mend first."""
        language = self.desk.edition(visit, req).language.code
        found: dict[str, str] = {}
        for field, reason in zip(refused.fields, refused.reasons, strict=True):
            found.setdefault(field, sentence(reason, language))
        return found

    def send(self, resp: falcon.Response, name: str, sheets: Sequence[Sheet]) -> None:
        resp.content_type = XLSX
        resp.data = self.prices.workbook(sheets)
        resp.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}")
        resp.set_header("Cache-Control", "no-store")
        resp.set_header("X-Content-Type-Options", "nosniff")
