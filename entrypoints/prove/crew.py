"""The processes of buyers, seen from outside: they get work, die, and are replaced."""

import os
import signal
from collections import Counter, deque
from collections.abc import Callable, MutableSequence, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from multiprocessing.sharedctypes import RawArray
from random import Random
from typing import cast

from attrs import define, field

from entrypoints.bootstrap.mortal import CELLS, Cell, Fate, Where
from entrypoints.prove.buyers import Reply, Task, Unanswered, serve
from entrypoints.prove.plan import dice

AT_STATEMENT, AT_COMMIT = 0.002, 0.02
# Without any answer for so long, something waits for what will never come.
PATIENCE = 60.0
# So often one key is repeated before nobody believes any more that it will be answered.
MOST_VAIN = 20


class Stalled(Exception):
    """No process answered within the patience of the trial, or none with more than that nobody knows."""


@define(eq=False)
class Hand:
    """One process and what it is busy with."""

    slot: int
    process: ForkProcess
    channel: Connection
    task: Task | None = None


@define
class Crew:
    """kills: by where the process was when it died. vain: how often the database was away, by key.

    deadly: factor of all chances of dying; 0 is immortal.
    """

    url: str
    placing: str
    size: int
    seed: int
    deadly: float = 1.0
    kills: Counter[str] = field(factory=Counter)
    vain: Counter[str] = field(factory=Counter)
    born: int = 0
    on_stopped: Callable[[], None] = field(default=lambda: None)
    cells: MutableSequence[int] = field(init=False)
    hands: list[Hand] = field(factory=list)
    luck: Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.cells = cast(MutableSequence[int], RawArray("i", CELLS * self.size))
        self.luck = dice(self.seed, "crew")

    def start(self) -> None:
        self.hands = [self.birth(slot) for slot in range(self.size)]

    def stop(self) -> None:
        for hand in self.hands:
            hand.process.kill()
            hand.process.join()
            hand.channel.close()
        self.hands = []

    def birth(self, slot: int) -> Hand:
        ours, theirs = get_context("fork").Pipe()
        self.born += 1
        luck = dice(self.seed, slot, self.born)
        fate = Fate(self.cells, slot * CELLS, luck, AT_STATEMENT * self.deadly, AT_COMMIT * self.deadly)
        self.cells[slot * CELLS + Cell.WHERE] = Where.OUTSIDE
        process = get_context("fork").Process(target=serve, args=(theirs, self.url, self.placing, fate), daemon=True)
        process.start()
        theirs.close()
        return Hand(slot, process, ours)

    def work(self, tasks: deque[Task], hear: Callable[[Reply], None], deeds: Sequence[Callable[[], None]] = ()) -> None:
        """Until every task has an answer. A task whose process died, or lost the database, is given out again.

        deeds: what happens meanwhile, each once, at random moments.
        """
        ahead = deque(deeds)
        while tasks or any(hand.task for hand in self.hands):
            for hand in self.hands:
                if tasks and hand.task is None:
                    self.give(hand, tasks)
            busy = [hand for hand in self.hands if hand.task]
            ready = wait([hand.channel for hand in busy], self.luck.uniform(0, 0.02) if ahead else PATIENCE)
            if ahead:
                ahead.popleft()()
            elif not ready:
                raise Stalled("; ".join(repr(hand.task) for hand in busy))
            for hand in busy:
                if hand.channel in ready:
                    self.listen(hand, tasks, hear)

    def give(self, hand: Hand, tasks: deque[Task]) -> None:
        hand.task = tasks.popleft()
        try:
            hand.channel.send(hand.task)
        except OSError:
            self.bury(hand, tasks)

    def listen(self, hand: Hand, tasks: deque[Task], hear: Callable[[Reply], None]) -> None:
        try:
            reply: Reply = hand.channel.recv()
        except (EOFError, OSError):
            self.bury(hand, tasks)
            return
        if isinstance(reply, Unanswered) and hand.task is not None:
            tasks.append(hand.task)
            self.vain[reply.key] += 1
        hand.task = None
        hear(reply)
        if self.vain[reply.key] > MOST_VAIN:
            raise Stalled(f"key {reply.key} was repeated {MOST_VAIN} times and never answered")

    def strike(self) -> None:
        """Kill a busy one. Stopped first, so that where it stands is known and the ERP can speak beside its locks."""
        busy = [hand for hand in self.hands if hand.task and hand.process.is_alive()]
        if not busy:
            return
        hand = self.luck.choice(busy)
        pid = hand.process.pid
        assert pid is not None
        try:
            os.kill(pid, signal.SIGSTOP)
        except ProcessLookupError:
            return
        where = Where(self.cells[hand.slot * CELLS + Cell.WHERE])
        self.kills[f"from outside, {where.name.lower()}"] += 1
        if where is not Where.OUTSIDE:
            self.on_stopped()
        hand.process.kill()

    def bury(self, hand: Hand, tasks: deque[Task]) -> None:
        """Another incarnation repeats the key that has no answer."""
        hand.process.join()
        hand.channel.close()
        for cell in (Cell.INSIDE, Cell.COMMIT_UNSENT, Cell.COMMIT_SENT, Cell.COMMIT_ANSWERED):
            at = hand.slot * CELLS + cell
            self.kills[f"by itself, {cell.name.lower()}"] += self.cells[at]
            self.cells[at] = 0
        if hand.task is not None:
            tasks.append(hand.task)
        self.hands[self.hands.index(hand)] = self.birth(hand.slot)
