"""What rules are kept in, as the commands on them see it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from domain.pricing.managed import Deed, ManagedRule
from domain.pricing.rules import Rule, Which
from domain.shared.ids import UserId


@frozen
class LastChange:
    """Who made the newest version, and when; `by` is empty where no person did."""

    by: str
    at: datetime


class RuleWork(Protocol):
    """One transaction over the rules; leaving it with an exception changes nothing.

    Writers of rules come one after another, so that the remarks and the set of properties read are those of one moment.
    """

    def current(self, id: UUID) -> ManagedRule:
        """Raises NotFound."""

    def last_change(self, id: UUID) -> LastChange: ...

    def at_version(self, id: UUID, version: int) -> ManagedRule | None: ...

    def unknown_names(self, rule: Rule) -> Mapping[str, tuple[str, ...]]:
        """By condition (`categories`, `contracts`, …), what it names and is not there."""

    def save(self, managed: ManagedRule, deed: Deed, by: UserId) -> None:
        """The row, its version in the log, the pricing version; the catalogue's where other properties are read now."""


class Rules(Protocol):
    def begin(self) -> AbstractContextManager[RuleWork]: ...

    def active(self) -> Sequence[Rule]: ...

    def common_goods(self, one: Which, other: Which) -> int:
        """How many variants on sale both speak of."""
