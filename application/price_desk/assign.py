"""A price type is assigned, an assignment is changed or ended: by right, with everything that is wrong told at once."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID

from attrs import evolve, field, frozen

from application.access.context import Visit
from application.price_desk.entry import Entry, Fault, OwnerAsked, Reader, day_of, inn_of, required, text_of
from application.price_desk.lookups import HoldingShared, OwnerFound
from application.price_desk.rows import staff_readers
from application.price_desk.work import Act
from application.pricing.rule_content import told_which
from application.queries.orders import Readers
from application.queries.rules import Found
from application.shared.ports import Ids
from domain.access.permission import Permission
from domain.parties.level import Level
from domain.pricing.assigning import (
    PRIORITIES,
    Assignee,
    AssigneeNotFound,
    Assignment,
    AssignmentChangedMeanwhile,
    AssignmentKeptByErp,
    PriorityInvalid,
    SegmentNameless,
    TypeWithoutPrices,
    TypeWithoutRate,
    check_overlap,
)
from domain.pricing.book import PriceType
from domain.pricing.chain import TypeChains
from domain.pricing.managed import RuleNamesUnknown
from domain.pricing.rules import Which
from domain.shared.errors import DomainError, NotFound
from domain.shared.ids import CategoryId, PriceTypeId, ProductId
from domain.shared.money import Currency

MADE, CHANGED, ENDED = "price-assignment.made", "price-assignment.changed", "price-assignment.ended"
WITHDRAWN = "price-assignment.withdrawn"
LEVELS = {
    Assignee.CONTRACT: Level.CONTRACT, Assignee.COUNTERPARTY: Level.COUNTERPARTY, Assignee.HOLDING: Level.HOLDING,
}  # fmt: skip
T = TypeVar("T")


@frozen
class AssignmentRefused(DomainError):
    """Everything that is wrong with it, field by field."""

    code: ClassVar[str] = "price-assignment.refused"
    reasons: tuple[DomainError, ...]
    fields: tuple[str, ...]

    @classmethod
    def of(cls, faults: Sequence[Fault]) -> "AssignmentRefused":
        return cls(tuple(fault.error for fault in faults), tuple(fault.field for fault in faults))


@frozen
class Typed:
    """As it stands in the form. owner: a contract's number, a TIN or a holding's name; a region or a group by its id.

    products: those without an article, by id. values: by a property's name.
    """

    assignee: str = ""
    owner: str = ""
    inn: str = ""
    price_type: str = ""
    segment: str = ""
    categories: tuple[int, ...] = ()
    manufacturers: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    products: tuple[int, ...] = ()
    values: Mapping[str, Sequence[str]] = field(factory=dict)
    priority: str = ""
    valid_from: str = ""
    valid_to: str = ""


@frozen
class LockedAssignment:
    assignment: Assignment
    version: str
    by_erp: bool


class AssignmentWork(Protocol):
    """Writers come one at a time, so that what was judged is what is written."""

    def owners(self, whose: Readers, asked: Sequence[OwnerAsked]) -> Mapping[OwnerAsked, Sequence[OwnerFound]]: ...

    def is_there(self, assignee: Assignee, owner: UUID) -> bool:
        """Of a region or a group."""

    def unknown_sections(self, ids: Sequence[int]) -> Sequence[int]: ...

    def types(self) -> Mapping[PriceTypeId, PriceType]: ...

    def has_prices(self, types: Sequence[PriceTypeId]) -> bool: ...

    def currencies(self, assignee: Assignee, owner: UUID | None) -> Sequence[Currency]:
        """Of the contracts that it would price."""

    def rated(self) -> Sequence[Currency]: ...

    def standing_of(self, assignee: Assignee, owner: UUID | None) -> Sequence[tuple[Assignment, bool]]:
        """Of one owner, with whether the ERP tells it."""

    def lock_assignment(self, whose: Readers, id: UUID) -> LockedAssignment:
        """Raises NotFound."""

    def record(self, act: Act) -> int: ...

    def put(self, act: int, assignment: Assignment) -> None:
        """Raises the pricing version."""

    def withdraw_assignment(self, act: int, assignment: Assignment) -> None:
        """Raises the pricing version."""


class AssignmentWorks(Protocol):
    def begin(self) -> AbstractContextManager[AssignmentWork]: ...


class Segments(Protocol):
    def look_up(
        self, skus: Sequence[str], manufacturers: Sequence[str], values: Mapping[str, Sequence[str]]
    ) -> Found: ...


@frozen
class Reading:
    """Reads what was typed and keeps every fault."""

    typed: Typed
    work: AssignmentWork
    segments: Segments
    whose: Readers
    faults: list[Fault] = field(factory=list)

    def read(self, name: str, how: Callable[[], T], default: T) -> T:
        try:
            return how()
        except (NotFound, DomainError) as fault:
            self.faults.append(Fault(name, fault))
            return default

    def assignment(self, id: UUID, own: tuple[Assignee, UUID | None] | None = None) -> Assignment:
        """own: whose it is already, which a change leaves. Raises AssignmentRefused."""
        nobody: tuple[Assignee, UUID | None] = (Assignee.PLATFORM, None)
        assignee, owner = own or self.read("owner", self.owner, nobody)
        kind = self.read("price_type", self.price_type, PriceTypeId(0))
        which, priority = self.which(), self.read("priority", self.priority, 0)
        dates = Reader(Entry(valid_from=self.typed.valid_from, valid_to=self.typed.valid_to))
        validity = dates.validity()
        self.faults.extend(dates.faults)
        segment = " ".join(self.typed.segment.split())[:100] if which != Which() else ""
        if which != Which() and not segment:
            self.faults.append(Fault("segment", SegmentNameless()))
        if self.faults:
            raise AssignmentRefused.of(self.faults)
        made = Assignment(id, assignee, owner, kind, which, segment, priority, validity)
        self.check(made)
        return made

    def owner(self) -> tuple[Assignee, UUID | None]:
        """Raises AssigneeNotFound, HoldingShared, CellInvalid."""
        text = text_of("owner", self.typed.owner[:200])
        if self.typed.assignee not in set(Assignee):
            raise AssigneeNotFound(Assignee.CONTRACT, self.typed.assignee[:40])
        assignee = Assignee(self.typed.assignee)
        if assignee is Assignee.PLATFORM:
            return assignee, None
        if assignee not in LEVELS:
            return assignee, self._by_id(assignee, text)
        asked = self._asked(assignee, required("owner", text))
        found = self.work.owners(self.whose, [asked]).get(asked, ())
        if len(found) != 1:
            raise AssigneeNotFound(assignee, text, len(found))
        if found[0].is_shared:
            raise HoldingShared(found[0].name)
        return assignee, found[0].id

    def _asked(self, assignee: Assignee, text: str) -> OwnerAsked:
        if assignee is Assignee.CONTRACT:
            return OwnerAsked(Level.CONTRACT, inn_of("inn", self.typed.inn), contract=text)
        if assignee is Assignee.COUNTERPARTY:
            return OwnerAsked(Level.COUNTERPARTY, inn_of("inn", text))
        return OwnerAsked(Level.HOLDING, holding=text)

    def _by_id(self, assignee: Assignee, text: str) -> UUID:
        try:
            id = UUID(text)
        except ValueError:
            raise AssigneeNotFound(assignee, text) from None
        if not self.work.is_there(assignee, id):
            raise AssigneeNotFound(assignee, text)
        return id

    def price_type(self) -> PriceTypeId:
        text = self.typed.price_type
        kind = PriceTypeId(int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else PriceTypeId(0)
        if kind not in self.work.types():
            raise NotFound("price-type", text[:40])
        return kind

    def which(self) -> Which:
        typed = self.typed
        found = self.segments.look_up(typed.skus, typed.manufacturers, typed.values)
        missing = (("skus", "products", found.no_products), ("manufacturers", "manufacturers", found.no_manufacturers),
                   ("values", "values", found.no_values),
                   ("categories", "categories", [str(id) for id in self.work.unknown_sections(typed.categories)]),
                   )  # fmt: skip
        self.faults.extend(Fault(name, RuleNamesUnknown(part, tuple(told))) for name, part, told in missing if told)
        return Which(
            [ProductId(id) for id in (*found.products, *typed.products)], [CategoryId(id) for id in typed.categories],
            found.manufacturers, [(id, value) for id, value in found.values],
        )  # fmt: skip

    def priority(self) -> int:
        text = self.typed.priority.strip() or "100"
        if not (text.isascii() and text.isdigit() and len(text) < 6) or int(text) not in PRIORITIES:
            raise PriorityInvalid(text[:40])
        return int(text)

    def check(self, made: Assignment) -> None:
        """Raises AssignmentRefused for a type that could give no price, and for a second type on the same days."""
        types = self.work.types()
        names = {id: kind.name for id, kind in types.items()}
        checks: tuple[tuple[str, Callable[[], None]], ...] = (
            ("price_type", lambda: self._check_type(made, types)),
            ("valid_from", lambda: check_overlap(made, self.work.standing_of(made.assignee, made.owner), names)),
        )
        for name, judge in checks:
            self.read(name, judge, None)
        if self.faults:
            raise AssignmentRefused.of(self.faults)

    def _check_type(self, made: Assignment, types: Mapping[PriceTypeId, PriceType]) -> None:
        kind = types[made.price_type]
        if not self.work.has_prices([id for id, _ in TypeChains(types).kinds(made.price_type, "", None)]):
            raise TypeWithoutPrices(kind.name)
        rated = {Currency.RUB, *self.work.rated()}
        for currency in self.work.currencies(made.assignee, made.owner):
            if currency is not kind.currency and not {currency, kind.currency} <= rated:
                raise TypeWithoutRate(kind.name, kind.currency, currency)


def need_right(visit: Visit, assignee: Assignee | None = None) -> None:
    """Whoever sees only his own clients decides nothing for everybody's. Raises NotAllowed."""
    visit.authority.need(Permission.SET_PRICE_TYPES)
    if assignee is not None and assignee not in LEVELS:
        visit.authority.need(Permission.SEE_ALL_CLIENTS)


