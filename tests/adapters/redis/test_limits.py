"""Limits in a real Valkey, and without one."""

import time

from adapters.redis.limits import RedisLimits
from tests.consequences import closed_port


def test_a_window_lets_so_many_through_and_opens_again(redis_url: str) -> None:
    limits = RedisLimits.at(redis_url)

    assert [limits.allow("login:a", 3, 1) for _ in range(5)] == [True, True, True, False, False]
    assert limits.allow("login:b", 3, 1)
    time.sleep(1.1)
    assert limits.allow("login:a", 3, 1)


def test_success_forgets_the_attempts(redis_url: str) -> None:
    limits = RedisLimits.at(redis_url)
    assert [limits.allow("login:c", 1, 60) for _ in range(2)] == [True, False]

    limits.forget("login:c")

    assert limits.allow("login:c", 1, 60)


def test_without_a_store_everything_is_allowed() -> None:
    limits = RedisLimits.at(f"redis://127.0.0.1:{closed_port()}/0")
    assert all(limits.allow("login:a", 1, 60) for _ in range(3))
    limits.forget("login:a")
