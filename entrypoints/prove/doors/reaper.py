"""Who kills: nodes, workers, Redis, PostgreSQL and sessions of the database, at random moments of random rounds.

Half of the deaths of processes come blindly; before the others the reaper lies in wait for a transaction that has
written. Whether one was open is not guessed: the process is stopped (SIGSTOP), the database is asked for its sessions,
and only then it is killed.
"""

import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from queue import SimpleQueue
from random import Random
from threading import Thread
from typing import LiteralString

import psycopg
from attrs import define, field, frozen

from entrypoints.prove.doors.books import Books
from entrypoints.prove.doors.cpu import Meter
from entrypoints.prove.doors.machines import NAMED, Machines, Part

HUNTED = 0.65
AMBUSH, LOOK_EVERY = 0.4, 0.002
# Workers go on for a while when the race is over.
AFTERWARDS = 0.06

# A session inside an explicit transaction: it waits for its client's next statement, or runs one that is not its first.
OPEN: LiteralString = """
SELECT application_name, backend_xid IS NOT NULL FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE %s
  AND (state LIKE 'idle in transaction%%' OR (state = 'active' AND xact_start < query_start))
"""
SHOOT: LiteralString = """
SELECT a.application_name, pg_terminate_backend(a.pid), a.wrote FROM (
    SELECT application_name, pid, backend_xid IS NOT NULL AS wrote FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE %s
      AND (state LIKE 'idle in transaction%%' OR (state = 'active' AND xact_start < query_start))
    ORDER BY backend_xid IS NULL, random() LIMIT 1) AS a
"""