@frozen
class AssignHandler:
    works: AssignmentWorks
    segments: Segments
    ids: Ids

    def __call__(self, visit: Visit, typed: Typed) -> UUID:
        """Raises NotAllowed, AssignmentRefused."""
        need_right(visit, Assignee(typed.assignee) if typed.assignee in set(Assignee) else None)
        with self.works.begin() as work:
            made = Reading(typed, work, self.segments, staff_readers(visit)).assignment(self.ids.new())
            facts = {"before": None, "after": facts_of(made)}
            work.put(work.record(Act(visit.authority.user, MADE, str(made.id), facts)), made)
        return made.id


@frozen
class ChangeAssignment:
    """seen: the version that the form showed. Whose it is stays: another client's would be another assignment."""

    id: UUID
    seen: str
    typed: Typed


@frozen
class ChangeAssignmentHandler:
    works: AssignmentWorks
    segments: Segments

    def __call__(self, visit: Visit, command: ChangeAssignment) -> None:
        """Raises NotAllowed, NotFound, AssignmentKeptByErp, AssignmentChangedMeanwhile, AssignmentRefused."""
        need_right(visit)
        with self.works.begin() as work:
            held = held_of(work, visit, command.id, command.seen)
            own = held.assignee, held.owner
            wanted = Reading(command.typed, work, self.segments, staff_readers(visit)).assignment(held.id, own)
            if wanted == held:
                return
            facts = {"before": facts_of(held), "after": facts_of(wanted)}
            work.put(work.record(Act(visit.authority.user, CHANGED, str(held.id), facts)), wanted)


