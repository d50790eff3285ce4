"""What asking the ERP for the prices of a cart is made of."""

from adapters.onec.quoting.service import OnecQuotes
from adapters.postgres.askings import PostgresAskings, PostgresSources
from adapters.postgres.database import Database
from application.ordering.cart_quotes import CartQuotes
from application.ordering.refining import Refining
from application.shared.ports import Clock, Ids


def refining(database: Database, quotes: CartQuotes, clock: Clock, ids: Ids) -> Refining:
    return Refining(quotes, PostgresSources(database), OnecQuotes(), PostgresAskings(database), clock, ids)
