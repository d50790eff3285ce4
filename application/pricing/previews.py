"""Previews that take longer than a person waits: what is asked for, how far it is, what came of it (ADR 0028)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from attrs import frozen

from application.pricing.preview_rule import PreviewRule
from application.pricing.rule_effects import RuleEffects
from domain.shared.ids import UserId


class PreviewState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        return self in (PreviewState.WAITING, PreviewState.RUNNING)


class PreviewCancelled(Exception):
    """Nobody waits for it any more: it was cancelled, or another one of the same draft took its place."""


@frozen
class KeptPreview:
    """done, all: pairs of good and kind of client, and carts. error: the code of what ended it, or empty."""

    id: int
    asked: PreviewRule
    state: PreviewState
    done: int
    all: int
    started_at: datetime
    finished_at: datetime | None = None
    effects: RuleEffects | None = None
    error: str = ""

    @property
    def percent(self) -> Decimal:
        """Whole ones; a hundred only of what is done."""
        return Decimal(100 * min(self.done, self.all) // self.all if self.all else 0)


class Previews(Protocol):
    """Each person's own, one for a rule: a newer one takes the place of the older."""

    def add(self, user: UserId, asked: PreviewRule, all_: int) -> int: ...

    def one(self, user: UserId, id: int) -> KeptPreview:
        """Raises NotFound, for that of somebody else as well."""

    def latest(self, user: UserId, rule: UUID) -> KeptPreview | None:
        """Of one rule, or of the new one that was given this id."""

    def unsaved(self, user: UserId) -> Sequence[KeptPreview]:
        """Of rules that are not there yet; the newest first."""

    def cancel(self, user: UserId, id: int) -> None:
        """Does nothing to one that has ended."""

    def claim(self, id: int) -> PreviewRule | None:
        """To be computed by the caller alone; None when it has ended, or somebody is at it."""

    def told(self, id: int, done: int, all_: int) -> None:
        """Also a sign of life. Raises PreviewCancelled."""

    def finish(self, id: int, effects: RuleEffects) -> None: ...

    def fail(self, id: int, error: str) -> None: ...
