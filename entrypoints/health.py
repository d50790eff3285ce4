"""Alive, ready, and the figures for Prometheus."""

from collections.abc import Callable, Iterator, Mapping

import falcon
import msgspec
from attrs import field, frozen
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

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
    facts: Mapping[str, Callable[[], object]] = field(factory=dict)

    def on_get(self, _: falcon.Request, resp: falcon.Response) -> None:
        found = {name: check() for name, check in {**self.needed, **self.told}.items()}
        resp.status = falcon.HTTP_200 if all(found[name] for name in self.needed) else falcon.HTTP_503
        resp.data = msgspec.json.encode({**found, **{name: fact() for name, fact in self.facts.items()}})
        resp.content_type = falcon.MEDIA_JSON


@frozen
class Metrics:
    """What this process counted, and what `collectors` look up when they are asked."""

    collectors: CollectorRegistry

    def on_get(self, _: falcon.Request, resp: falcon.Response) -> None:
        resp.data = generate_latest() + generate_latest(self.collectors)
        resp.content_type = CONTENT_TYPE_LATEST


@frozen
class RateAgeGauge(Collector):
    """`ages` by currency, None where the database does not answer: the others are told all the same."""

    ages: Callable[[], Mapping[str, int] | None]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        told = "Days between the day of the currency's rate in force and the bank day; above 3 it is stale"
        gauge = GaugeMetricFamily("optovik_currency_rate_age_days", told, labels=["currency"])
        for currency, days in (self.ages() or {}).items():
            gauge.add_metric([currency], days)
        yield gauge
