"""The pages of assignments, of regional variants and of groups of users, under the menu's entry «Prices»."""

from typing import Any

import falcon

from entrypoints.workplace.assignments.groups import Group, Groups
from entrypoints.workplace.assignments.pages import (
    Assignment,
    AssignmentDesk,
    Assignments,
    ClientTypes,
    End,
    NewAssignment,
    Regional,
)
from entrypoints.workplace.assignments.use_cases import AssignmentUseCases
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.prices.desk import ASSIGNMENTS, GROUPS, TYPES


def assignment_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, use_cases: AssignmentUseCases) -> None:
    desk = AssignmentDesk(staff, use_cases)
    one, groups = Assignment(desk), Groups(desk)
    app.add_route(ASSIGNMENTS, Assignments(desk))
    app.add_route(f"{ASSIGNMENTS}/new", NewAssignment(desk))
    app.add_route(f"{ASSIGNMENTS}/{{assignment:uuid}}", one)
    app.add_route(f"{ASSIGNMENTS}/{{assignment:uuid}}/end", End(one))
    app.add_route(f"{TYPES}/{{kind:int(min=1)}}/regions", Regional(desk))
    app.add_route("/manage/clients/{client:uuid}/price-types", ClientTypes(desk))
    app.add_route(GROUPS, groups)
    app.add_route(f"{GROUPS}/{{group:uuid}}", Group(groups))
