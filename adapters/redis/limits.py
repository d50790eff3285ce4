"""How often something may be tried: fixed windows, counted in Redis for all processes together."""

import redis
import structlog
from attrs import define, field

PREFIX = "optovik:limit:"

# INCR and EXPIRE in one step: a window whose end was never set would lock its owner out for ever.
COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count
"""


@define
class RedisLimits:
    """With Redis away everything is allowed, and said once: a login must not depend on the queue being there.

    `key` is stored as given: it holds no personal data in plain text if the caller hashes it.
    """

    client: redis.Redis
    _away: bool = field(default=False, init=False)

    @classmethod
    def at(cls, url: str) -> "RedisLimits":
        # A login waits for this answer, so it is not waited for long.
        return cls(redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5))

    def allow(self, key: str, limit: int, seconds: int) -> bool:
        """Whether this is at most the `limit`-th time since the window of `seconds` began."""
        try:
            count = self.client.eval(COUNT, 1, PREFIX + key, seconds * 1000)
        except redis.RedisError as error:
            if not self._away:
                structlog.get_logger().warning("limits.away", error=type(error).__name__)
            self._away = True
            return True
        self._away = False
        return int(count) <= limit

    def forget(self, key: str) -> None:
        """The attempts so far do not count: the right password was given."""
        try:
            self.client.delete(PREFIX + key)
        except redis.RedisError:
            self._away = True
