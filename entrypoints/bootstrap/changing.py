"""Orders changed after placing."""

from adapters.postgres.changing.requests import PostgresChangeRequests
from adapters.postgres.changing.work import PostgresChanges
from application.changing.change_order import ChangeOrderHandler, ChangesQuery
from application.changing.close_request import CloseRequestHandler
from entrypoints.bootstrap.parts import Parts
from entrypoints.changing.use_cases import ChangeUseCases


def change_use_cases(parts: Parts) -> ChangeUseCases:
    works = PostgresChanges(parts.database, parts.ids)
    query = ChangesQuery(works.begin, PostgresChangeRequests(parts.database))
    return ChangeUseCases(query, query.preview, ChangeOrderHandler(works.begin), CloseRequestHandler(works.begin))