@frozen
class Demand:
    """How many of each must fall, and how many of all inside an open transaction."""

    processes: int
    redis: int
    postgres: int
    inside: int
    sessions: int = 0

    @classmethod
    def of(cls, rounds: int) -> "Demand":
        """1,000, 100, 50 and 300 for 10,000 rounds, and in proportion."""

        def share(of_all: int) -> int:
            return -(-of_all * rounds // 10_000)

        return cls(share(1000), share(100), share(50), share(300), share(100))


@frozen
class Kill:
    """at: seconds since the trial began. inside: a transaction of the victim was open; wrote: it had written."""

    at: float
    round: int
    kind: str
    victim: str
    inside: bool
    wrote: bool


@define
class Reaper:
    """One thread for the whole trial: the kernel ends a server when the thread that started it ends."""

    machines: Machines
    books: Books
    meter: Meter
    demand: Demand
    luck: Random
    kills: list[Kill] = field(factory=list)
    fates: dict[int, list[str]] = field(factory=dict)
    faults: list[BaseException] = field(factory=list)
    began: float = field(factory=time.monotonic)
    rounds: int = 0
    _over: float = float("inf")
    _deeds: "SimpleQueue[tuple[float, str, int] | None]" = field(factory=SimpleQueue)
    _done: "SimpleQueue[None]" = field(factory=SimpleQueue)
    _thread: Thread | None = None

    def start(self, rounds: int) -> None:
        self.rounds = rounds
        many = {"process": self.demand.processes, "session": self.demand.sessions}
        many |= {"redis": self.demand.redis} if self.machines.redis else {}
        many |= {"postgres": self.demand.postgres} if self.machines.postgres else {}
        for kind, count in many.items():
            for _ in range(count):
                # The last rounds are left for those who will wait in vain.
                self.fates.setdefault(self.luck.randrange(max(1, rounds * 9 // 10)), []).append(kind)
        self._thread = Thread(target=self._live, daemon=True)
        self._thread.start()

    def during(self, round: int, usual: float) -> Callable[[], None]:
        """The deeds of this round, somewhere in the time that a race usually takes; returns how to wait for them."""
        due = sorted((self.luck.uniform(0, usual), kind) for kind in self.fates.get(round, ()))
        now, self._over = time.monotonic(), float("inf")
        for after, kind in due:
            self._deeds.put((now + after, kind, round))

        def wait() -> None:
            self._over = time.monotonic() + AFTERWARDS
            for _ in due:
                self._done.get()

        return wait

    def stop(self) -> None:
        self._deeds.put(None)
        if self._thread is not None:
            self._thread.join(60)

    def _live(self) -> None:
        deeds: Mapping[str, Callable[[int], None]] = {
            "process": self._process, "session": self._session, "redis": self._redis, "postgres": self._postgres,
        }  # fmt: skip
        while (deed := self._deeds.get()) is not None:
            due, kind, round = deed
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                deeds[kind](round)
            except BaseException as fault:
                self.faults.append(fault)
            self._done.put(None)

    def _process(self, round: int) -> None:
        """A node of the web as often as a worker."""
        kind = self.luck.choice(("web", "worker"))
        parts = [part for part in self.machines.parts if part.role.kind == kind]
        part = self._ambush(parts) if self.luck.random() < HUNTED else self.luck.choice(parts)
        if part is None and self._is_put_off("process", round):
            return
        part = part or self.luck.choice(parts)
        part.send(signal.SIGSTOP)
        inside, wrote = self._inside(part)
        self.meter.look()
        part.send(signal.SIGKILL)
        self._note(round, kind, part.role.name, inside, wrote)
        self.machines.birth(part)

    def _is_put_off(self, kind: str, round: int) -> bool:
        """Whoever waited in vain tries again in the next round, as long as there is one."""
        if round + 1 < self.rounds:
            self.fates.setdefault(round + 1, []).append(kind)
        return round + 1 < self.rounds

    def _session(self, round: int) -> None:
        until = time.monotonic() + AMBUSH
        while not (shot := self._watched(SHOOT, f"{NAMED}w%")) and self._lies_in_wait(until):
            time.sleep(LOOK_EVERY)
        for row in shot:
            self._note(round, "session", str(row[0]), True, bool(row[2]))
        if not shot:
            self._is_put_off("session", round)

    def _redis(self, round: int) -> None:
        assert self.machines.redis is not None
        self.meter.look()
        self.machines.redis.kill()
        self._note(round, "redis", "redis", False, False)
        self.machines.redis.start()

    def _postgres(self, round: int) -> None:
        """While it dies, the node whose transaction is open stands still, so that it is certainly open."""
        assert self.machines.postgres is not None
        part = self._ambush([part for part in self.machines.parts if part.role.kind != "scheduler"])
        if part is None and self._is_put_off("postgres", round):
            return
        if part is not None:
            part.send(signal.SIGSTOP)
        inside, wrote = self._inside(part) if part is not None else (False, False)
        self.meter.look()
        self.machines.postgres.kill()
        self._note(round, "postgres", "postgres", inside, wrote)
        if part is not None:
            part.send(signal.SIGCONT)
        self.machines.postgres.start()

    def _ambush(self, parts: Sequence[Part]) -> Part | None:
        """The first that is seen in a transaction that has written."""
        until, by_session = time.monotonic() + AMBUSH, {part.session: part for part in parts}
        while self._lies_in_wait(until):
            found = [by_session[name] for name, wrote in self._open(f"{NAMED}%") if wrote and name in by_session]
            if found:
                return self.luck.choice(found)
            time.sleep(LOOK_EVERY)
        return None

    def _lies_in_wait(self, until: float) -> bool:
        """The trial waits for the deeds of its round, and nothing is left to be caught once the race is over."""
        return time.monotonic() < min(until, self._over)

    def _inside(self, part: Part) -> tuple[bool, bool]:
        found = self._open(part.session)
        return bool(found), any(wrote for _, wrote in found)

    def _open(self, sessions: str) -> list[tuple[str, bool]]:
        return [(str(name), bool(wrote)) for name, wrote in self._watched(OPEN, sessions)]

    def _watched(self, statement: LiteralString, sessions: str) -> list[tuple[object, ...]]:
        def look(connection: psycopg.Connection[tuple[object, ...]]) -> list[tuple[object, ...]]:
            return connection.execute(statement, [sessions]).fetchall()

        return self.books.asking(look)

    def _note(self, round: int, kind: str, victim: str, inside: bool, wrote: bool) -> None:
        self.kills.append(Kill(time.monotonic() - self.began, round, kind, victim, inside, wrote))

    def missing(self) -> list[str]:
        """Where fewer fell than were demanded."""
        fell = Counter("process" if kill.kind in ("web", "worker") else kill.kind for kill in self.kills)
        inside = sum(kill.inside for kill in self.kills)
        wanted = (
            ("processes of web and worker", fell["process"], self.demand.processes),
            ("kills of Redis", fell["redis"], self.demand.redis),
            ("kills of PostgreSQL", fell["postgres"], self.demand.postgres),
            ("sessions of the database", fell["session"], self.demand.sessions),
            ("of all inside an open transaction", inside, self.demand.inside),
        )
        return [f"{many} {what}, {least} were demanded" for what, many, least in wanted if many < least]
