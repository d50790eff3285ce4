"""What filling an order is made of."""

from adapters.files.cart_sheet import CartWorkbook
from adapters.files.order_files import OrderFileReader
from adapters.files.order_template import OrderTemplate
from adapters.postgres.board import PostgresBoard, PostgresPricing
from adapters.postgres.filling.articles import PostgresArticles, PostgresClientSkus
from adapters.postgres.filling.drafts import PostgresDrafts, PostgresLayouts, begin_draft
from adapters.storage.folder import FolderMedia
from application.filling.cart_file import CartFileQuery
from application.filling.change_draft import AddDraft, DraftQuery, DraftsQuery, DropDraft, EditDraft
from application.filling.files import FileReading, MapColumns, PreviewDraft, ReadDraft, StartDraft, TakeFile
from application.filling.own_skus import ForgetOwnSkus, OwnSkusQuery
from application.filling.resolve import Resolver
from application.filling.stamps import Stamps
from application.filling.tidy import TidyDrafts
from application.pricing.goods import Reading
from entrypoints.bootstrap.parts import Parts
from entrypoints.filling.use_cases import FillingUseCases
from entrypoints.use_cases import PeopleUseCases


def resolver(parts: Parts, reading: Reading | None = None) -> Resolver:
    """`reading`: the one of the process, whose shelf is warm."""
    database = parts.database
    read = reading or Reading(PostgresBoard(database), PostgresPricing(database))
    return Resolver(PostgresArticles(database), PostgresClientSkus(database), read, stamps(parts))


def stamps(parts: Parts) -> Stamps:
    return Stamps.of(parts.settings.secret)


def order_files(parts: Parts) -> FolderMedia:
    return FolderMedia(parts.settings.media_root / "order-files")


def file_reading(parts: Parts) -> FileReading:
    return FileReading(OrderFileReader(), PostgresLayouts(parts.database))


def filling_use_cases(parts: Parts, people: PeopleUseCases) -> FillingUseCases:
    """Of the people's use cases come the resolver and the cart: their shelf of goods is warm."""
    drafts, own = PostgresDrafts(parts.database), PostgresClientSkus(parts.database)
    store, reading = order_files(parts), file_reading(parts)
    return FillingUseCases(
        start=StartDraft(drafts, parts.ids),
        take_file=TakeFile(drafts, store, reading, parts.ids),
        drafts=DraftsQuery(drafts),
        draft=DraftQuery(drafts, people.fill),
        preview=PreviewDraft(drafts, store, reading.files),
        map_columns=MapColumns(drafts, store, reading),
        edit=EditDraft(drafts),
        drop=DropDraft(drafts),
        add=AddDraft(drafts, people.fill, people.change_cart, own),
        own_skus=OwnSkusQuery(own),
        forget=ForgetOwnSkus(own),
        template=OrderTemplate(),
        cart_file=CartFileQuery(people.cart, stamps(parts), parts.clock),
        cart_sheet=CartWorkbook(parts.zone),
    )


def read_draft(parts: Parts) -> ReadDraft:
    return ReadDraft(lambda: begin_draft(parts.database), order_files(parts), file_reading(parts))


def tidy_drafts(parts: Parts) -> TidyDrafts:
    return TidyDrafts(PostgresDrafts(parts.database), order_files(parts))
