"""The pages of price lists, of buyers and of their managers."""

from typing import Any

import falcon

from entrypoints.price_lists.buyer import Download, PriceLists
from entrypoints.price_lists.staff import AllPriceLists, ClientDownload, ClientPriceLists
from entrypoints.storefront.desk import Desk
from entrypoints.use_cases import PriceListUseCases
from entrypoints.workplace.desk import StaffDesk


def price_list_routes(app: "falcon.App[Any, Any]", desk: Desk, staff: StaffDesk, use_cases: PriceListUseCases) -> None:
    app.add_route("/price-lists", PriceLists(desk, use_cases))
    app.add_route("/price-lists/{price_list:uuid}", Download(use_cases))
    app.add_route("/manage/price-lists", AllPriceLists(staff, use_cases))
    app.add_route("/manage/price-lists/{price_list:uuid}", ClientDownload(staff, use_cases))
    app.add_route("/manage/clients/{client:uuid}/price-lists", ClientPriceLists(staff, use_cases))
