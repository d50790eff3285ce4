"""Servers that somebody else keeps: asked before the work begins, so that their absence is a sentence."""

import psycopg
import redis

from entrypoints.trouble import Trouble

SECONDS = 5


def require_database(url: str) -> None:
    """Raises: Trouble when the PostgreSQL at DATABASE_URL does not answer."""
    try:
        psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:", 1), connect_timeout=SECONDS).close()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1]
        raise Trouble(f"The database does not answer: {reason}.", "Start it, or correct DATABASE_URL.") from None


def require_queue(url: str) -> None:
    """Raises: Trouble when the Redis or Valkey at REDIS_URL does not answer."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise Trouble(f"The job queue does not answer: {error}.", "Start it, or correct REDIS_URL.") from None
