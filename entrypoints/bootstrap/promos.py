"""What the desk of promo codes is made of."""

from adapters.postgres.promo_desk import PostgresPromoBook, PostgresPromoWorks
from adapters.system.system import SystemTokens
from application.promo_desk.book import PromoPageQuery, PromoQuery
from application.promo_desk.change import (
    ChangePromoHandler,
    CreatePromoHandler,
    GeneratePromosHandler,
    SwitchPromoHandler,
)
from entrypoints.bootstrap.parts import Parts
from entrypoints.workplace.promo.use_cases import PromoUseCases


def promo_use_cases(parts: Parts) -> PromoUseCases:
    book, works = PostgresPromoBook(parts.database), PostgresPromoWorks(parts.database)
    return PromoUseCases(
        page=PromoPageQuery(book, parts.clock),
        card=PromoQuery(book, parts.clock),
        create=CreatePromoHandler(works, parts.ids),
        generate=GeneratePromosHandler(works, parts.ids, SystemTokens()),
        change=ChangePromoHandler(works),
        switch=SwitchPromoHandler(works),
    )
