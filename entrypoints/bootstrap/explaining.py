"""What the manager's explanations of prices are made of."""

from adapters.postgres.clients import PostgresClients
from adapters.postgres.explanations import PostgresExplanations
from adapters.postgres.price_history.books import PostgresPastBooks
from adapters.postgres.price_history.changes import PostgresPriceHistory
from adapters.postgres.promo_codes import PostgresPromos
from application.explaining.client_price import ClientPriceQuery
from application.explaining.order_price import OrderPriceQuery
from application.price_history.moments import Moments
from entrypoints.bootstrap.parts import Parts


def explaining(parts: Parts) -> tuple[ClientPriceQuery, OrderPriceQuery]:
    database, moments = parts.database, Moments(parts.clock, parts.zone)
    books, history = PostgresPastBooks(database), PostgresPriceHistory(database)
    kept, promos = PostgresExplanations(database), PostgresPromos(database)
    return (
        ClientPriceQuery(PostgresClients(database), history, books, kept, promos, moments),
        OrderPriceQuery(books, history, kept, promos, moments),
    )
