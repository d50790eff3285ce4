"""What a trial over HTTP tried, what was killed when, and what was found."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from threading import Lock
from typing import Any

from attrs import define, field

from entrypoints.prove.doors.reaper import Demand, Kill

# Upper ends of the bars of the latencies, in milliseconds.
BARS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
BAR = 40
# So many kills are told one by one; more are counted by the minute.
ONE_BY_ONE = 150


@define
class Report:
    """Everything is counted; what breaks a law is also told. failures: why the run proves less than was asked."""

    seed: int
    asked: int
    size: int
    nodes: int = 2
    servers: str = ""
    database: str = ""
    rounds: int = 0
    seconds: float = 0.0
    presses: int = 0
    accepted: int = 0
    orders: int = 0
    kinds: Counter[str] = field(factory=Counter)
    left_out: dict[str, list[str]] = field(factory=dict)
    answers: Counter[str] = field(factory=Counter)
    unanswered: Counter[str] = field(factory=Counter)
    amid: Counter[str] = field(factory=Counter)
    latencies: list[int] = field(factory=lambda: [0] * (len(BARS) + 1))
    slowest: float = 0.0
    histogram: Counter[int] = field(factory=Counter)
    demand: Demand | None = None
    kills: list[Kill] = field(factory=list)
    died: Counter[str] = field(factory=Counter)
    ends: dict[str, int] = field(factory=dict)
    cpu: dict[str, float] = field(factory=dict)
    violations: list[tuple[str, str]] = field(factory=list)
    failures: list[str] = field(factory=list)
    lock: Lock = field(factory=Lock)

    @property
    def holds(self) -> bool:
        return not self.violations and not self.failures

    @property
    def fell(self) -> Counter[str]:
        return Counter(kill.kind for kill in self.kills)

    @property
    def inside(self) -> Counter[str]:
        return Counter(kill.kind for kill in self.kills if kill.inside)

    def violate(self, law: str, what: str) -> None:
        with self.lock:
            if (law, what) not in self.violations:
                self.violations.append((law, what))

    def pressed(self) -> None:
        with self.lock:
            self.presses += 1

    def not_answered(self, why: str) -> None:
        with self.lock:
            self.unanswered[why] += 1

    def took(self, seconds: float) -> None:
        """From the first time that a key was sent until its answer."""
        with self.lock:
            self.latencies[bisect_left(BARS, seconds * 1000)] += 1
            self.slowest = max(self.slowest, seconds)

    def conclude(self, missing: Sequence[str]) -> None:
        self.failures += missing
        if self.rounds < self.asked:
            self.failures.append(f"{self.rounds} rounds were played, {self.asked} were asked for")

    def to_json(self) -> dict[str, Any]:
        demand = self.demand
        return {
            "ok": self.holds,
            "rounds": self.rounds,
            "seconds": round(self.seconds, 1),
            "rounds_per_minute": round(60 * self.rounds / self.seconds, 1) if self.seconds else 0,
            "orders_at_once": self.size,
            "seed": self.seed,
            "servers": self.servers,
            "database": self.database,
            "kinds_of_rounds": dict(self.kinds),
            "left_out": self.left_out,
            "presses": self.presses,
            "accepted": self.accepted,
            "orders": self.orders,
            "answers": dict(self.answers.most_common()),
            "unanswered": dict(self.unanswered.most_common()),
            "told_amid_a_race": dict(self.amid),
            "latencies_ms": {name: many for name, many in zip(bars(), self.latencies, strict=True) if many},
            "slowest_ms": round(self.slowest * 1000),
            "accepted_per_round": {str(many): self.histogram[many] for many in sorted(self.histogram)},
            "kills": {
                "by_kind": dict(self.fell),
                "inside_open_transaction": self.inside.total(),
                "inside_by_kind": dict(self.inside),
                "inside_one_that_had_written": sum(kill.wrote for kill in self.kills),
                "demanded": None if demand is None else {
                    "web_and_worker": demand.processes, "redis": demand.redis, "postgres": demand.postgres,
                    "inside_open_transaction": demand.inside,
                },
                "died_by_themselves": dict(self.died),
                "list": [
                    {"at": round(k.at, 1), "round": k.round, "kind": k.kind, "victim": k.victim, "inside": k.inside,
                     "wrote": k.wrote}
                    for k in self.kills
                ],
            },
            "reservations": self.ends,
            "cpu_seconds": {name: round(seconds, 1) for name, seconds in sorted(self.cpu.items())},
            "violations": [{"law": law, "what": what} for law, what in self.violations],
            "failures": self.failures,
        }  # fmt: skip


def bars() -> list[str]:
    return [*(f"≤ {bar}" for bar in BARS), f"> {BARS[-1]}"]


def drawn(many: int, longest: int) -> str:
    return "█" * (max(1, many * BAR // longest) if many else 0)
