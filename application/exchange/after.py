"""What follows each message of a connection: what waited for its goods, and what its figures contain by now."""

from collections.abc import Callable

from attrs import frozen

from application.exchange.contain import Contain
from application.exchange.ports import Connections, Streams
from application.exchange.values import ErpConnection, InboxMessage, Kind


def nowhere() -> int:
    """Where the portal has no sections of its own."""
    return 0


@frozen
class AfterMessage:
    """place_goods: what came is put into the portal's own sections."""

    retry_waiting: Callable[[ErpConnection], object]
    contain: Contain
    place_goods: Callable[[], object] = nowhere

    def __call__(self, connection: ErpConnection, message: InboxMessage) -> None:
        if message.kind is Kind.CATALOG:
            self.retry_waiting(connection)
        self.contain(connection)
        self.place_goods()


@frozen
class CatchUp:
    """By the clock, for every base: what a worker that died between a message and its consequences left undone."""

    connections: Connections
    streams: Streams
    retry_waiting: Callable[[ErpConnection], object]
    contain: Contain

    def __call__(self) -> int:
        """How many holds changed."""
        changed = 0
        for connection in self.connections.all():
            with self.streams.claim(connection.id) as mine:
                if mine:
                    self.retry_waiting(connection)
                    changed += self.contain(connection)
        return changed
