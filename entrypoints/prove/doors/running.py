"""A trial of Optovik itself, put together: its machines, its books, the shop, the reaper."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from shutil import rmtree
from typing import LiteralString

from attrs import define, evolve

from entrypoints.bootstrap import migrate
from entrypoints.embedded.home import Home
from entrypoints.embedded.orphans import is_alive
from entrypoints.prove.databases import plain, require_empty
from entrypoints.prove.doors.books import Books
from entrypoints.prove.doors.cpu import Meter
from entrypoints.prove.doors.machines import Machines, Processes
from entrypoints.prove.doors.portal import Portal
from entrypoints.prove.doors.reaper import Demand, Reaper
from entrypoints.prove.doors.report import Report
from entrypoints.prove.doors.trial import Attempt, Options, Trial
from entrypoints.prove.plan import dice
from entrypoints.settings import Settings

ENDS: LiteralString = """
SELECT r.state, count(*) FROM reservation r GROUP BY 1
UNION ALL SELECT 'expired, told by the scheduler', count(*) FROM order_event WHERE kind = 'reservation.expired'
"""
LOOK_EVERY = 20


@define
class Ward:
    """Kills as the reaper does, and notes who died otherwise."""

    machines: Machines
    reaper: Reaper
    meter: Meter
    report: Report
    rounds: int = 0

    def during(self, round: int, usual: float) -> Callable[[], None]:
        return self.reaper.during(round, usual)

    def tend(self) -> None:
        self.rounds += 1
        if self.rounds % LOOK_EVERY == 0:
            self.meter.look()
        for part in self.machines.parts:
            if not is_alive(part.pid):
                self.report.died[part.role.name] += 1
                self.machines.birth(part)


@define
class Run:
    trial: Trial
    ward: Ward
    books: Books
    keep: bool = False

    def __call__(self, progress: Callable[[Report], None]) -> Report:
        report, reaper = self.trial.report, self.ward.reaper
        reaper.start(self.trial.options.rounds)
        try:
            self.trial.run(progress)
            report.cpu = self.ward.meter.spent()
            report.ends = dict(self.books.rows(ENDS))
        finally:
            # Servers that its thread has started end with it.
            reaper.stop()
        report.conclude([*reaper.missing(), *(f"the reaper: {fault!r}" for fault in reaper.faults)])
        return report


@contextmanager
def running(
    settings: Settings, processes: Processes, options: Options, demand: Demand, nodes: int = 2, keep: bool = False
) -> Iterator[Run]:
    """Everything in a folder of its own below OPTOVIK_HOME, with servers of its own where none are named."""
    home = Home(settings.home / "prove")
    home.prepare()
    named = [name for name, url in (("PostgreSQL", settings.database_url), ("Redis", settings.redis_url)) if url]
    with home.hold():
        own = evolve(settings, home=home.root, media_root=home.root / "media", cbr_url="off", smtp_url="")
        machines, run = Machines(home, own, processes, nodes), None
        try:
            machines.prepare()
            own = machines.settings
            if settings.database_url:
                require_empty(own.database_url)
            migrate(own)
            books = Books(plain(own.database_url))
            books.settle(options.buyers)
            machines.start()
            run = assembled(machines, books, options, demand, named)
            run.keep = keep
            yield run
        finally:
            machines.close()
            if run is None or not run.keep:
                for folder in ("postgres", "valkey", "media"):
                    rmtree(home.root / folder, ignore_errors=True)


def assembled(machines: Machines, books: Books, options: Options, demand: Demand, named: Sequence[str]) -> Run:
    if machines.postgres is None:
        demand = evolve(demand, postgres=0)
    if machines.redis is None:
        demand = evolve(demand, redis=0)
    given = f"; {' and '.join(named)} given, so not killed" if named else ""
    report = Report(options.seed, options.rounds, options.size, machines.of_nodes, f"own servers{given}", demand=demand)
    report.database = str(machines.settings.database_url)
    meter = Meter(machines)
    reaper = Reaper(machines, Books(books.url), meter, demand, dice(options.seed, "reaper"))
    report.kills = reaper.kills
    ward = Ward(machines, reaper, meter, report)
    shop = Portal.open(machines, books, options.seed)
    trial = Trial(options, shop, report, ward, lambda attempts: save(books, attempts))
    return Run(trial, ward, books)


def save(books: Books, attempts: Sequence[Attempt]) -> None:
    """What the clients know, for the checker to compare with."""
    rows, wishes = [], []
    for one in attempts:
        orders = [order.id for order in one.placed.orders] if one.placed else []
        user = books.user(one.buying.buyer)
        told = (one.seen.version, one.seen.total, one.placed is not None, orders, one.seen.cart, one.request or None)
        rows.append((one.key, one.round, user, *told))
        wishes += [(one.key, wish.variant, wish.packaging, wish.quantity) for wish in one.buying.wishes]
    books.save(rows, wishes)
