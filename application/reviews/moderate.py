"""The seller's people read reviews: publish them, or refuse them with a reason that the author is told."""

from collections.abc import Sequence
from uuid import UUID

from attrs import frozen

from application.access.context import Visit
from application.queries.orders import readers
from application.reviews.ports import JudgingWorks, QueuedReview, Reviews
from application.shared.outbox import review_judged
from domain.access.permission import Permission
from domain.catalog.review import LONGEST_REASON, ReviewNotSound, ReviewState, plain_text

PAGE = 50


@frozen
class ReviewQueueQuery:
    reviews: Reviews

    def __call__(self, visit: Visit, state: ReviewState, offset: int = 0) -> tuple[Sequence[QueuedReview], int]:
        """A manager sees those of his own clients."""
        visit.authority.need(Permission.MODERATE_REVIEWS)
        return self.reviews.queue(readers(visit), state, offset, PAGE)


@frozen
class JudgeReview:
    works: JudgingWorks

    def __call__(self, visit: Visit, id: UUID, *, publish: bool, reason: str = "") -> None:
        """What is judged already may be judged otherwise; alike, nothing is done and nobody told twice.

        Raises NotFound; ReviewNotSound for a refusal without a reason.
        """
        visit.authority.need(Permission.MODERATE_REVIEWS)
        state = ReviewState.PUBLISHED if publish else ReviewState.REFUSED
        with self.works.begin() as work:
            product, former = work.lock(readers(visit), id)
            why = "" if publish else plain_text(reason, "reason", LONGEST_REASON)
            if not publish and not why:
                raise ReviewNotSound("reason", "missing")
            if former is state:
                return
            work.judge(id, state, why, visit.authority.user)
            work.rate(product, work.votes(product))
            work.record([review_judged(id)])
