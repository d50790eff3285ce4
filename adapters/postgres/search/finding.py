"""Search over this database, put together."""

from adapters.postgres.database import Database
from adapters.postgres.search.lookup import PostgresGoodsLookup
from adapters.postgres.search.vocabulary import PostgresVocabulary
from application.search.find_goods import FindGoods


def goods_found(database: Database) -> FindGoods:
    """For those who look something up themselves: what they do not find is no news to the seller's editors."""
    return FindGoods(PostgresGoodsLookup(database), PostgresVocabulary(database))