@frozen
class EndAssignment:
    """last: the last day on which it holds, as typed."""

    id: UUID
    seen: str
    last: str


@frozen
class EndAssignmentHandler:
    works: AssignmentWorks

    def __call__(self, visit: Visit, command: EndAssignment) -> None:
        """What has not begun to hold is withdrawn, whatever the day. Raises as a change does."""
        need_right(visit)
        with self.works.begin() as work:
            held = held_of(work, visit, command.id, command.seen)
            start, today = held.validity.start, visit.authority.today
            if start is not None and today is not None and start > today:
                facts = {"before": facts_of(held), "after": None}
                work.withdraw_assignment(work.record(Act(visit.authority.user, WITHDRAWN, str(held.id), facts)), held)
                return
            wanted = evolve(held, validity=_until(held, command.last))
            if wanted != held:
                facts = {"before": facts_of(held), "after": facts_of(wanted)}
                work.put(work.record(Act(visit.authority.user, ENDED, str(held.id), facts)), wanted)


def _until(held: Assignment, typed: str) -> Any:
    start = held.validity.start
    reader = Reader(Entry(valid_from=start.isoformat() if start else "", valid_to=typed))
    reader.read("valid_to", required, "")
    validity = reader.validity()
    if reader.faults or reader.read("valid_to", day_of, None) is None:
        raise AssignmentRefused.of(reader.faults)
    return validity


def held_of(work: AssignmentWork, visit: Visit, id: UUID, seen: str) -> Assignment:
    held = work.lock_assignment(staff_readers(visit), id)
    need_right(visit, held.assignment.assignee)
    if held.by_erp:
        kind = work.types().get(held.assignment.price_type)
        validity = held.assignment.validity
        raise AssignmentKeptByErp(kind.name if kind else "", validity.start, validity.end)
    if held.version != seen:
        raise AssignmentChangedMeanwhile
    return held.assignment


def facts_of(assignment: Assignment) -> Mapping[str, Any]:
    """For the audit log: ids and days as text."""
    validity = assignment.validity
    return {
        "assignee": assignment.assignee.value,
        "owner": None if assignment.owner is None else str(assignment.owner),
        "price_type": assignment.price_type,
        "segment": assignment.segment,
        "which": told_which(assignment.which),
        "priority": assignment.priority,
        "valid_from": validity.start.isoformat() if validity.start else None,
        "valid_to": validity.end.isoformat() if validity.end else None,
    }
