"""What a proof tried and what it found."""

from collections import Counter
from typing import Any

from attrs import define, field

BAR = 50


@define
class Report:
    """Everything is counted; what breaks a law is also told. attempts: keys; orders: parts of accepted placings."""

    seed: int
    placing: str
    database: str = ""
    rounds: int = 0
    seconds: float = 0.0
    attempts: int = 0
    presses: int = 0
    accepted: int = 0
    orders: int = 0
    repeated: int = 0
    refused: Counter[str] = field(factory=Counter)
    unanswered: Counter[str] = field(factory=Counter)
    kills: Counter[str] = field(factory=Counter)
    terminated: Counter[str] = field(factory=Counter)
    expired: int = 0
    told: int = 0
    told_amid: int = 0
    told_beside_stopped: int = 0
    histogram: Counter[int] = field(factory=Counter)
    violations: list[tuple[str, str]] = field(factory=list)

    @property
    def killed(self) -> int:
        return self.kills.total()

    @property
    def killed_inside(self) -> int:
        """With a transaction open: after BEGIN was answered and before COMMIT was sent."""
        return sum(many for where, many in self.kills.items() if where.endswith((", inside", "commit_unsent")))

    @property
    def killed_at_commit(self) -> int:
        """COMMIT was next, on its way, or done and not yet told to the buyer."""
        return sum(many for where, many in self.kills.items() if "commit" in where)

    def violate(self, law: str, what: str) -> None:
        if (law, what) not in self.violations:
            self.violations.append((law, what))

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": not self.violations,
            "rounds": self.rounds,
            "seconds": round(self.seconds, 1),
            "rounds_per_second": round(self.rounds / self.seconds, 1) if self.seconds else 0,
            "seed": self.seed,
            "placing": self.placing,
            "database": self.database,
            "attempts": self.attempts,
            "presses": self.presses,
            "accepted": self.accepted,
            "orders": self.orders,
            "refused": dict(self.refused.most_common()),
            "repeats_answered_from_store": self.repeated,
            "unanswered": dict(self.unanswered.most_common()),
            "kills": {
                "total": self.killed,
                "inside_transaction": self.killed_inside,
                "at_commit": self.killed_at_commit,
                "by_place": dict(sorted(self.kills.items())),
                "backends_terminated": self.terminated.total(),
                "backends_by_state": dict(self.terminated),
            },
            "erp_messages": {
                "told": self.told,
                "amid_a_race": self.told_amid,
                "beside_a_stopped_process": self.told_beside_stopped,
            },
            "reservations_expired": self.expired,
            "accepted_per_round": {str(many): self.histogram[many] for many in sorted(self.histogram)},
            "violations": [{"law": law, "what": what} for law, what in self.violations],
        }

    def lines(self) -> list[str]:
        rate = self.rounds / self.seconds if self.seconds else 0
        found = [
            f"{self.rounds} rounds in {self.seconds:.1f} s ({rate:.1f} a second), seed {self.seed}",
            f"placing    {self.placing}",
            f"tried      {self.attempts} placings, {self.presses} presses of the button",
            f"accepted   {self.accepted} placings that made {self.orders} orders",
            *_list("refused", self.refused),
            f"repeats    {self.repeated} answered by the stored answer of their key",
            *_list("unanswered", self.unanswered),
            f"killed     {self.killed} processes: {self.killed_inside} inside a transaction, "
            f"{self.killed_at_commit} at its commit",
            *(f"             {many:6} {where}" for where, many in sorted(self.kills.items()) if many),
            f"terminated {self.terminated.total()} database sessions inside a transaction",
            f"ERP        {self.told} messages, {self.told_amid} amid a race, "
            f"{self.told_beside_stopped} beside a stopped process holding its locks",
            f"expired    {self.expired} reservations",
            "accepted in a round, and in how many rounds:",
            *_bars(self.histogram),
        ]
        if not self.violations:
            return [*found, "No violations."]
        told = [f"  {law}: {what}" for law, what in self.violations]
        return [*found, f"{len(self.violations)} VIOLATIONS; the database {self.database} is kept:", *told]


def _list(name: str, counted: Counter[str]) -> list[str]:
    rows = [f"             {many:6} {what}" for what, many in counted.most_common()]
    return [f"{name:10} {counted.total()}", *rows]


def _bars(histogram: Counter[int]) -> list[str]:
    longest = max(histogram.values(), default=1)
    return [
        f"  {many:3} {histogram[many]:6} {'#' * max(1, histogram[many] * BAR // longest)}" for many in sorted(histogram)
    ]
