"""PostgreSQL dies under load and comes back: for a moment a refusal that says when to come again; nothing is lost
or doubled.
"""

import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from attrs import define, field, frozen

from entrypoints.bootstrap import migrate
from entrypoints.cli.parts import web
from entrypoints.embedded.home import Home
from entrypoints.embedded.postgres import EmbeddedPostgres
from entrypoints.embedded.process import Command, spawn, stop
from entrypoints.http.visits import COOKIE, CSRF_HEADER
from entrypoints.prove.world import token
from tests.capabilities import shows
from tests.servers import ROOT, Servers
from tests.shop import CSRF, environ, settings, settle

PATIENCE = 60.0
# Of one cluster for one test; what it promises is kept: fsync stays on.
SMALL = {"shared_buffers": "32MB", "max_connections": "60"}
OUTAGES, OUTAGE, CALM = 2, 2.5, 3.0


@define
class Postgres:
    """A cluster that can be torn down as a power cut would, and started again on what is on its disk."""

    embedded: EmbeddedPostgres
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.embedded.prepare()
        self.process = spawn(self.embedded.command())
        self.embedded.await_ready(self.process)

    def tear_down(self) -> None:
        """pg_ctl stop -m immediate: no goodbye to anybody, no checkpoint."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(PATIENCE)

    def close(self) -> None:
        if self.process is not None:
            stop(self.process, signal.SIGINT, PATIENCE)


@frozen
class Heard:
    """An answer as the client got it; status 0: the connection broke."""

    at: float
    what: str
    status: int
    kind: str
    retry_after: str
    text: str


@define
class Load:
    """Threads that read pages and place orders. A key without an answer is repeated until there is one."""

    url: str
    stopping: Event = field(factory=Event)
    heard: list[Heard] = field(factory=list)
    placed: dict[str, list[str]] = field(factory=dict)
    pressed: list[tuple[int, str, dict[str, Any]]] = field(factory=list)
    faults: list[BaseException] = field(factory=list)
    lock: Lock = field(factory=Lock)
    threads: list[Thread] = field(factory=list)

    def start(self, readers: Sequence[int], buyers: Sequence[int]) -> None:
        made = [(self.read, who) for who in readers] + [(self.buy, who) for who in buyers]
        self.threads = [Thread(target=self.guarded, args=(work, who), daemon=True) for work, who in made]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(PATIENCE)
        assert not self.faults, self.faults
        assert not any(thread.is_alive() for thread in self.threads)

    def guarded(self, work: Any, who: int) -> None:
        try:
            with httpx.Client(
                base_url=self.url,
                cookies={COOKIE: token(who)},
                headers={CSRF_HEADER: CSRF},
                timeout=30,
                trust_env=False,
            ) as client:
                work(client, who)
        except BaseException as fault:
            self.faults.append(fault)

    def read(self, client: httpx.Client, _: int) -> None:
        paths = ("/api/v1/products", "/catalogue", "/api/v1/cart", "/api/v1/orders", "/goods/3", "/debts", "/readyz")
        while not self.stopping.is_set():
            for path in paths:
                self.ask(client, "GET", path)

    def buy(self, client: httpx.Client, who: int) -> None:
        while not self.stopping.is_set():
            cart = self.filled(client)
            if cart is None:
                continue
            key = str(uuid4())
            body = {"cart_version": cart["version"], "total_seen": cart["totals"], "comment": key}
            self.pressed.append((who, key, body))
            # On and on under one key, also when all is being stopped: an answer is owed.
            until = time.monotonic() + PATIENCE
            while (answer := self.press(client, key, body)) is None:
                assert time.monotonic() < until, f"{key} got no answer"
                time.sleep(0.1)
            assert answer.status_code in (200, 201), answer.text
            self.placed[key] = ids(answer)

    def filled(self, client: httpx.Client) -> dict[str, Any] | None:
        lines = {"lines": [{"variant": str(variant), "quantity": "1"} for variant in (1, 2, 5)]}
        changed = self.ask(client, "POST", "/api/v1/cart/lines", json=lines)
        cart = self.ask(client, "GET", "/api/v1/cart")
        if changed is None or cart is None or {changed.status_code, cart.status_code} != {200}:
            return None
        told: dict[str, Any] = cart.json()
        return told if told["lines"] else None

    def press(self, client: httpx.Client, key: str, body: dict[str, Any]) -> httpx.Response | None:
        answer = self.ask(client, "POST", "/api/v1/orders", json=body, headers={"Idempotency-Key": key})
        return None if answer is None or answer.status_code == 503 else answer

    def ask(self, client: httpx.Client, method: str, path: str, **more: Any) -> httpx.Response | None:
        began = time.monotonic()
        try:
            answer = client.request(method, path, **more)
        except httpx.HTTPError as broken:
            self.note(Heard(began, f"{method} {path}", 0, type(broken).__name__, "", str(broken)))
            return None
        told = answer.headers
        kind, after = told.get("Content-Type", ""), told.get("Retry-After", "")
        self.note(Heard(began, f"{method} {path}", answer.status_code, kind, after, answer.text[:300]))
        if answer.status_code >= 500:
            time.sleep(0.05)
        return answer

    def note(self, heard: Heard) -> None:
        with self.lock:
            self.heard.append(heard)

    def between(self, begin: float, end: float) -> Counter[int]:
        return Counter(one.status for one in self.heard if begin <= one.at <= end)


def ids(answer: httpx.Response) -> list[str]:
    return sorted(order["id"] for order in answer.json()["orders"])


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    home = Home(tmp_path / "cluster")
    home.prepare()
    made = Postgres(EmbeddedPostgres.at(home, overrides=SMALL))
    try:
        made.start()
        made.embedded.make_database()
        yield made
    finally:
        made.close()


@contextmanager
def portal(database_url: str, redis_url: str, home: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The real server on a port of its own. The process is the one that was started first, however long it lives."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    more = {"OPTOVIK_PORT": port, "OPTOVIK_WEB_WORKERS": "1", "OPTOVIK_WEB_THREADS": "6"}
    made = settings(database_url, redis_url, home, **more)
    command = Command(web(made), home / "web.log", environ(made), folder=ROOT)
    process = spawn(command)
    try:
        until = time.monotonic() + PATIENCE
        while not answers(f"http://127.0.0.1:{port}/readyz"):
            assert time.monotonic() < until, (home / "web.log").read_text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", process
    finally:
        stop(process, command.farewell, 20)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@shows("N01", "M001", "M107")
def test_a_database_that_is_torn_down_under_load_costs_nothing_but_a_moment(
    postgres: Postgres, servers: Servers, redis_url: str, tmp_path: Path
) -> None:
    url = postgres.embedded.url()
    migrate(settings(url, redis_url, tmp_path))
    settle(url)
    with portal(url, redis_url, tmp_path) as (address, process):
        load, outages = Load(address), []
        load.start(readers=(0, 1, 2), buyers=(3, 4, 5, 6))
        time.sleep(CALM)
        for _ in range(OUTAGES):
            down = time.monotonic()
            postgres.tear_down()
            dead = time.monotonic()
            time.sleep(OUTAGE)
            back = time.monotonic()
            postgres.start()
            up = time.monotonic()
            time.sleep(CALM)
            outages.append((down, dead, back, up))
        load.stop()
        log = (tmp_path / "web.log").read_text()

        wrong = [one for one in load.heard if one.status >= 500 and one.status != 503]
        assert not wrong, (wrong[:3], log[-3000:])
        assert not [one for one in load.heard if one.status == 0]
        refused = [one for one in load.heard if one.status == 503 and "readyz" not in one.what]
        assert {one.retry_after for one in refused} == {"2"}
        assert {one.kind for one in refused if "/api/" in one.what} == {"application/problem+json"}
        assert all('"server.busy"' in one.text for one in refused if "/api/" in one.what)
        for _, dead, back, up in outages:
            # Nothing of the database is answered while there is none; all is, soon after it is there again.
            during = [one for one in load.heard if dead + 0.1 <= one.at <= back]
            assert {one.status for one in during} == {503}
            after = load.between(up + 1.0, up + CALM - 0.5)
            assert after[200] > 10
            assert not after[503], after
        assert process.poll() is None

        check_orders(load, url)


def check_orders(load: Load, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute("SELECT comment, array_agg(id::text ORDER BY id::text) FROM sales_order GROUP BY 1")
        stored: dict[str, list[str]] = dict(rows.fetchall())
        halves = connection.execute(
            "SELECT o.id FROM sales_order o WHERE NOT EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id)"
            " OR NOT EXISTS (SELECT FROM outbox b WHERE b.payload ->> 'order_id' = o.id::text)"
        ).fetchall()
    assert len(load.placed) > 10
    assert stored == load.placed
    assert not halves
    # Whoever presses once more gets the same orders, and they stay as many.
    for who, key, body in load.pressed[-20:]:
        with httpx.Client(base_url=load.url, cookies={COOKIE: token(who)}, trust_env=False) as client:
            headers = {CSRF_HEADER: CSRF, "Idempotency-Key": key}
            again = client.post("/api/v1/orders", json=body, headers=headers)
        assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
        assert ids(again) == load.placed[key]
    assert len(load.pressed) == len(load.placed)
