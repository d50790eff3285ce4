"""X3 with the job queue emptied, and with it away: whatever was to be done is done, for PostgreSQL remembers it."""

import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any
from uuid import UUID

import pytest
import redis
from attrs import define

from entrypoints.cli.parts import scheduler, worker
from entrypoints.embedded.home import Home
from entrypoints.embedded.process import Command, spawn, stop
from entrypoints.embedded.valkey import EmbeddedValkey
from entrypoints.settings import Settings
from tests.adapters.postgres.importing.exports import catalog, file, good, offer, package, prices, rest
from tests.capabilities import shows
from tests.servers import ROOT
from tests.shop import ERP, PASSWORD, Shop, environ, settings, settle

PATIENCE = 60.0
DOOR = "/bitrix/admin/1c_exchange.php"
# A delivery that was sent is sent again when its back-off has passed; nobody waits for that here.
TIME_PASSES = "UPDATE outbox_delivery SET next_at = now() WHERE done_at IS NULL"
OPEN = "SELECT outbox_id, consumer, attempts, error FROM outbox_delivery WHERE done_at IS NULL"


@define
class Installation:
    """The web application in this process, worker and scheduler as processes, and a queue that comes and goes."""

    shop: Shop
    valkey: EmbeddedValkey
    settings: Settings
    running: dict[str, tuple[Popen[bytes], Command]]

    def start(self, name: str) -> None:
        argv = {"worker": worker(self.settings), "scheduler": scheduler()}[name]
        log = self.settings.home / f"{name}.log"
        command = Command(argv, log, environ(self.settings), folder=ROOT)
        self.running[name] = (spawn(command), command)

    def stop(self, name: str) -> None:
        process, command = self.running.pop(name)
        stop(process, command.farewell, 20)

    def stop_all(self) -> None:
        for name in list(self.running)[::-1]:
            self.stop(name)

    def open_queue(self) -> None:
        self.valkey.prepare()
        command = self.valkey.command()
        process = spawn(command)
        self.running["queue"] = (process, command)
        self.valkey.await_ready(process)

    def waiting(self) -> int:
        """Messages in the queue."""
        client = redis.Redis.from_url(self.settings.redis_url)
        lists = [key for key in client.keys("dramatiq:*") if client.type(key) == b"list"]
        told = sum(client.llen(key) for key in lists)
        client.close()
        return told

    def empty_queue(self) -> None:
        client = redis.Redis.from_url(self.settings.redis_url)
        client.flushall()
        client.close()

    def await_that(self, come: Callable[[], bool], what: str, time_passes: bool = False) -> None:
        until = time.monotonic() + PATIENCE
        while not come():
            logs = [(self.settings.home / f"{name}.log") for name in ("worker", "scheduler")]
            tails = "\n".join(log.read_text()[-2000:] for log in logs if log.exists())
            assert time.monotonic() < until, f"{what}: {self.shop.rows(OPEN)}\n{tails}"
            if time_passes:
                self.shop.run(TIME_PASSES)
            time.sleep(0.3)

    def send(self, name: str, content: bytes) -> None:
        """As 1C does, up to the first question whether it is applied."""
        client = self.shop.client
        basic = {"Authorization": "Basic " + b64encode(f"{ERP}:{PASSWORD}".encode()).decode()}
        told = client.simulate_get(DOOR, query_string="type=catalog&mode=checkauth", headers=basic).text.split("\n")
        assert told[0] == "success", told
        cookie = {"Cookie": f"{told[1]}={told[2]}"}
        client.simulate_get(DOOR, query_string="type=catalog&mode=init", headers=cookie)
        query = f"type=catalog&filename={name}&mode="
        assert client.simulate_post(DOOR, query_string=f"{query}file", headers=cookie, body=content).text == "success"
        asked = client.simulate_get(DOOR, query_string=f"{query}import", headers=cookie).text
        assert asked.split("\n")[0] in ("progress", "success"), asked

    def is_applied(self, name: str) -> bool:
        return bool(self.shop.rows("SELECT FROM inbox_message WHERE name = %s AND state = 'applied'", name))

    def is_served(self, order: UUID) -> bool:
        """Everybody who had to hear of the order has heard of it."""
        mine = "SELECT id FROM outbox WHERE payload ->> 'order_id' = %s OR payload ->> 'document_id' = ANY(%s)"
        documents = [str(id) for (id,) in self.shop.rows("SELECT id FROM document WHERE order_id = %s", order)]
        events = [id for (id,) in self.shop.rows(mine, str(order), documents)]
        done = self.shop.rows(
            "SELECT consumer FROM outbox_delivery WHERE outbox_id = ANY(%s) AND done_at IS NOT NULL ORDER BY 1", events
        )
        return [consumer for (consumer,) in done] == ["invoice", "mail", "mail", "manager-mail", "onec"]

    def is_offered(self, order: UUID) -> bool:
        return bool(self.shop.rows("SELECT FROM order_offer WHERE order_id = %s AND connection_id = 1", order))


