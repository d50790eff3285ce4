"""A rule as people keep it: its versions, whether it is switched on, and where it stands in time."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import evolve, frozen

from domain.pricing.effect import LARGEST, QUANTITIES, RuleNotSound
from domain.pricing.rules import Rule, Which, Whom
from domain.shared.errors import DomainError

LONGEST_NAME = 200
MOST_PRIORITY = 1_000_000
PRICE_DECIMALS = 5
QUANTITY_DECIMALS = 3


class RuleState(StrEnum):
    ACTIVE = "active"
    OFF = "off"


class Standing(StrEnum):
    """What people see: a rule that is switched on may still wait for its day, or be past it."""

    IN_FORCE = "in-force"
    SCHEDULED = "scheduled"
    ENDED = "ended"
    OFF = "off"


class Deed(StrEnum):
    """What made a version."""

    CREATED = "created"
    CHANGED = "changed"
    SWITCHED_OFF = "switched-off"
    SWITCHED_ON = "switched-on"
    UNDONE = "undone"


@frozen
class RuleStale(DomainError):
    """Somebody has saved the rule since it was read: `by` whom and when. `version` is the newest."""

    code: ClassVar[str] = "rule.stale"
    name: str
    version: int
    by: str
    at: datetime


@frozen
class RuleNamesUnknown(DomainError):
    """A condition names what is not there: `field` as in the rule, `names` as they were told."""

    code: ClassVar[str] = "rule.names-unknown"
    field: str
    names: tuple[str, ...]


@frozen
class RuleUnchanged(DomainError):
    """Nothing to be done: it is off already, on already, or has no such version to go back to."""

    code: ClassVar[str] = "rule.unchanged"
    name: str
    version: int


@frozen
class ManagedRule:
    """One rule at one version. A version is never rewritten: every deed makes the next one."""

    rule: Rule
    state: RuleState = RuleState.ACTIVE
    version: int = 1

    @property
    def id(self) -> UUID:
        return self.rule.id

    @property
    def is_on(self) -> bool:
        return self.state is RuleState.ACTIVE

    def standing(self, day: date) -> Standing:
        if not self.is_on:
            return Standing.OFF
        if self.rule.valid_to is not None and self.rule.valid_to < day:
            return Standing.ENDED
        if self.rule.valid_from is not None and day < self.rule.valid_from:
            return Standing.SCHEDULED
        return Standing.IN_FORCE

    def changed(self, rule: Rule) -> "ManagedRule":
        """The content of another draft; what was switched off stays off until somebody switches it on."""
        if rule == self.rule:
            raise RuleUnchanged(self.rule.name, self.version)
        return evolve(self, rule=rule, version=self.version + 1)

    def switched(self, state: RuleState) -> "ManagedRule":
        if state is self.state:
            raise RuleUnchanged(self.rule.name, self.version)
        return evolve(self, state=state, version=self.version + 1)

    def back_to(self, before: "ManagedRule") -> "ManagedRule":
        """Exactly what stood there, state and all, as a version of its own."""
        if (before.rule, before.state) == (self.rule, self.state):
            raise RuleUnchanged(self.rule.name, self.version)
        return evolve(before, version=self.version + 1)


def check_draft(rule: Rule, today: date, everything: bool) -> None:
    """What only a new draft is asked. `everything`: the person has said that all goods of all clients are meant.

    Raises: RuleNotSound.
    """
    if len(rule.name) > LONGEST_NAME:
        raise RuleNotSound("name", "too-long")
    if abs(rule.priority) > MOST_PRIORITY:
        raise RuleNotSound("priority", "range")
    if _decimals(rule.effect.value) > PRICE_DECIMALS:
        raise RuleNotSound("value", "too-precise")
    if _decimals(rule.minimum) > QUANTITY_DECIMALS:
        raise RuleNotSound("minimum", "too-precise")
    if rule.minimum >= LARGEST:
        raise RuleNotSound("minimum", "too-large")
    if rule.effect.kind in QUANTITIES and _decimals(rule.effect.value) > QUANTITY_DECIMALS:
        raise RuleNotSound("value", "too-precise-stock")
    if rule.valid_to is not None and rule.valid_to < today:
        raise RuleNotSound("valid_to", "past")
    if rule.which == Which() and rule.whom == Whom() and not everything:
        raise RuleNotSound("everything", "not-confirmed")


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
