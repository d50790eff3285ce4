"""What the structure of the catalogue is edited with."""

from adapters.files.text_sheets import AnySheets
from adapters.onec.goods_writing import goods_document
from adapters.postgres.goods_files.files import PostgresGoodsFiles
from adapters.postgres.properties.book import PostgresPropertyBook, PostgresPropertyWorks
from adapters.postgres.structure.book import PostgresStructureBook
from adapters.postgres.structure.work import PostgresStructureWorks
from application.goods_files.load import GoodsFileDesk
from application.properties.desk import PropertyDesk
from application.structure.change import ChangeStructureHandler, PreviewStructureHandler
from application.structure.desk import StructureDeskQueries
from entrypoints.bootstrap.exchange import WakingQueue
from entrypoints.bootstrap.parts import Parts
from entrypoints.workplace.structure.use_cases import StructureUseCases


def structure_use_cases(parts: Parts) -> StructureUseCases:
    works = PostgresStructureWorks(parts.database)
    return StructureUseCases(
        queries=StructureDeskQueries(PostgresStructureBook(parts.database)),
        change=ChangeStructureHandler(works),
        preview=PreviewStructureHandler(works),
    )


def property_desk(parts: Parts) -> PropertyDesk:
    return PropertyDesk(PostgresPropertyBook(parts.database), PostgresPropertyWorks(parts.database))


def goods_file_desk(parts: Parts) -> GoodsFileDesk:
    queue = WakingQueue(parts)
    return GoodsFileDesk(
        PostgresGoodsFiles(parts.database), AnySheets().read, goods_document, queue.wake, parts.ids, parts.clock
    )
