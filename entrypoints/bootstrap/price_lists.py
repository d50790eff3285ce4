"""What price lists are made of."""

from datetime import timedelta

from adapters.files.price_list import PriceListSheets
from adapters.files.price_list_yml import YmlPriceLists
from adapters.pdf.price_lists import TypstPriceLists
from adapters.postgres.board import PostgresPricing
from adapters.postgres.catalogue import PostgresCatalogIndex
from adapters.postgres.clients import PostgresClients
from adapters.postgres.database import Database
from adapters.postgres.goods_sets import PostgresGoodsSets
from adapters.postgres.price_history.books import PostgresPastBooks
from adapters.postgres.price_lists.files import (
    PostgresOldPriceLists,
    PostgresPriceLists,
    PostgresProgress,
    begin_price_list,
)
from adapters.postgres.price_lists.reading import PostgresListVisits, PostgresSectionsOf
from adapters.postgres.whole_board import PostgresWholeBoard
from adapters.storage.folder import FolderMedia
from adapters.storage.s3 import S3Media
from application.price_history.moments import Moments
from application.price_lists.ask import AskPriceListHandler
from application.price_lists.look import (
    ClientPriceListsQuery,
    DownloadQuery,
    IssuedQuery,
    PriceListsQuery,
)
from application.price_lists.make import MakePriceList, Reading
from application.price_lists.ports import SheetsByFormat
from application.price_lists.tidy import TidyPriceLists
from application.price_lists.values import Format
from application.pricing.whole import WholeReading
from application.queries.assortment import Assortments
from entrypoints.bootstrap.filling import stamps
from entrypoints.bootstrap.parts import Parts
from entrypoints.use_cases import PriceListUseCases


def files(parts: Parts) -> FolderMedia | S3Media:
    return parts.store("price-lists")


def assortments(database: Database) -> Assortments:
    return Assortments(PostgresCatalogIndex(database), PostgresGoodsSets(database), PostgresPricing(database))


def sheets(parts: Parts) -> SheetsByFormat:
    tables = PriceListSheets(parts.zone, stamps(parts))
    return SheetsByFormat({
        Format.XLSX: tables, Format.CSV: tables, Format.PDF: TypstPriceLists(parts.zone),
        Format.YML: YmlPriceLists(parts.zone),
    })  # fmt: skip


def price_list_use_cases(parts: Parts) -> PriceListUseCases:
    lists, clients = PostgresPriceLists(parts.database, parts.zone), PostgresClients(parts.database)
    database = parts.database
    own = assortments(database)
    return PriceListUseCases(
        ask=AskPriceListHandler(lists, own.tree, clients, Moments(parts.clock, parts.zone)),
        lists=PriceListsQuery(lists),
        of_client=ClientPriceListsQuery(lists, clients),
        download=DownloadQuery(lists, files(parts)),
        issued=IssuedQuery(lists),
    )


def make_price_list(parts: Parts) -> MakePriceList:
    """`parts` has a database without a statement time-out: a whole list reads whole tables."""
    database, settings = parts.database, parts.settings
    kept = timedelta(days=settings.price_list_days)
    # Rights and the work itself are of the primary; what the lines are made of may be read beside it.
    read = Database(settings.database_replica_url, 4, timeout=0) if settings.database_replica_url else database
    whole = WholeReading(PostgresWholeBoard(read), PostgresPricing(read))
    return MakePriceList(
        lambda: begin_price_list(database, parts.zone, kept),
        PostgresListVisits(database, parts.zone),
        Reading(
            whole, PostgresPastBooks(read), PostgresCatalogIndex(read), PostgresSectionsOf(read), assortments(read)
        ),
        sheets(parts),
        files(parts),
        PostgresProgress(database),
        parts.zone,
    )


def tidy_price_lists(parts: Parts) -> TidyPriceLists:
    return TidyPriceLists(PostgresOldPriceLists(parts.database), files(parts))
