"""Documents of goods, advertising, requests for content."""

from adapters.files.content_kinds import content_kind
from adapters.files.xlsx import XlsxSheets
from adapters.postgres.board import PostgresBoard, PostgresPricing
from adapters.postgres.content.documents import PostgresPapers, begin_paper_work
from application.content.documents import GoodsPaperQuery, PaperDesk, PapersQuery, SeesGoods
from application.content.files import ContentFiles
from application.pricing.goods import Reading
from application.queries.seeing import GoodsSeen
from entrypoints.bootstrap.parts import Parts
from entrypoints.workplace.content.use_cases import PaperUseCases


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
