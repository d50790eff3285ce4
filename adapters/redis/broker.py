"""The Dramatiq broker of our processes: what runs around every message."""

import ctypes
import gc
from typing import Any

from dramatiq import Broker, Middleware
from dramatiq.broker import MessageProxy
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Retries, ShutdownNotifications, TimeLimit

SECOND = 1000
DAY = 24 * 3600 * SECOND


def make_broker(url: str) -> RedisBroker:
    """`url` as redis://, rediss:// or unix://.

    Few quick repeats here for what passes by itself (a lock, a lost connection); the long ones are the outbox's.
    No age limit: a late message does nothing or what is still to be done.
    """
    retries = Retries(max_retries=3, min_backoff=SECOND, max_backoff=15 * SECOND)
    middleware = [
        TimeLimit(time_limit=120 * SECOND),
        ShutdownNotifications(notify_shutdown=False),
        retries,
        ReturnMemory(),
    ]
    return RedisBroker(url=url, middleware=middleware, dead_message_ttl=DAY)  # type: ignore[no-untyped-call]  # no types in Dramatiq


class ReturnMemory(Middleware):
    """Gives what a big job freed back to the system: an import or a long PDF must not stay the worker's size.

    Only after actors declared with `heavy=True`; where the C library has no malloc_trim (musl, macOS) nothing
    is done.
    """

    def __init__(self) -> None:
        self.trim = getattr(ctypes.CDLL(None), "malloc_trim", None)

    @property
    def actor_options(self) -> set[str]:
        return {"heavy"}

    def after_process_message(
        self,
        broker: Broker,
        message: MessageProxy,
        *,
        result: Any = None,
        exception: BaseException | None = None,
    ) -> None:
        if broker.get_actor(message.actor_name).options.get("heavy"):
            gc.collect()
            if self.trim is not None:
                self.trim(0)
