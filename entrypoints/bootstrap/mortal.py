"""Connections whose process may die at any statement, and above all at COMMIT."""

import os
import signal
from collections.abc import Generator, Iterator, MutableSequence
from contextlib import contextmanager
from enum import IntEnum
from random import Random
from typing import Any, ClassVar, TypeVar

import psycopg
from attrs import define
from psycopg.waiting import Ready, Wait

answer_of_driver = TypeVar("answer_of_driver")
Talk = Generator[Any, Any, answer_of_driver]


class Cell(IntEnum):
    """What a process writes into memory that outlives it: where it is, and where it killed itself."""

    WHERE = 0
    INSIDE = 1
    COMMIT_UNSENT = 2
    COMMIT_SENT = 3
    COMMIT_ANSWERED = 4


CELLS = len(Cell)


class Where(IntEnum):
    OUTSIDE = 0
    INSIDE = 1
    COMMITTING = 2


@define
class Fate:
    """Chances of SIGKILL: before or after each statement inside a transaction, and at three moments of its COMMIT.

    Nothing dies unless `armed`.
    """

    cells: MutableSequence[int]
    offset: int
    luck: Random
    at_statement: float
    at_commit: float
    armed: bool = False

    def at(self, cell: Cell) -> None:
        chance = self.at_statement if cell is Cell.INSIDE else self.at_commit
        if self.armed and self.luck.random() < chance:
            self.cells[self.offset + cell] += 1
            os.kill(os.getpid(), signal.SIGKILL)

    def is_now(self, where: Where) -> None:
        self.cells[self.offset + Cell.WHERE] = where


class MortalConnection(psycopg.Connection[Any]):
    """A psycopg connection with a fate. Whatever it sends goes through `wait`, which is where it may die."""

    fate: ClassVar[Fate | None] = None
    where: Where = Where.OUTSIDE

    @contextmanager
    def transaction(
        self, savepoint_name: str | None = None, force_rollback: bool = False
    ) -> Iterator[psycopg.Transaction]:
        try:
            with super().transaction(savepoint_name, force_rollback) as transaction:
                self._go(Where.INSIDE)
                yield transaction
                # Reached only when the block ended well: what follows is COMMIT.
                self._go(Where.COMMITTING)
        finally:
            self._go(Where.OUTSIDE)

    @contextmanager
    def committing(self) -> Iterator[None]:
        """Around a COMMIT that somebody sends as a statement: who dies, dies there as often as at any other."""
        self._go(Where.COMMITTING)
        try:
            yield
        finally:
            self._go(Where.INSIDE)

    def wait(
        self, gen: Talk[answer_of_driver], interval: float = 0.1, timeout: float | None = None
    ) -> answer_of_driver:
        if self.fate is None or self.where is Where.OUTSIDE:
            return super().wait(gen, interval, timeout)
        return super().wait(self._talk(gen, self.fate), interval, timeout)

    def _talk(self, gen: Talk[answer_of_driver], fate: Fate) -> Talk[answer_of_driver]:
        """The driver's own conversation, step by step, with a place to die before, amid and after it."""
        committing = self.where is Where.COMMITTING
        fate.at(Cell.COMMIT_UNSENT if committing else Cell.INSIDE)
        listening = False
        try:
            wanted = next(gen)
            while True:
                if wanted == Wait.R and not listening:
                    # All is sent, nothing is answered: the server works on it, or has just done it.
                    listening = True
                    fate.at(Cell.COMMIT_SENT if committing else Cell.INSIDE)
                ready: Ready = yield wanted
                wanted = gen.send(ready)
        except StopIteration as end:
            result: answer_of_driver = end.value
        fate.at(Cell.COMMIT_ANSWERED if committing else Cell.INSIDE)
        return result

    def _go(self, where: Where) -> None:
        self.where = where
        if self.fate is not None:
            self.fate.is_now(where)


@contextmanager
def armed(fate: Fate) -> Iterator[None]:
    fate.armed = True
    try:
        yield
    finally:
        fate.armed = False
