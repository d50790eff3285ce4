"""The pages of filling an order."""

from typing import Any

import falcon

from entrypoints.filling.cart_files import CartPrint, CartXlsx
from entrypoints.filling.drafts import DraftColumns, OneDraft
from entrypoints.filling.pages import OrderFile, OwnArticles, QuickOrder, Template
from entrypoints.filling.table import SectionTable
from entrypoints.filling.use_cases import FillingUseCases
from entrypoints.storefront.desk import Desk


def filling_routes(app: "falcon.App[Any, Any]", desk: Desk, filling: FillingUseCases) -> None:
    page = QuickOrder(desk, filling)
    app.add_route("/quick-order", page)
    app.add_route("/quick-order/file", OrderFile(page))
    app.add_route("/quick-order/template.xlsx", Template(desk, filling))
    app.add_route("/quick-order/articles", OwnArticles(desk, filling))
    app.add_route("/quick-order/drafts/{draft:uuid}", OneDraft(desk, filling))
    app.add_route("/quick-order/drafts/{draft:uuid}/columns", DraftColumns(desk, filling))
    app.add_route("/cart.xlsx", CartXlsx(desk, filling))
    app.add_route("/cart/print", CartPrint(desk, filling))
    app.add_route("/quick-order/table/{section:int(min=1)}", SectionTable(desk))
