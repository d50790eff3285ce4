"""Who has which price type, as the desk reads it: the list, one assignment with its history, a client's whole chain."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from attrs import evolve, frozen

from application.access.context import Visit
from application.price_desk.rows import Period, Source, staff_readers
from application.pricing.goods import Pricing
from application.queries.orders import Readers
from application.queries.rules import Names
from application.shared.ports import Clock
from domain.access.permission import Permission
from domain.pricing.assigning import Assignee
from domain.pricing.chain import Considered
from domain.pricing.rules import Which
from domain.pricing.terms import Terms
from domain.shared.ids import PriceTypeId


@frozen
class AssignmentFilter:
    """Every part narrows. client: a piece of a name or contract number, or the beginning of a TIN. source: erp, portal.

    before: the id after which the next page begins; the newest come first.
    """

    client: str = ""
    price_type: PriceTypeId | None = None
    assignee: Assignee | None = None
    source: str = ""
    period: Period | None = None
    day: date | None = None
    before: UUID | None = None
    limit: int = 50


@frozen
class AssignmentRow:
    """owner: the client, group or region by name, empty for everybody; contract: its number where it is a contract's.

    base: the ERP connection that tells it, empty for the portal's own. version: changes with every change.
    """

    id: UUID
    assignee: Assignee
    owner_id: UUID | None
    owner: str
    client_id: UUID | None
    contract: str
    inn: str
    price_type: PriceTypeId
    type_name: str
    currency: str
    which: Which
    segment: str
    priority: int
    valid_from: date | None
    valid_to: date | None
    base: str
    version: str
    told: Source

    @property
    def by_erp(self) -> bool:
        return bool(self.base)

    def period(self, day: date) -> Period:
        if self.valid_from is not None and self.valid_from > day:
            return Period.FUTURE
        return Period.PAST if self.valid_to is not None and self.valid_to < day else Period.IN_FORCE


@frozen
class FormerAssignment:
    """What it was from one telling to the next; is_gone: from then on it was no more."""

    type_name: str
    segment: str
    priority: int
    valid_from: date | None
    valid_to: date | None
    told: Source
    is_gone: bool = False


@frozen
class AssignmentPage:
    rows: tuple[AssignmentRow, ...]
    names: Names
    next: UUID | None
    filter: AssignmentFilter


@frozen
class AssignmentView:
    """formers: the newest first. names: of the goods of its segment."""

    row: AssignmentRow
    names: Names
    formers: tuple[FormerAssignment, ...]


@frozen
class OwnersOffered:
    """What a form offers by name: regions and groups of users; clients are found by what people know them by."""

    regions: Sequence[tuple[UUID, str]]
    groups: Sequence[tuple[UUID, str]]


class Assignments(Protocol):
    """Every method filters by the readers in the statement itself (A1); regions and groups are everybody's."""

    def page(self, whose: Readers, ask: AssignmentFilter) -> tuple[Sequence[AssignmentRow], UUID | None]: ...

    def one(self, whose: Readers, id: UUID) -> tuple[AssignmentRow, Sequence[FormerAssignment]]:
        """What stands, or what stood last. Raises NotFound."""

    def offered(self) -> OwnersOffered: ...

    def terms_of(self, whose: Readers, client: UUID, day: date) -> tuple[int, Sequence[Terms]]:
        """The pricing version, and the client's contracts in force in its default region. Raises NotFound."""


class GoodsNames(Protocol):
    def goods_names(self, whiches: Sequence[Which], most: int | None = None) -> Names:
        """Of the goods that are named one by one, at most so many are called by name."""


SHOWN_GOODS = 3


def may_assign(visit: Visit) -> bool:
    return Permission.SET_PRICE_TYPES in visit.authority.staff_permissions


@frozen
class AssignmentPageQuery:
    assignments: Assignments
    goods: GoodsNames

    def __call__(self, visit: Visit, ask: AssignmentFilter) -> AssignmentPage:
        asked = ask if ask.day is not None else evolve(ask, day=visit.authority.today)
        rows, following = self.assignments.page(staff_readers(visit), asked)
        names = self.goods.goods_names([row.which for row in rows], SHOWN_GOODS)
        return AssignmentPage(tuple(rows), names, following, asked)


@frozen
class AssignmentQuery:
    assignments: Assignments
    goods: GoodsNames

    def __call__(self, visit: Visit, id: UUID) -> AssignmentView:
        """Raises NotFound."""
        row, formers = self.assignments.one(staff_readers(visit), id)
        return AssignmentView(row, self.goods.goods_names([row.which]), tuple(formers))


@frozen
class OwnersQuery:
    assignments: Assignments

    def __call__(self, visit: Visit) -> OwnersOffered:
        staff_readers(visit)
        return self.assignments.offered()


@frozen
class ContractChain:
    """One contract of a client: who had a say in its price types, the nearest first. names: of the types.

    A segment of goods is told where one has a type of its own; which goods are meant is told by the assignment.
    """

    terms: Terms
    considered: tuple[Considered, ...]
    names: dict[PriceTypeId, str]


@frozen
class ClientChainsQuery:
    """What a manager reads on the page of a client: which type he has, from whom, and what gave way to it."""

    assignments: Assignments
    pricing: Pricing
    clock: Clock

    def __call__(self, visit: Visit, client: UUID) -> tuple[ContractChain, ...]:
        """Raises NotFound for a client that is not the asker's."""
        day = self.clock.today()
        version, contracts = self.assignments.terms_of(staff_readers(visit), client, day)
        facts = self.pricing.facts(version, day)
        found = []
        for told in contracts:
            terms = facts.chains.assigned(told)
            considered = facts.chains.say_of(terms)
            names = {each.price_type: facts.types[each.price_type].name for each in considered
                     if each.price_type in facts.types}  # fmt: skip
            found.append(ContractChain(terms, considered, names))
        return tuple(found)
