"""Moments as people write them."""

from datetime import datetime, tzinfo

from attrs import frozen

from application.price_history.past import Moment
from application.shared.ports import Clock
from domain.pricing.travel import By, MomentInFuture, MomentInvalid


@frozen
class Moments:
    """zone: that of the business, for moments that name none."""

    clock: Clock
    zone: tzinfo

    def of(self, text: str, by: By = By.RECORDED) -> Moment:
        """Raises MomentInvalid, MomentInFuture."""
        # A plus that nobody escaped in an address has become a space.
        written = text.strip().replace(" ", "+" if "T" in text else "T")
        try:
            at = datetime.fromisoformat(written)
            at = at.replace(tzinfo=self.zone) if at.tzinfo is None else at
            local = at.astimezone(self.zone)
            moment = Moment(local, local.date(), by)
        except (ValueError, OverflowError):
            raise MomentInvalid(text[:40]) from None
        if moment.at > self.clock.now():
            raise MomentInFuture(moment.at)
        return moment

    def now(self) -> Moment:
        at = self.clock.now().astimezone(self.zone)
        return Moment(at, at.date())
