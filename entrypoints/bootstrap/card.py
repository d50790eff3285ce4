"""What stands around a card is made of."""

from adapters.files.xlsx import XlsxSheets
from adapters.postgres.around import PostgresAroundCards
from adapters.postgres.board import PostgresBoard, PostgresPricing
from adapters.postgres.catalogue import PostgresCatalogIndex
from adapters.postgres.favourites import PostgresCompared, PostgresFavourites
from adapters.postgres.goods_sets import PostgresGoodsSets
from adapters.postgres.labels import PostgresLabelBook, PostgresLabelSets, PostgresLabelWorks
from adapters.postgres.link_desk import PostgresLinkBook, PostgresLinkWorks
from adapters.postgres.properties.book import PostgresPropertySettings
from adapters.postgres.properties.listed import PostgresListedProperties
from adapters.postgres.reviews import PostgresJudgingWorks, PostgresReviews
from adapters.postgres.showcase import PostgresCardTexts, PostgresLinks, PostgresMarks, PostgresProductSheets
from adapters.postgres.watches import PostgresDueWatches, PostgresWatches
from adapters.system.system import SystemTokens
from application.around.card import AroundQuery
from application.card_texts.texts import CardTextsQuery, SaveCardText
from application.comparing.compare import AddToComparison, ComparisonQuery, RemoveFromComparison
from application.favourites.keep import ChangeFavourites, KeepFavourite, RemoveFavourites
from application.favourites.query import FavouritesQuery
from application.labels.bind import LabelsQuery, RemoveLabel, SaveLabel
from application.labels.filtering import LabelFilter
from application.labels.marks import MarksQuery
from application.labels.novelties import NoveltiesQuery
from application.pricing.goods import Reading
from application.queries.assortment import Assortments
from application.related.link import AddLinkRule, LinksQuery, RemoveLinkRule, SaveLinks, TakeLinksFile
from application.related.related import RelatedQuery
from application.reviews.moderate import JudgeReview, ReviewQueueQuery
from application.reviews.write import OwnReviewsQuery, WriteReview
from application.watching.look import LookAtWatches
from application.watching.watch import EndWatches, StartWatchHandler, WatchesQuery
from entrypoints.bootstrap.indexing import Index
from entrypoints.bootstrap.parts import Parts
from entrypoints.storefront.card.use_cases import (
    CardUseCases,
    ComparisonUseCases,
    FavouriteUseCases,
    ReviewUseCases,
    WatchUseCases,
)
from entrypoints.workplace.showcase.use_cases import ShowcaseUseCases


def showcase_use_cases(parts: Parts) -> ShowcaseUseCases:
    database = parts.database
    labels, links, texts = PostgresLabelWorks(database), PostgresLinkWorks(database), PostgresCardTexts(database)
    return ShowcaseUseCases(
        LabelsQuery(PostgresLabelBook(database)),
        SaveLabel(labels, parts.ids),
        RemoveLabel(labels),
        LinksQuery(PostgresLinkBook(database)),
        SaveLinks(links),
        TakeLinksFile(links, XlsxSheets()),
        AddLinkRule(links, parts.ids),
        RemoveLinkRule(links),
        CardTextsQuery(texts),
        SaveCardText(texts),
        ReviewQueueQuery(PostgresReviews(database)),
        JudgeReview(PostgresJudgingWorks(database)),
    )


def look_at_watches(parts: Parts) -> LookAtWatches:
    database = parts.database
    reading = Reading(PostgresBoard(database), PostgresPricing(database))
    return LookAtWatches(PostgresDueWatches(database, parts.zone, parts.ids), reading, parts.clock)


def card_use_cases(parts: Parts, index: Index | None = None) -> CardUseCases:
    """index: of a web process, which has its new editions."""
    database = parts.database
    pricing = PostgresPricing(database)
    reading = Reading(PostgresBoard(database), pricing)
    assortments = Assortments(PostgresCatalogIndex(database), PostgresGoodsSets(database), pricing)
    related = RelatedQuery(PostgresLinks(database), reading)
    reviews, watches = PostgresReviews(database), PostgresWatches(database)
    properties = PostgresPropertySettings(database)
    if index is not None:
        index.editions.beside.append(properties.in_lists)
    kept, compared, sheets = PostgresFavourites(database), PostgresCompared(database), PostgresProductSheets(database)
    return CardUseCases(
        marks=MarksQuery(PostgresMarks(database)),
        related=related,
        novelties=NoveltiesQuery(LabelFilter(PostgresLabelSets(database), reading), reading, assortments),
        around=AroundQuery(PostgresAroundCards(database), parts.clock.today, parts.settings.turn_frames),
        related_to=related.of_card,
        favourites=FavouriteUseCases(
            rows=FavouritesQuery(kept, reading, related),
            keep=KeepFavourite(kept, reading),
            change=ChangeFavourites(kept),
            remove=RemoveFavourites(kept),
        ),
        comparison=ComparisonUseCases(
            show=ComparisonQuery(compared, sheets, reading, assortments),
            add=AddToComparison(compared, sheets, reading, assortments),
            remove=RemoveFromComparison(compared),
            sheets=XlsxSheets(),
        ),
        watches=WatchUseCases(
            rows=WatchesQuery(watches, reading),
            start=StartWatchHandler(watches, reading, parts.ids, SystemTokens()),
            end=EndWatches(watches),
            is_known=watches.is_known,
            end_all=watches.end,
        ),
        listed=PostgresListedProperties(database, properties),
        reviews=ReviewUseCases(
            write=WriteReview(reviews, reading, parts.ids),
            own=OwnReviewsQuery(reviews, reading),
        ),
    )
