"""Rules as their pages show them: the table, one rule with its versions, and the names of what it speaks of."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from application.access.context import Visit
from application.pricing.rule_ports import Rules
from application.pricing.save_rule import remarks_on
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.pricing.managed import Deed, ManagedRule, Standing
from domain.pricing.remarks import Remarked
from domain.pricing.rules import Rule
from domain.shared.errors import NotFound

# A row of the table calls the first few goods by name and counts the others.
SHOWN_GOODS = 3


@frozen
class RuleFilter:
    """Every part narrows; `text` is a piece of the name, `standing` empty for all."""

    text: str = ""
    standing: Standing | None = None
    offset: int = 0
    limit: int = 50


@frozen
class RuleRow:
    managed: ManagedRule
    changed_by: str
    changed_at: datetime


@frozen
class Names:
    """What ids are called, by kind. properties: the name, and the texts of values that are told by id.

    manufacturers: as the goods write them, by their folded form. products: article and name.
    """

    categories: Mapping[int, str] = field(factory=dict)
    products: Mapping[int, tuple[str, str]] = field(factory=dict)
    properties: Mapping[int, tuple[str, Mapping[str, str]]] = field(factory=dict)
    manufacturers: Mapping[str, str] = field(factory=dict)
    contracts: Mapping[UUID, tuple[str, str]] = field(factory=dict)
    counterparties: Mapping[UUID, tuple[str, str]] = field(factory=dict)
    holdings: Mapping[UUID, str] = field(factory=dict)
    regions: Mapping[UUID, str] = field(factory=dict)
    price_types: Mapping[int, str] = field(factory=dict)
    warehouses: Mapping[int, str] = field(factory=dict)


@frozen
class RulesPage:
    rows: tuple[RuleRow, ...]
    total: int
    counts: Mapping[Standing, int]
    names: Names
    filter: RuleFilter
    today: date


@frozen
class RuleVersion:
    managed: ManagedRule
    deed: Deed
    by: str
    at: datetime


@frozen
class RuleView:
    """`versions`: newest first. remarks: on the rule as it stands, nothing for one that is off."""

    managed: ManagedRule
    versions: tuple[RuleVersion, ...]
    names: Names
    remarks: tuple[Remarked, ...]
    today: date


@frozen
class Choices:
    """What a form offers: everything that can be named without being looked for."""

    sections: Sequence[tuple[int, int | None, str]]
    manufacturers: Sequence[str]
    properties: Sequence[tuple[int, str]]
    regions: Sequence[tuple[UUID, str]]
    price_types: Sequence[tuple[int, str]]
    warehouses: Sequence[tuple[int, str]] = ()


@frozen
class Found:
    """What the texts of a form turned out to be; what was not found stands there as it was typed.

    values: (property, value as the goods hold it).
    """

    products: Sequence[int] = ()
    no_products: Sequence[str] = ()
    manufacturers: Sequence[str] = ()
    no_manufacturers: Sequence[str] = ()
    values: Sequence[tuple[int, str]] = ()
    no_values: Sequence[str] = ()


@frozen
class ClientHit:
    """kind: contracts, counterparties or holdings."""

    kind: str
    id: UUID
    name: str
    detail: str


class RuleBoard(Protocol):
    def page(self, filter: RuleFilter, day: date) -> tuple[Sequence[RuleRow], int, Mapping[Standing, int]]: ...

    def one(self, id: UUID) -> Sequence[RuleVersion]:
        """Newest first; empty for no such rule."""

    def names(self, rules: Sequence[Rule], most: int | None = None) -> Names:
        """Of the goods that a rule names one by one, at most so many are called by name."""

    def choices(self) -> Choices: ...

    def look_up(self, skus: Sequence[str], manufacturers: Sequence[str], values: Mapping[str, Sequence[str]]) -> Found:
        """Articles in any writing; manufacturers in any case; values by the property's name."""

    def clients(self, text: str, most: int) -> Sequence[ClientHit]:
        """By a piece of the name, the beginning of the ИНН, or the number of a contract."""


@frozen
class RulesQuery:
    board: RuleBoard
    clock: Clock

    def __call__(self, visit: Visit, filter: RuleFilter) -> RulesPage:
        visit.authority.need(Permission.SEE_RULES)
        today = self.clock.today()
        rows, total, counts = self.board.page(filter, today)
        names = self.board.names([row.managed.rule for row in rows], SHOWN_GOODS)
        return RulesPage(tuple(rows), total, counts, names, filter, today)


@frozen
class RuleQuery:
    board: RuleBoard
    rules: Rules
    clock: Clock

    def __call__(self, visit: Visit, id: UUID) -> RuleView:
        """Raises NotFound."""
        visit.authority.need(Permission.SEE_RULES)
        versions = tuple(self.board.one(id))
        if not versions:
            raise NotFound("rule", str(id))
        newest = versions[0].managed
        names = self.board.names([version.managed.rule for version in versions])
        found = remarks_on(self.rules, newest.rule) if newest.is_on else ()
        return RuleView(newest, versions, names, found, self.clock.today())


@frozen
class RuleFormQuery:
    """What a form of a rule is filled from."""

    board: RuleBoard

    def choices(self, visit: Visit) -> Choices:
        visit.authority.need(Permission.SEE_RULES)
        return self.board.choices()

    def names(self, visit: Visit, rule: Rule) -> Names:
        visit.authority.need(Permission.SEE_RULES)
        return self.board.names([rule])

    def look_up(
        self, visit: Visit, skus: Sequence[str], manufacturers: Sequence[str], values: Mapping[str, Sequence[str]]
    ) -> Found:
        visit.authority.need(Permission.SEE_RULES)
        return self.board.look_up(skus, manufacturers, values)

    def clients(self, visit: Visit, text: str) -> Sequence[ClientHit]:
        """Nothing for nothing. Whoever writes rules sees all clients by it; the right says so."""
        visit.authority.need(Permission.CHANGE_RULES)
        return self.board.clients(text.strip(), 30) if text.strip() else ()
