"""The pages under the menu's entry «Promo codes»."""

from typing import Any

import falcon

from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.promo.pages import PATH, NewPromo, Promo, PromoDesk, Promos, SwitchPromo
from entrypoints.workplace.promo.use_cases import PromoUseCases


def promo_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, promos: PromoUseCases) -> None:
    desk = PromoDesk(staff, promos)
    app.add_route(PATH, Promos(desk))
    app.add_route(f"{PATH}/new", NewPromo(desk))
    app.add_route(f"{PATH}/{{promo:uuid}}", Promo(desk))
    app.add_route(f"{PATH}/{{promo:uuid}}/switch", SwitchPromo(desk))
