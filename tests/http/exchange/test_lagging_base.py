"""A03: stock beside a 1C that delays, reorders, repeats and loses, whenever it reserves and whatever its clock says.

Never is more available than the snapshot in force leaves after all that it cannot contain; and after the next whole
export of orders and stock exactly that is available.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from adapters.postgres.database import Database
from simulators.onec.ledger.orders import ASSEMBLED, CANCELLED, FINAL, PARTLY, find, lines_of, unreserve
from simulators.onec.ledger.store import register
from simulators.onec.switches import Switches
from simulators.onec.twin import COMMERCEML, PACKETS
from tests.capabilities import shows
from tests.http.exchange.conftest import emptied
from tests.http.exchange.lagging import World, a_world

GOODS = 12
QUANTITIES = st.integers(1, 6).map(Decimal)
FAULTS = st.fixed_dictionaries(
    {},
    optional={
        "duplicate": st.booleans(),
        "reorder": st.booleans(),
        "delay_orders": st.integers(0, 2),
        "lose": st.sampled_from([0, 2, 3]),
        "no_success": st.booleans(),
    },
)


class Lagging(RuleBasedStateMachine):
    """Each example takes goods of its own, counted anew in 1C; what went before stays in the books of both."""

    turns = count()

    def __init__(self, world: World, goods: list[str]) -> None:
        super().__init__()
        self.world, self.twin = world, world.twin
        self.offer = goods[next(self.turns) % len(goods)]
        self.mine: list[str] = []

    @initialize(free=st.integers(2, 12).map(Decimal), ahead=st.sampled_from([-3600, 0, 3600]))
    def begin(self, free: Decimal, ahead: int) -> None:
        self.world.clock.ahead = max(self.world.clock.ahead, timedelta(seconds=ahead))
        self.twin.switches = self.twin.post.switches = Switches()
        self.world.set_free(self.offer, free)
        self.exchange()

    def exchange(self) -> None:
        report = self.twin.run_cycle()
        assert report["ok"], report

    @rule()
    def exchange_a_cycle(self) -> None:
        self.exchange()

    @rule(quantity=QUANTITIES)
    def order(self, quantity: Decimal) -> None:
        number = self.world.place(self.offer, quantity)
        if number is not None:
            self.mine.append(number)

    @rule(told=FAULTS)
    def break_something(self, told: dict[str, int | bool]) -> None:
        self.twin.switches.turn(told)

    @rule(by=QUANTITIES)
    def receive_goods(self, by: Decimal) -> None:
        self.world.move(self.offer, by)
        self.world.clock()

    @rule(by=QUANTITIES)
    def sell_in_the_erp(self, by: Decimal) -> None:
        """A base silent of reserves by line is trusted to reserve whole: it sells nobody what our orders wait for, and
        tells at once of what it sold, or we would sell the same.
        """
        free = self.twin.store.free(self.offer)[self.world.warehouse]
        if self.twin.by_line:
            self.world.move(self.offer, -max(Decimal(0), min(by, free)))
            self.world.clock()
        elif not self.hides():
            waiting = sum((one.uncontained for one in self.world.holds(self.offer)), Decimal(0))
            self.world.move(self.offer, -max(Decimal(0), min(by, free - waiting)))
            self.exchange()

    def taken(self, *but: str) -> list[str]:
        rows = [find(self.twin.store.db, number) for number in self.mine]
        return [row["number"] for row in rows if row is not None and row["state"] not in (*FINAL, *but)]

    @precondition(lambda self: self.taken(ASSEMBLED, PARTLY))
    @rule(data=st.data())
    def assemble(self, data: st.DataObject) -> None:
        self.twin.move(data.draw(st.sampled_from(self.taken(ASSEMBLED, PARTLY))), ASSEMBLED)
        self.world.clock()

    @precondition(lambda self: self.taken())
    @rule(data=st.data(), part=QUANTITIES)
    def ship(self, data: st.DataObject, part: Decimal) -> None:
        number = data.draw(st.sampled_from(self.taken()))
        (line,) = lines_of(self.twin.store.db, number)
        free = self.twin.store.free(self.offer)[self.world.warehouse]
        if part <= line.reserved + max(free, Decimal(0)):
            self.twin.ship(number, {1: part})
            self.world.clock()

    @precondition(lambda self: self.taken())
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.twin.move(data.draw(st.sampled_from(self.taken())), CANCELLED)
        self.world.clock()

    @precondition(lambda self: self.twin.by_line and self.taken() and not self.hides())
    @rule(data=st.data(), part=QUANTITIES)
    def give_a_reserve_to_others(self, data: st.DataObject, part: Decimal) -> None:
        """Told before the stock that it frees, as the exchange demands; no receiver could know it otherwise."""
        with self.twin.store.work() as db:
            unreserve(db, data.draw(st.sampled_from(self.taken())), 1, part)
        self.exchange()

    def hides(self) -> bool:
        return bool(self.twin.switches.delay_orders or self.twin.switches.lose)

    @precondition(lambda self: self.mine)
    @rule(data=st.data())
    def expire(self, data: st.DataObject) -> None:
        """An order without its reserve still goes to 1C and may find less there than it wants: only a base that tells
        its reserves by line can say so.
        """
        number = data.draw(st.sampled_from(self.mine))
        if self.twin.by_line or find(self.twin.store.db, number) is not None:
            self.world.expire(number)

    @invariant()
    def never_too_much(self) -> None:
        held = self.world.free(self.offer) - self.world.available(self.offer)
        assert held >= self.world.owed(self.offer)

    def teardown(self) -> None:
        """The nightly export of everything: orders, then stock surely later than they."""
        self.twin.switches = self.twin.post.switches = Switches()
        self.exchange()
        for _ in range(2):
            self.world.clock.ahead += timedelta(seconds=10)
            with self.twin.store.work() as db:
                for row in db.execute("SELECT number FROM orders").fetchall():
                    register(db, "order", row["number"])
                register(db, "stock", self.offer)
            self.exchange()
        held = self.world.free(self.offer) - self.world.available(self.offer)
        assert held == self.world.owed(self.offer)


@contextmanager
def a_lagging_base(url: str, folder: Path, reserves_at: str, by_line: bool, stock_by: str) -> Iterator[type[Lagging]]:
    database = Database(url, size=1)
    emptied(database)
    database.close()
    with a_world(url, folder, reserves_at, by_line=by_line, stock_by=stock_by) as world:
        goods = world.open(GOODS)

        class Here(Lagging):
            def __init__(self) -> None:
                super().__init__(world, goods)

        yield Here


@shows("A03", "M048", "M077")
@pytest.mark.parametrize(
    ("reserves_at", "by_line", "stock_by"),
    [
        ("acceptance", True, PACKETS),
        ("acceptance", False, COMMERCEML),
        ("status", False, PACKETS),
        ("never", False, COMMERCEML),
    ],
)
def test_availability_is_never_too_high_and_comes_right(
    postgres_url: str, tmp_path: Path, reserves_at: str, by_line: bool, stock_by: str
) -> None:
    # Every step asks both programs over a socket: a failure is told as it was found, not made smaller for minutes.
    few = settings(max_examples=4, stateful_step_count=12, deadline=None, phases=(Phase.explicit, Phase.generate))
    with a_lagging_base(postgres_url, tmp_path, reserves_at, by_line, stock_by) as machine:
        run_state_machine_as_test(machine, settings=few)
