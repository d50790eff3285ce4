"""The pages of the manager and the administrator."""

from collections.abc import Callable
from typing import Any

import falcon

from application.access.context import Visit
from application.queries.index_state import IndexState
from application.queries.journal import Journal, JournalEntryQuery, JournalPageQuery, OrderQueueQuery
from entrypoints.pages.rendering import Pages
from entrypoints.use_cases import PeopleUseCases, RateUseCases
from entrypoints.workplace.clients import Client, Clients, Front
from entrypoints.workplace.desk import StaffDesk, no_news
from entrypoints.workplace.exchange import Exchange, Message
from entrypoints.workplace.orders import Order, Orders
from entrypoints.workplace.rates import History, HistoryFile, Rates, SetMarkup, TakeNow
from entrypoints.workplace.styleguide import Styleguide


def routes(
    app: "falcon.App[Any, Any]",
    use_cases: PeopleUseCases,
    pages: Pages,
    journal: Journal,
    rates: RateUseCases,
    new_groups: Callable[[Visit], int] = no_news,
    *,
    index: Callable[[Visit], IndexState] | None = None,
    is_development: bool = False,
) -> None:
    desk = StaffDesk(use_cases, pages, rates.alarms, new_groups)
    app.add_route("/manage", Front(desk))
    app.add_route("/manage/clients", Clients(desk))
    app.add_route("/manage/clients/{client:uuid}", Client(desk))
    app.add_route("/manage/orders", Orders(desk))
    app.add_route("/manage/orders/{order:uuid}", Order(desk))
    app.add_route("/manage/exchange", Exchange(desk, JournalPageQuery(journal), OrderQueueQuery(journal), index))
    app.add_route("/manage/exchange/{message:int(min=1)}", Message(desk, JournalEntryQuery(journal)))
    front = Rates(desk, rates)
    app.add_route("/manage/rates", front)
    app.add_route("/manage/rates/take", TakeNow(front))
    app.add_route("/manage/rates/markup", SetMarkup(front))
    app.add_route("/manage/rates/{currency}", History(desk, rates))
    app.add_route("/manage/rates/{currency}/history.csv", HistoryFile(desk, rates))
    if is_development:
        app.add_route("/manage/styleguide", Styleguide(pages))
