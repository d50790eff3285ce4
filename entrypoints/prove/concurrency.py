"""The proof: round after round, buyers race for the last unit and the last rouble while processes die."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import LiteralString

import psycopg
from attrs import define, field, frozen

from domain.shared.money import Money
from entrypoints.prove.buyers import (
    Crashed,
    Fill,
    Filled,
    Placed,
    Press,
    Refused,
    Reply,
    Sweep,
    Swept,
    Task,
    Unanswered,
)
from entrypoints.prove.checks import violations
from entrypoints.prove.crew import Crew, Stalled
from entrypoints.prove.erp import Erp
from entrypoints.prove.plan import Buying, Interruption, Plan, dice, plan
from entrypoints.prove.report import Report
from entrypoints.prove.world import named

KILL_FROM_OUTSIDE, TERMINATE = 0.15, 0.15

# A backend that stands inside a transaction of a buyer; which state it was in comes back with the deed.
SHOOT: LiteralString = """
SELECT a.state, pg_terminate_backend(a.pid) FROM (
    SELECT pid, state FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'optovik-prove' AND xact_start IS NOT NULL
      AND (state LIKE 'idle in transaction%' OR backend_xid IS NOT NULL)
    ORDER BY random() LIMIT 1) AS a
"""
AIMS = 40


@frozen
class Options:
    """racing: buyers in one round, at most. batch: rounds between two checks; `brief` ends at the first violation."""

    rounds: int = 1000
    buyers: int = 32
    processes: int = 8
    seed: int = 1
    placing: str = "real"
    racing: int = 10
    deadly: float = 1.0
    batch: int = 50
    brief: bool = False


@define
class Attempt:
    """One key: what was confirmed, and every answer that came for it."""

    key: str
    buying: Buying
    seen: Filled | None = None
    placed: Placed | None = None
    refused: list[Refused] = field(factory=list)


@define
class Proof:
    """Runs rounds against one database that is its own."""

    options: Options
    url: str
    erp: Erp
    report: Report
    crew: Crew
    attempts: dict[str, Attempt] = field(factory=dict)
    unsaved: list[tuple[int, Attempt]] = field(factory=list)
    now: int = 0

    def run(self, progress: Callable[[Report], None]) -> None:
        began, checked = time.monotonic(), 0
        try:
            for number in range(self.options.rounds):
                self.round(plan(self.options.seed, number, self.options.buyers, self.options.racing))
                self.report.rounds, self.report.seconds = number + 1, time.monotonic() - began
                if (number + 1) % self.options.batch == 0:
                    self.check(checked, number)
                    checked = number + 1
                    progress(self.report)
                    if self.report.violations and self.options.brief:
                        break
        except Stalled as stalled:
            self.report.violate("nobody is answered", str(stalled))
        self.crew.stop()
        self.check(0, self.now, whole=True)
        self.report.seconds = time.monotonic() - began

    def round(self, plan: Plan) -> None:
        self.now = plan.number
        self.erp.open(plan)
        self.attempts = {}
        fills = [Fill(self.start(plan, buying), buying.buyer, buying.wishes) for buying in plan.buying]
        self.crew.work(deque[Task](fills), self.hear)
        presses: list[Task] = []
        for attempt in list(self.attempts.values()):
            for tab in range(attempt.buying.tabs):
                presses += [self.press(attempt, tab)] * attempt.buying.presses
        presses += [Sweep(f"r{plan.number}-sweep{n}") for n in range(2 * plan.late)]
        dice(self.options.seed, plan.number, "presses").shuffle(presses)
        self.race(presses, plan.interruption)
        self.close()

    def start(self, plan: Plan, buying: Buying) -> str:
        key = f"r{plan.number}-b{buying.buyer}"
        self.attempts[key] = Attempt(key, buying)
        return key

    def press(self, attempt: Attempt, tab: int) -> Press:
        """A second tab shows the same cart and has a key of its own."""
        assert attempt.seen is not None
        key = attempt.key + "-tab" * tab
        self.attempts.setdefault(key, Attempt(key, attempt.buying, attempt.seen))
        return Press(key, attempt.buying.buyer, attempt.seen.cart_version, attempt.seen.totals)

    def race(self, presses: list[Task], interruption: Interruption | None) -> None:
        self.report.presses += sum(isinstance(task, Press) for task in presses)
        answers = 0

        def hear(reply: Reply) -> None:
            nonlocal answers
            self.hear(reply)
            answers += 1
            if interruption is not None and answers == interruption.after + 1:
                told.close()

        with ExitStack() as told:
            if interruption is not None:
                self.report.told_amid += 1
                if interruption.slow:
                    told.enter_context(self.erp.slowly(interruption.told, self.now))
                else:
                    told.callback(self.erp.tell, interruption.told, self.now)
            chances = ((KILL_FROM_OUTSIDE, self.crew.strike), (TERMINATE, self.shoot))
            deeds = [deed for chance, deed in chances if self.crew.luck.random() < chance * self.options.deadly]
            self.crew.work(deque(presses), hear, deeds)

    def hear(self, reply: Reply) -> None:
        if isinstance(reply, Swept):
            self.report.expired += reply.ended
            return
        if isinstance(reply, Unanswered | Crashed):
            self.worry(reply)
            return
        attempt = self.attempts[reply.key]
        if isinstance(reply, Filled):
            attempt.seen = reply
        elif isinstance(reply, Placed):
            self.report.repeated += reply.repeated
            if attempt.placed is not None and attempt.placed.orders != reply.orders:
                what = f"key {reply.key}: {attempt.placed.orders} and then {reply.orders}"
                self.report.violate("one key, two answers", what)
            attempt.placed = reply
        else:
            attempt.refused.append(reply)

    def worry(self, reply: Unanswered | Crashed) -> None:
        if isinstance(reply, Unanswered):
            self.report.unanswered[reply.why] += 1
            if reply.why == "LockNotAvailable" and self.erp.is_speaking:
                self.report.violate("an order waited for an import", f"key {reply.key}")
        else:
            self.report.violate("crashed", f"key {reply.key}: {reply.trace}")

    def shoot(self) -> None:
        """At whoever is inside a transaction: at one moment nobody may be, so it aims more than once."""
        for _ in range(0 if self.erp.is_speaking else AIMS):
            row = self.erp.connection.execute(SHOOT).fetchone()
            if row is not None and row[1]:
                self.report.terminated[row[0]] += 1
                return

    def speak_beside(self) -> None:
        """A process stands still with its locks: the ERP tells a message and must not wait for it."""
        if not self.erp.is_speaking:
            self.report.told_beside_stopped += 1
            self.erp.again(self.now)

    def close(self) -> None:
        placed = 0
        for attempt in self.attempts.values():
            self.report.attempts += 1
            if attempt.placed is not None:
                placed += 1
                self.report.orders += len(attempt.placed.orders)
                # Nobody else changed this buyer's cart: it is his own order that he is told of as a change.
                for refused in attempt.refused:
                    if "cart.changed" in refused.codes:
                        self.report.violate("a repeat was refused", f"key {attempt.key} was placed: {refused.codes}")
            else:
                self.report.refused.update({code for refused in attempt.refused for code in refused.codes})
            self.unsaved.append((self.now, attempt))
        self.report.accepted += placed
        self.report.histogram[placed] += 1

    def check(self, first: int, last: int, whole: bool = False) -> None:
        self.save()
        self.report.kills, self.report.told = self.crew.kills, self.erp.told
        for what in self.erp.waited:
            self.report.violate("an import waited", what)
        for law, what in violations(self.erp.connection, first, last, whole):
            self.report.violate(law, what)

    def save(self) -> None:
        """What the buyers know, for the checker to compare with."""
        with self.erp.connection.transaction(), self.erp.connection.cursor() as cursor:
            with cursor.copy("COPY prove.attempt FROM STDIN") as copy:
                for round, attempt in self.unsaved:
                    copy.write_row(_row(round, attempt))
            with cursor.copy("COPY prove.wish FROM STDIN") as copy:
                for _, attempt in self.unsaved:
                    for wish in attempt.buying.wishes:
                        copy.write_row((attempt.key, wish.variant, wish.packaging, wish.quantity))
        self.unsaved = []


def _row(round: int, attempt: Attempt) -> tuple[object, ...]:
    seen, placed = attempt.seen, attempt.placed
    confirmed = sum((money.amount for money in seen.totals), Money.zero().amount) if seen else None
    orders = [id for id, *_ in placed.orders] if placed else []
    user = named("buyer", attempt.buying.buyer)
    return attempt.key, round, user, seen and seen.cart_version, confirmed, placed is not None, orders, None, None


@contextmanager
def proof(options: Options, url: str) -> Iterator[Proof]:
    """Over a database that `build` has filled."""
    with psycopg.connect(url, autocommit=True) as connection:
        erp = Erp(connection)
        erp.prepare()
        crew = Crew(url, options.placing, options.processes, options.seed, options.deadly)
        made = Proof(options, url, erp, Report(options.seed, options.placing), crew)
        crew.on_stopped = made.speak_beside
        crew.start()
        try:
            yield made
        finally:
            crew.stop()
