"""Messages for the worker, sent by those who declare no actors: ids only."""

import redis
from attrs import frozen
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker

from application.shared.messages import QueueAway


@frozen
class RedisQueue:
    broker: RedisBroker

    def send(self, queue: str, actor: str, argument: int) -> None:
        """Raises: QueueAway."""
        message: Message[None] = Message(queue_name=queue, actor_name=actor, args=(argument,), kwargs={}, options={})
        try:
            self.broker.enqueue(message)
        except redis.RedisError:
            raise QueueAway from None
