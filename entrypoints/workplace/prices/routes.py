"""The pages under the menu's entry «Prices»."""

from typing import Any

import falcon

from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.prices.desk import INDIVIDUAL, TYPES, UPLOADS, PriceDesk
from entrypoints.workplace.prices.entering import NewPrice
from entrypoints.workplace.prices.individual import End, Export, Price, Prices, Template
from entrypoints.workplace.prices.types import Front, Goods, Steps, Type, Types
from entrypoints.workplace.prices.uploads import Apply, Upload, Uploads
from entrypoints.workplace.prices.use_cases import PriceUseCases


def price_routes(app: "falcon.App[Any, Any]", staff: StaffDesk, prices: PriceUseCases) -> None:
    desk = PriceDesk(staff, prices)
    price = Price(desk)
    app.add_route("/manage/prices", Front(desk))
    app.add_route(TYPES, Types(desk))
    kind = Type(desk)
    app.add_route(f"{TYPES}/{{kind:int(min=1)}}", kind)
    app.add_route(f"{TYPES}/{{kind:int(min=1)}}/steps", Steps(kind))
    app.add_route(f"{TYPES}/{{kind:int(min=1)}}/goods/{{variant:int(min=1)}}", Goods(desk))
    app.add_route(INDIVIDUAL, Prices(desk))
    app.add_route(f"{INDIVIDUAL}.xlsx", Export(desk))
    app.add_route(f"{INDIVIDUAL}/template.xlsx", Template(desk))
    app.add_route(f"{INDIVIDUAL}/new", NewPrice(desk))
    app.add_route(f"{INDIVIDUAL}/{{price:uuid}}", price)
    app.add_route(f"{INDIVIDUAL}/{{price:uuid}}/end", End(price))
    app.add_route(UPLOADS, Uploads(desk))
    app.add_route(f"{UPLOADS}/{{upload:uuid}}", Upload(desk))
    app.add_route(f"{UPLOADS}/{{upload:uuid}}/apply", Apply(desk))
