"""Leads: the page where they are left, and the pages where they are answered."""

from typing import Any

import falcon

from application.leads.ask import AskLeadHandler
from application.leads.desk import LeadDesk
from entrypoints.storefront.desk import Desk
from entrypoints.storefront.lead import PATH as REQUEST
from entrypoints.storefront.lead import Lead
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.leads.pages import PATH, LeadPage, LeadsPage


def lead_routes(
    app: "falcon.App[Any, Any]", desk: Desk, staff: StaffDesk, ask: AskLeadHandler, leads: LeadDesk
) -> None:
    app.add_route(REQUEST, Lead(desk, ask))
    app.add_route(PATH, LeadsPage(staff, leads))
    app.add_route(PATH + "/{lead:uuid}", LeadPage(staff, leads))
