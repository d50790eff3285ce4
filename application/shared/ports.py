"""The ports that every use case may need."""

from datetime import date, datetime
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """Now, and which day it is in the business zone."""

    def now(self) -> datetime:
        """An aware instant in UTC."""

    def today(self) -> date:
        """The day of the business zone (semantics 2: a bank day begins at 00:00 there)."""


class Ids(Protocol):
    """Identifiers for what is made here."""

    def new(self) -> UUID:
        """A UUIDv7: sorted by the moment of making."""


class Tokens(Protocol):
    """Unguessable text for cookies and keys."""

    def new(self) -> str: ...
