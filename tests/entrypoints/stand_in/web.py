"""Ready when its database and its queue answer."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
import redis


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    psycopg.connect(os.environ["DATABASE_URL"]).close()
    redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode()]
