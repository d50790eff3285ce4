"""The pages under the menu's entry «Structure»."""

from typing import Any

import falcon

from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.structure.pages import (
    HISTORY,
    PATH,
    RULES,
    SHELF,
    History,
    Rules,
    Shelf,
    StructureDesk,
    Tree,
)
from entrypoints.workplace.structure.use_cases import StructureUseCases


def structure_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, use_cases: StructureUseCases) -> StructureDesk:
    """The desk that the tabs beside them share."""
    desk = StructureDesk(staff, use_cases)
    app.add_route(PATH, Tree(desk))
    app.add_route(RULES, Rules(desk))
    app.add_route(SHELF, Shelf(desk))
    app.add_route(HISTORY, History(desk))
    return desk
