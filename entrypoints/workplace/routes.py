"""The pages of the manager and the administrator."""

from typing import Any

import falcon

from application.queries.journal import Journal, JournalEntryQuery, JournalPageQuery, OrderQueueQuery
from entrypoints.pages.rendering import Pages
from entrypoints.use_cases import PeopleUseCases
from entrypoints.workplace.clients import Client, Clients, Front
from entrypoints.workplace.desk import StaffDesk
from entrypoints.workplace.exchange import Exchange, Message
from entrypoints.workplace.orders import Order, Orders
from entrypoints.workplace.styleguide import Styleguide


def routes(
    app: "falcon.App[Any, Any]",
    use_cases: PeopleUseCases,
    pages: Pages,
    journal: Journal,
    *,
    is_development: bool = False,
) -> None:
    desk = StaffDesk(use_cases, pages)
    app.add_route("/manage", Front(desk))
    app.add_route("/manage/clients", Clients(desk))
    app.add_route("/manage/clients/{client:uuid}", Client(desk))
    app.add_route("/manage/orders", Orders(desk))
    app.add_route("/manage/orders/{order:uuid}", Order(desk))
    app.add_route("/manage/exchange", Exchange(desk, JournalPageQuery(journal), OrderQueueQuery(journal)))
    app.add_route("/manage/exchange/{message:int(min=1)}", Message(desk, JournalEntryQuery(journal)))
    if is_development:
        app.add_route("/manage/styleguide", Styleguide(pages))
