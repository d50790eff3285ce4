"""The ports that every use case may need."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """Now, and which day it is in the business zone."""

    def now(self) -> datetime:
        """An aware instant in UTC."""

    def today(self) -> date:
        """The day of the business zone (semantics 2: a bank day begins at 00:00 there)."""


class Later(Protocol):
    """Work that no request waits for: one thing after another; what fails is told to operators."""

    def __call__(self, work: Callable[[], object], /) -> None: ...


class Rest(Protocol):
    """Called now and then by long work that no request waits for, so that those that somebody waits for go first."""

    def __call__(self) -> object: ...


def without_rest() -> None:
    """For work that somebody waits for."""


class Ids(Protocol):
    """Identifiers for what is made here."""

    def new(self) -> UUID:
        """A UUIDv7: sorted by the moment of making."""


class Tokens(Protocol):
    """Unguessable text for cookies and keys."""

    def new(self) -> str: ...
