"""A portal that keeps nothing of the past, for doors whose tests do not ask for it."""

from datetime import UTC, date, datetime

from attrs import frozen

from application.price_history.moments import Moments
from application.price_history.own import PastPriceQuery
from application.price_history.past import Asked, Moment, Past
from application.queries.orders import Readers
from application.queries.price_explanation import PriceExplanationQuery
from domain.pricing.travel import BeforeTheRecords


@frozen
class NothingKept:
    def of(self, whose: Readers, asked: Asked, moment: Moment) -> Past:
        raise BeforeTheRecords(moment.at, moment.at)


@frozen
class Wall:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().date()


def nothing_kept(explain: PriceExplanationQuery) -> PastPriceQuery:
    return PastPriceQuery(explain, NothingKept(), Moments(Wall(), UTC))
