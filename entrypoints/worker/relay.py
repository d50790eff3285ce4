"""From the outbox to the worker: LISTEN, with polling behind it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Event as Flag
from typing import Protocol

import structlog
from attrs import define, field

from application.shared.messages import ACTORS, Queue, QueueAway

BATCH = 100
# A flag is looked at this often, so that a stop is obeyed within two seconds.
SLICE = 0.5


class DueDeliveries(Protocol):
    def claim(self, consumers: Collection[str], limit: int) -> Sequence[tuple[int, str]]:
        """Open deliveries that are due, as (outbox id, consumer); put off, so that a lost one is sent
        again.
        """

    def give_back(self, deliveries: Sequence[tuple[int, str]]) -> None:
        """They could not be sent: due at once."""


class News(Protocol):
    def listen(self) -> None: ...

    def wait(self, seconds: float) -> bool:
        """Early and True when there is something."""

    def close(self) -> None: ...


@define
class Relay:
    """`inside`: consumers wholly in PostgreSQL, run here and now, whatever the queue is like."""

    due: DueDeliveries
    news: News
    queue: Queue
    inside: Mapping[str, Callable[[int], None]]
    poll: float = 3.0
    _trouble: str = field(default="", init=False)

    def run(self, stop: Flag) -> None:
        """Until `stop` is set. Survives the absence of the queue and of the database; each is logged once."""
        while not stop.is_set():
            try:
                self.news.listen()
                if self.once():
                    self._well()
                self._rest(stop)
            except Exception as error:
                self._tell("relay.database-away", type(error).__name__)
                stop.wait(SLICE * 2)
        self.news.close()

    def once(self) -> bool:
        """Send all that is due; False when the queue is away, and its deliveries stay open."""
        while claimed := self.due.claim(list(self.inside), BATCH):
            for outbox_id, consumer in claimed:
                self._consume(outbox_id, consumer)
        while claimed := self.due.claim(list(ACTORS), BATCH):
            for place, (outbox_id, consumer) in enumerate(claimed):
                try:
                    self.queue.send(*ACTORS[consumer], outbox_id)
                except QueueAway:
                    self.due.give_back(claimed[place:])
                    self._tell("relay.queue-away", QueueAway.__name__)
                    return False
        return True

    def _consume(self, outbox_id: int, consumer: str) -> None:
        try:
            self.inside[consumer](outbox_id)
        except Exception as error:
            # Noted beside the delivery by the consumer itself; the others go on.
            facts = {"outbox_id": outbox_id, "consumer": consumer, "error": type(error).__name__}
            structlog.get_logger().error("relay.refused", **facts)

    def _rest(self, stop: Flag) -> None:
        """Until something was recorded or the poll is due."""
        waited = 0.0
        while waited < self.poll and not stop.is_set() and not self.news.wait(SLICE):
            waited += SLICE

    def _tell(self, event: str, error: str) -> None:
        if self._trouble != event:
            structlog.get_logger().warning(event, error=error)
        self._trouble = event

    def _well(self) -> None:
        if self._trouble:
            structlog.get_logger().info("relay.well-again", after=self._trouble)
        self._trouble = ""
