"""What feeds by key are made of."""

from adapters.files.feed import Feeds
from adapters.postgres.board import PostgresPricing
from adapters.postgres.catalogue import PostgresCatalogIndex
from adapters.postgres.database import Database
from adapters.postgres.feeds.keys import PostgresFeedKeys, PostgresFeedStates, PostgresFeedVisits
from adapters.postgres.price_history.books import PostgresPastBooks
from adapters.postgres.price_lists.reading import PostgresSectionsOf
from adapters.postgres.whole_board import PostgresWholeBoard
from adapters.redis.limits import RedisLimits
from adapters.system.system import SystemTokens
from application.feeds.keys import FeedKeysQuery, MakeKeyHandler, RevokeKey
from application.feeds.read import ReadFeed
from application.price_lists.make import Reading
from application.pricing.whole import WholeReading
from entrypoints.bootstrap.parts import Parts
from entrypoints.bootstrap.price_lists import assortments
from entrypoints.feeds.use_cases import FeedUseCases


def feed_use_cases(parts: Parts) -> FeedUseCases:
    """Whole lists are read from a small pool of their own: without a statement time-out, and never all threads'."""
    settings, keys = parts.settings, PostgresFeedKeys(parts.database)
    whole = Database(settings.database_replica_url or settings.database_url, 2, timeout=0)
    states = Database(settings.database_url, 2, timeout=0)
    reading = Reading(
        WholeReading(PostgresWholeBoard(whole), PostgresPricing(whole)), PostgresPastBooks(whole),
        PostgresCatalogIndex(whole), PostgresSectionsOf(whole), assortments(whole),
    )  # fmt: skip
    return FeedUseCases(
        make=MakeKeyHandler(keys, SystemTokens()),
        keys=FeedKeysQuery(keys),
        revoke=RevokeKey(keys),
        read=ReadFeed(
            PostgresFeedVisits(parts.database, parts.zone),
            reading,
            PostgresFeedStates(states),
            Feeds(parts.zone),
            RedisLimits.at(settings.redis_url),
        ),
    )
