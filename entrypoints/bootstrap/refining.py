"""What asking the ERP for the prices of a cart is made of."""

from adapters.onec.quoting.service import OnecQuotes
from adapters.postgres.askings import PostgresAskings, PostgresSources
from adapters.postgres.database import Database
from adapters.postgres.refinement_desk import PostgresRefinementBooks
from application.ordering.cart_quotes import CartQuotes
from application.ordering.refining import Refining
from application.refinement_desk.desk import ContractPoliciesQuery, ServicesQuery, SetPolicyHandler, SetServiceHandler
from application.shared.ports import Clock, Ids
from entrypoints.bootstrap.parts import Parts
from entrypoints.workplace.refinement.use_cases import RefinementUseCases


def refining(database: Database, quotes: CartQuotes, clock: Clock, ids: Ids) -> Refining:
    return Refining(quotes, PostgresSources(database), OnecQuotes(), PostgresAskings(database), clock, ids)


def refinement_use_cases(parts: Parts) -> RefinementUseCases:
    books = PostgresRefinementBooks(parts.database)
    return RefinementUseCases(
        page=ServicesQuery(books),
        set_service=SetServiceHandler(books),
        policies=ContractPoliciesQuery(books),
        set_policy=SetPolicyHandler(books),
    )
