"""What the desk of prices is made of."""

from adapters.files.xlsx import XlsxSheets
from adapters.postgres.prices.individual import PostgresIndividualPrices
from adapters.postgres.prices.types import PostgresPriceTypes
from adapters.postgres.prices.uploads import PostgresUploads, PostgresUploadWorks
from adapters.postgres.prices.work import PostgresPriceWorks
from application.price_desk.change import ChangePriceHandler, EndPriceHandler, EnterPriceHandler
from application.price_desk.rows import PriceExportQuery, PriceHistoryQuery, PricePageQuery
from application.price_desk.steps import SetStepsHandler
from application.price_desk.types import GoodsHistoryQuery, SetPriceTypeHandler, TypeQuery, TypesQuery
from application.price_desk.uploads import ApplyUploadHandler, TakeUploadHandler, UploadQuery, UploadsQuery
from entrypoints.bootstrap.parts import Parts
from entrypoints.workplace.prices.use_cases import PriceUseCases


def price_use_cases(parts: Parts) -> PriceUseCases:
    database, ids = parts.database, parts.ids
    types, prices = PostgresPriceTypes(database), PostgresIndividualPrices(database)
    works, files, sheets = PostgresPriceWorks(database, ids), PostgresUploadWorks(database, ids), XlsxSheets()
    uploads = PostgresUploads(database)
    return PriceUseCases(
        types=TypesQuery(types),
        type=TypeQuery(types),
        goods=GoodsHistoryQuery(types),
        set_type=SetPriceTypeHandler(works),
        set_steps=SetStepsHandler(works),
        page=PricePageQuery(prices),
        history=PriceHistoryQuery(prices),
        export=PriceExportQuery(prices),
        enter=EnterPriceHandler(works),
        change=ChangePriceHandler(works),
        end=EndPriceHandler(works),
        take_upload=TakeUploadHandler(files, sheets, ids),
        apply_upload=ApplyUploadHandler(files),
        uploads=UploadsQuery(uploads),
        upload=UploadQuery(uploads),
        workbook=sheets.write,
    )
