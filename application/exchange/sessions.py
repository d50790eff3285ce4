"""The end of a session of 1C, told or silent: what was left behind is put in line or thrown away."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from attrs import frozen

from application.exchange.finish_files import FinishOrders, FinishPictures
from application.exchange.ports import Inbox
from application.exchange.values import ConnectionId, ErpConnection, ErpSession

# A new login ends those of the same base that have been quiet for so long; two exchanges at once stay apart.
QUIET = timedelta(seconds=60)
SILENCE = timedelta(minutes=5)
ABANDONED = timedelta(hours=24)
UNANSWERED = timedelta(hours=2)


class QuietSessions(Protocol):
    def quiet(self, silence: timedelta, connection: ConnectionId | None = None) -> Sequence[ErpSession]:
        """Sessions with files in the making and nothing heard of for so long."""


class DeliveredOffers(Protocol):
    def offer_again(self, silence: timedelta) -> int: ...


@frozen
class EndSession:
    pictures: FinishPictures
    orders: FinishOrders

    def __call__(self, session: ErpSession) -> None:
        self.pictures(session)
        self.orders(session)


@frozen
class EndEarlier:
    """A new checkauth: earlier sessions of the base that nobody works at are over."""

    sessions: QuietSessions
    end: EndSession

    def __call__(self, connection: ErpConnection) -> None:
        for session in self.sessions.quiet(QUIET, connection.id):
            self.end(session)


@frozen
class SweepSessions:
    """By the clock: silent sessions end, broken-off files of abandoned ones go, unanswered orders are offered again."""

    sessions: QuietSessions
    end: EndSession
    inbox: Inbox
    offers: DeliveredOffers

    def __call__(self) -> int:
        silent = self.sessions.quiet(SILENCE)
        for session in silent:
            self.end(session)
        for session in self.sessions.quiet(ABANDONED):
            self.inbox.drop([message.id for message in self.inbox.receiving(session.id)])
        return len(silent) + self.offers.offer_again(UNANSWERED)
