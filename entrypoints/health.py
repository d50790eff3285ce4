"""Alive, ready, and the figures for Prometheus."""

from collections.abc import Callable, Mapping

import falcon
import msgspec
from attrs import frozen
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Check = Callable[[], bool]


@frozen
class Alive:
    """The process answers; nothing else is asked."""

    def on_get(self, _: falcon.Request, resp: falcon.Response) -> None:
        resp.content_type = falcon.MEDIA_TEXT
        resp.text = "alive"


@frozen
class Ready:
    """What a request needs: the database with its schema. The queue is told too, but its absence stops nobody."""

    needed: Mapping[str, Check]
    told: Mapping[str, Check]

    def on_get(self, _: falcon.Request, resp: falcon.Response) -> None:
        found = {name: check() for name, check in {**self.needed, **self.told}.items()}
        resp.status = falcon.HTTP_200 if all(found[name] for name in self.needed) else falcon.HTTP_503
        resp.data = msgspec.json.encode(found)
        resp.content_type = falcon.MEDIA_JSON


@frozen
class Metrics:
    def on_get(self, _: falcon.Request, resp: falcon.Response) -> None:
        resp.data = generate_latest()
        resp.content_type = CONTENT_TYPE_LATEST
