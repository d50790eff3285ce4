"""What filling an order is made of."""

from adapters.postgres.board import PostgresBoard, PostgresPricing
from adapters.postgres.filling.articles import PostgresArticles, PostgresClientSkus
from application.filling.resolve import Resolver
from application.filling.stamps import Stamps
from application.pricing.goods import Reading
from entrypoints.bootstrap.parts import Parts


def resolver(parts: Parts, reading: Reading | None = None) -> Resolver:
    """`reading`: the one of the process, whose shelf is warm."""
    database = parts.database
    read = reading or Reading(PostgresBoard(database), PostgresPricing(database))
    return Resolver(PostgresArticles(database), PostgresClientSkus(database), read, stamps(parts))


def stamps(parts: Parts) -> Stamps:
    return Stamps.of(parts.settings.secret)
