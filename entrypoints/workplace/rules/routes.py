"""The pages of rules, under /manage/rules."""

from typing import Any

import falcon

from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.rules.check import Check
from entrypoints.workplace.rules.pages import PATH, PreviewPart, RuleDeed, RulePage, Rules, RulesDesk
from entrypoints.workplace.rules.use_cases import RuleUseCases


def routes(app: "falcon.App[Any, Any]", staff: StaffDesk, rules: RuleUseCases) -> None:
    desk = RulesDesk(staff, rules)
    page = RulePage(desk)
    app.add_route(PATH, Rules(desk))
    app.add_route(f"{PATH}/new", page)
    app.add_route(f"{PATH}/check", Check(desk))
    app.add_route(f"{PATH}/previews/{{preview:int(min=1)}}", PreviewPart(desk))
    app.add_route(f"{PATH}/{{rule:uuid}}", page)
    app.add_route(f"{PATH}/{{rule:uuid}}/{{deed}}", RuleDeed(desk))
