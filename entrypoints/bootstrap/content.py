"""Documents of goods, advertising, requests for content."""

from adapters.files.content_kinds import content_kind
from adapters.files.xlsx import XlsxSheets
from adapters.postgres.board import PostgresBoard, PostgresPricing
from adapters.postgres.content.documents import PostgresPapers, begin_paper_work
from adapters.postgres.content.materials import PostgresMaterials, begin_material_work
from adapters.postgres.content.requests import PostgresContentRequests, begin_request_work
from application.content.documents import GoodsPaperQuery, PaperDesk, PapersQuery, SeesGoods
from application.content.files import ContentFiles
from application.content.materials import MaterialDesk, MaterialsQuery
from application.content.requests import AskContentHandler, OwnRequests, RequestDesk
from application.pricing.goods import Reading
from application.queries.seeing import GoodsSeen
from entrypoints.bootstrap.parts import Parts
from entrypoints.content.use_cases import MaterialUseCases, PaperUseCases, RequestUseCases


def content_files(parts: Parts) -> ContentFiles:
    return ContentFiles(parts.store("documents"), content_kind)


def sees_goods(parts: Parts) -> SeesGoods:
    database = parts.database
    return GoodsSeen(Reading(PostgresBoard(database), PostgresPricing(database)))


def paper_use_cases(parts: Parts) -> PaperUseCases:
    database, files = parts.database, content_files(parts)
    papers = PostgresPapers(database)
    desk = PaperDesk(lambda: begin_paper_work(database), papers, files, parts.ids)
    return PaperUseCases(
        page=PapersQuery(papers, parts.clock.today),
        one=desk.one,
        version=desk.version,
        add=desk.add,
        replace=desk.replace,
        change=desk.change,
        withdraw=desk.withdraw,
        bind=desk.bind,
        unbind=desk.unbind,
        of_goods=GoodsPaperQuery(sees_goods(parts), papers, files, parts.clock.today),
        sheets=XlsxSheets(),
    )


def material_use_cases(parts: Parts) -> MaterialUseCases:
    database, files = parts.database, content_files(parts)
    materials = PostgresMaterials(database)
    desk = MaterialDesk(lambda: begin_material_work(database), materials, files, parts.ids)
    own = MaterialsQuery(materials, files)
    return MaterialUseCases(desk.list, desk.file, desk.add, desk.withdraw, own.list, own.file)


def request_use_cases(parts: Parts) -> RequestUseCases:
    database, files, sees = parts.database, content_files(parts), sees_goods(parts)
    requests = PostgresContentRequests(database)
    own = OwnRequests(sees, requests, files)
    desk = RequestDesk(lambda: begin_request_work(database), requests, files)
    return RequestUseCases(AskContentHandler(sees, requests), own.list, own.file, desk.list, desk.file, desk.answer)
