"""Pages of the ERP's word on prices."""

from typing import Any

import falcon

from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.refinement.pages import PATH, Policies, Services
from entrypoints.workplace.refinement.use_cases import RefinementUseCases


def refinement_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, use_cases: RefinementUseCases) -> None:
    app.add_route(PATH, Services(staff, use_cases))
    app.add_route("/manage/clients/{client:uuid}/refinement", Policies(staff, use_cases))
