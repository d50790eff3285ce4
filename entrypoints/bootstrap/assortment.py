"""What a client sees, for his manager."""

from adapters.postgres.board import PostgresBoard, PostgresPricing
from adapters.postgres.catalogue import PostgresCatalogIndex
from adapters.postgres.clients import PostgresClients
from adapters.postgres.goods_sets import PostgresGoodsSets
from adapters.postgres.open_carts import PostgresClientContexts
from adapters.postgres.rule_board import PostgresRuleBoard
from application.queries.assortment import Assortments
from application.queries.client_view import ClientViewQuery
from entrypoints.bootstrap.parts import Parts
from entrypoints.bootstrap.search import goods_found


def client_view(parts: Parts) -> ClientViewQuery:
    """With shelves of its own: what managers look up must not push out the goods that buyers look at."""
    database = parts.database
    index, pricing = PostgresCatalogIndex(database), PostgresPricing(database)
    return ClientViewQuery(
        PostgresClients(database),
        PostgresClientContexts(database, parts.clock),
        index,
        PostgresBoard(database),
        pricing,
        Assortments(index, PostgresGoodsSets(database), pricing),
        PostgresRuleBoard(database),
        goods_found(parts),
    )
