"""The API over the small trade, and a client that keeps its cookie and sends its token."""

from typing import Any
from uuid import UUID

import falcon.testing
from attrs import define, field, frozen

from application.access.context import Visit
from application.access.sign_in import SignInHandler
from application.ordering.cart_quotes import CartQuotes
from application.ordering.change_cart import ChangeCartHandler
from application.ordering.name_promo import NamePromoHandler
from application.ordering.place_order import PlaceOrderHandler
from application.ordering.ports import Consignee
from application.ordering.refine_prices import AcceptPricesHandler, RefinePricesHandler
from application.ordering.switch_context import SwitchContextHandler
from application.pricing.goods import Reading
from application.queries.assortment import Assortments
from application.queries.cart_line import CartLineExplanationQuery
from application.queries.catalogue import CataloguePageQuery
from application.queries.clients import ClientRow, ClientsPage
from application.queries.debts import Debts, DebtsQuery
from application.queries.orders import DocumentQuery, OrderQuery, OrdersQuery, StoredDocument
from application.queries.price_explanation import PriceExplanationQuery
from application.queries.product_card import ProductCardQuery, ProductText
from domain.shared.ids import CounterpartyId, HoldingId, ProductId
from entrypoints.api.routes import routes
from entrypoints.http.access_log import no_log
from entrypoints.http.app import App, new_app
from entrypoints.use_cases import PeopleUseCases
from tests.builders import NOON, TODAY
from tests.http.api.book import Book
from tests.http.api.trade import Person, Trade
from tests.known_articles import resolver_over
from tests.known_askings import refining
from tests.no_sets import NoSets
from tests.past import nothing_kept
from tests.searching import searching
from tests.whole import orders_over

V1 = "/api/v1"


def a_trade() -> Trade:
    people = (
        Person("anna"),
        Person("head", roles=("head",)),
        Person("accountant", roles=("accountant",)),
        Person("stranger", company="ИП Ветров"),
        Person("english", language="en"),
        Person("manager", roles=("administrator",), is_staff=True),
        Person("blocked", status="blocked"),
    )
    return Trade({person.login: person for person in people})


class TheClock:
    def now(self) -> Any:
        return NOON

    def today(self) -> Any:
        return TODAY


@frozen
class TheTokens:
    new: Any


@frozen
class TheTexts:
    trade: Trade

    def of(self, product: ProductId) -> ProductText:
        return self.trade.text(product)


@frozen
class TheDebts:
    book: Book

    def of(self, counterparty: CounterpartyId, holding: HoldingId | None, today: Any) -> Debts:
        return self.book.debts(counterparty, holding, today)


@frozen
class TheConsignees:
    trade: Trade

    def of(self, counterparty: CounterpartyId) -> Any:
        return self.trade.consignees_of(counterparty)


def no_clients(visit: Visit, text: str, offset: int, limit: int) -> ClientsPage:
    raise NotImplementedError


def no_client(visit: Visit, client: UUID) -> ClientRow:
    raise NotImplementedError


def use_cases(trade: Trade) -> PeopleUseCases:
    made, clock, book, promos = trade.made, TheClock(), Book(trade), trade.promos
    reading, consignees = Reading(trade, trade), TheConsignees(trade)
    quotes = CartQuotes(trade, reading, promos, trade.askings, clock)
    asking = refining(quotes, trade.askings, trade.erp, clock, TheTokens(made.id))
    everything = Assortments(trade, NoSets(), trade)
    naming = NamePromoHandler(trade, promos, quotes, trade)
    switch = SwitchContextHandler(trade, trade, quotes)
    document = DocumentQuery(book)

    def document_of(visit: Visit, id: UUID) -> tuple[StoredDocument, bytes]:
        return document(visit, id), b"%PDF"

    def consignees_of(visit: Visit) -> tuple[Consignee, ...]:
        return tuple(consignees.of(visit.buyer().party.id))

    return PeopleUseCases(
        visit=trade.of,
        sign_in=SignInHandler(trade, trade, trade, trade, TheTokens(made.token), clock),
        sign_out=trade.end,
        choices=switch.choices,
        switch=switch,
        tree=lambda visit: trade.tree(visit.catalogue_version),
        page=CataloguePageQuery(
            trade, reading, orders_over(trade, trade, clock), everything, searching(trade)
        ),
        product=ProductCardQuery(TheTexts(trade), reading, everything),
        explain=PriceExplanationQuery(reading),
        explain_in_cart=CartLineExplanationQuery(quotes),
        past_price=nothing_kept(PriceExplanationQuery(reading)),
        cart=quotes,
        change_cart=ChangeCartHandler(trade, reading, quotes),
        fill=resolver_over(reading, lambda: trade.rows),
        name_promo=naming,
        remove_promo=naming.remove,
        consignees=consignees_of,
        refine_prices=RefinePricesHandler(quotes, asking, trade),
        accept_prices=AcceptPricesHandler(quotes, trade.askings, clock),
        place_order=PlaceOrderHandler(quotes, asking, trade, consignees, trade.begin, clock, TheTokens(made.id)),
        orders=OrdersQuery(book),
        order=OrderQuery(book),
        document=document_of,
        debts=DebtsQuery(TheDebts(book)),
        clients=no_clients,
        client=no_client,
        picture=lambda key: None,
    )


def an_app(trade: Trade, **settings: Any) -> App:
    made = use_cases(trade)
    app = new_app(made.visit, log=settings.pop("log", no_log), **settings)
    routes(app, made)
    return app


@define
class Client:
    """Somebody at the API. `csrf` is sent with every change."""

    http: falcon.testing.TestClient
    token: str = ""
    csrf: str = ""
    headers: dict[str, str] = field(factory=dict)

    @classmethod
    def of(cls, app: App) -> "Client":
        return cls(falcon.testing.TestClient(app))

    def sign_in(self, login: str) -> "Client":
        answer = self.post("/session", {"login": login, "password": "right"})
        assert answer.status_code == 201, answer.text
        self.token, self.csrf = answer.cookies["optovik_session"].value, answer.json["csrf"]
        return self

    def get(self, path: str, **params: Any) -> falcon.testing.Result:
        return self.ask("GET", path, params=params)

    def post(self, path: str, body: Any, **headers: str) -> falcon.testing.Result:
        return self.ask("POST", path, json=body, headers=headers)

    def put(self, path: str, body: Any) -> falcon.testing.Result:
        return self.ask("PUT", path, json=body)

    def delete(self, path: str, **params: Any) -> falcon.testing.Result:
        return self.ask("DELETE", path, params=params)

    def ask(self, method: str, path: str, **how: Any) -> falcon.testing.Result:
        headers = self.headers | how.pop("headers", {})
        if self.token:
            headers["Cookie"] = f"optovik_session={self.token}"
        if self.csrf and method != "GET":
            headers.setdefault("X-CSRF-Token", self.csrf)
        return self.http.simulate_request(method, V1 + path, headers=headers, **how)

    def fill(self, **quantities: str) -> dict[str, Any]:
        """Lines by variant, as `v1="3"`; the answer is the cart."""
        lines = [{"variant": variant[1:], "quantity": quantity} for variant, quantity in quantities.items()]
        assert self.post("/cart/lines", {"lines": lines}).status_code == 200
        found: dict[str, Any] = self.get("/cart").json
        return found

    def place(self, cart: dict[str, Any], key: str = "key-1", **more: Any) -> falcon.testing.Result:
        body = {"cart_version": cart["version"], "total_seen": cart["totals"], **more}
        return self.post("/orders", body, **{"Idempotency-Key": key})