@pytest.fixture
def installed(postgres_url: str, tmp_path: Path) -> Iterator[Installation]:
    home = Home(tmp_path / "home")
    home.prepare()
    settle(postgres_url)
    valkey = EmbeddedValkey.at(home)
    made = settings(postgres_url, valkey.url, home.root, OPTOVIK_WORKER_THREADS="2", SMTP_URL="")
    shop = Shop.open(made)
    with ExitStack() as running:
        installation = Installation(shop, valkey, made, {})
        running.callback(shop.close)
        running.callback(installation.stop_all)
        yield installation


def an_export(goods: str) -> bytes:
    told = offer(goods, prices(t1=10), rest(w1=5))
    return file(catalog(good(goods)) + package(told, types=["t1"], warehouses=["w1"]))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def once(rows: Sequence[tuple[Any, ...]]) -> bool:
    return len(rows) == 1


@shows("M002", "M004", "M090", "M107")
def test_what_a_lost_queue_held_is_done_all_the_same(installed: Installation) -> None:
    shop, buyer = installed.shop, installed.shop.buyer(0)
    installed.open_queue()
    installed.start("scheduler")

    # The queue is emptied with everything in it and nobody at work yet.
    [order] = buyer.placed([(1, "1")], "before the flood")
    installed.send("first.xml", an_export("g1"))
    installed.await_that(lambda: installed.waiting() >= 4, "messages of the order and of the file are in the queue")
    installed.empty_queue()
    assert not installed.is_applied("first.xml")
    installed.start("worker")
    installed.await_that(lambda: installed.is_applied("first.xml"), "the file is applied")
    installed.await_that(lambda: installed.is_served(order), "the order is served", time_passes=True)
    assert once(shop.rows("SELECT FROM document WHERE order_id = %s AND kind = 'invoice'", order))
    assert installed.is_offered(order)

    # The queue is away while people log in and order, and 1C sends.
    installed.stop("queue")
    with within(5):
        signed = shop.client.simulate_post("/api/v1/session", json={"login": "prove-1", "password": PASSWORD})
    assert signed.status_code == 201, signed.text
    assert shop.client.simulate_get("/readyz").status_code == 200
    [late] = buyer.placed([(1, "2")], "amid the drought")
    installed.send("second.xml", an_export("g2"))
    installed.await_that(lambda: installed.is_offered(late), "the order is offered to 1C without the queue")
    assert not installed.is_applied("second.xml")
    assert not shop.rows("SELECT FROM document WHERE order_id = %s", late)

    # It comes back, empty; nobody was restarted.
    installed.open_queue()
    installed.empty_queue()
    installed.await_that(lambda: installed.is_applied("second.xml"), "the second file is applied")
    installed.await_that(lambda: installed.is_served(late), "the second order is served", time_passes=True)
    assert once(shop.rows("SELECT FROM document WHERE order_id = %s AND kind = 'invoice'", late))
    goods = shop.rows("SELECT erp_id FROM product WHERE erp_id IN ('g1', 'g2') ORDER BY 1")
    assert goods == [("g1",), ("g2",)]
    assert shop.one("SELECT count(*) FROM sales_order") == 2
