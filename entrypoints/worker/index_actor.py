"""The worker's part in the catalogue index."""

from collections.abc import Callable

from dramatiq import Broker, actor

from application.shared.messages import CATALOGUE

MINUTE = 60_000


def declare_index(broker: Broker, build: Callable[[], object]) -> None:
    # Only a wake-up: whoever takes it looks what was written since. The clock wakes again, so no retries.
    @actor(broker=broker, queue_name=CATALOGUE, max_retries=0, time_limit=30 * MINUTE, heavy=True)
    def build_index(_: int) -> None:
        build()
