"""The pages under the menu's entry «Content»: pictures."""

from typing import Any

import falcon

from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.media.pages import PATH, File, Kept, Media, Upload
from entrypoints.workplace.media.use_cases import MediaUseCases


def media_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, media: MediaUseCases) -> None:
    app.add_route(PATH, Media(staff, media))
    app.add_route(f"{PATH}/kept", Kept(staff, media))
    app.add_route(f"{PATH}/uploads/{{upload:uuid}}", Upload(staff, media))
    app.add_route(f"{PATH}/files/{{file:int(min=1)}}", File(staff, media))
