"""The pages of rules, under /manage/rules."""

from typing import Any

import falcon

from entrypoints.pages.rendering import Pages
from entrypoints.use_cases import PeopleUseCases
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.rules.check import Check
from entrypoints.workplace.rules.pages import PATH, RuleDeed, RulePage, Rules, RulesDesk
from entrypoints.workplace.rules.use_cases import RuleUseCases


def routes(app: "falcon.App[Any, Any]", people: PeopleUseCases, pages: Pages, rules: RuleUseCases) -> None:
    desk = RulesDesk(StaffDesk(people, pages), rules)
    page = RulePage(desk)
    app.add_route(PATH, Rules(desk))
    app.add_route(f"{PATH}/new", page)
    app.add_route(f"{PATH}/check", Check(desk))
    app.add_route(f"{PATH}/{{rule:uuid}}", page)
    app.add_route(f"{PATH}/{{rule:uuid}}/{{deed}}", RuleDeed(desk))
