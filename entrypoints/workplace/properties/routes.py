"""The pages of properties, a tab beside the structure."""

from typing import Any

import falcon

from application.properties.desk import PropertyDesk
from entrypoints.workplace.properties.pages import PATH, Properties, Property, PropertyPages
from entrypoints.workplace.structure.pages import StructureDesk


def property_routes(app: "falcon.App[Any, Any]", desk: StructureDesk, properties: PropertyDesk) -> None:
    pages = PropertyPages(desk, properties)
    app.add_route(PATH, Properties(pages))
    app.add_route(f"{PATH}/{{property:int(min=1)}}", Property(pages))
