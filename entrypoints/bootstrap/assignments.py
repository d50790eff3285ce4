"""What assignments of price types are made of."""

from adapters.postgres.board import PostgresPricing
from adapters.postgres.clients import PostgresClients
from adapters.postgres.prices.assigning import PostgresAssignmentWorks
from adapters.postgres.prices.assignments import PostgresAssignments
from adapters.postgres.prices.groups import PostgresGroups
from adapters.postgres.prices.types import PostgresPriceTypes
from adapters.postgres.rule_board import PostgresRuleBoard
from application.price_desk.assign import AssignHandler, ChangeAssignmentHandler, EndAssignmentHandler
from application.price_desk.assignments import (
    AssignmentPageQuery,
    AssignmentQuery,
    ClientChainsQuery,
    OwnersQuery,
)
from application.price_desk.groups import GroupsQuery, SetGroupHandler
from application.price_desk.regional import RegionalQuery, SetRegionalHandler
from application.price_desk.types import TypesQuery
from application.queries.clients import ClientQuery
from entrypoints.bootstrap.parts import Parts
from entrypoints.workplace.assignments.use_cases import AssignmentUseCases


def assignment_use_cases(parts: Parts) -> AssignmentUseCases:
    database, ids = parts.database, parts.ids
    works, rows = PostgresAssignmentWorks(database, ids), PostgresAssignments(database)
    goods, groups = PostgresRuleBoard(database), PostgresGroups(database)
    return AssignmentUseCases(
        page=AssignmentPageQuery(rows, goods),
        one=AssignmentQuery(rows, goods),
        owners=OwnersQuery(rows),
        choices=goods.choices,
        types=TypesQuery(PostgresPriceTypes(database)),
        assign=AssignHandler(works, goods, ids),
        change=ChangeAssignmentHandler(works, goods),
        end=EndAssignmentHandler(works),
        client=ClientQuery(PostgresClients(database)),
        chains=ClientChainsQuery(rows, PostgresPricing(database), parts.clock),
        regional=RegionalQuery(rows),
        set_regional=SetRegionalHandler(works),
        groups=GroupsQuery(groups),
        set_group=SetGroupHandler(groups, works, ids),
    )
